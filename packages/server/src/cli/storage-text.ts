import type { FileCount, StorageCleaning, StorageMove, StoragePlace, StorageStatus } from '@forecourt/sdk/contract';

const placeWords: Readonly<Record<StoragePlace, string>> = { folder: 'the data folder', s3: 'the bucket' };

const stateWords: Readonly<Record<StorageMove['state'], string>> = {
  counting: 'counting files',
  copying: 'copying',
  switched: 'moved; the source still has its files',
  verifying: 'looking at every file at its new place',
  removing: 'removing files from the source',
  removed: 'moved, and the source is empty',
  cancelled: 'turned round',
};

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}

function filesOf({ files, bytes }: FileCount): string {
  return `${files} ${files === 1 ? 'file' : 'files'}, ${megabytes(bytes)}`;
}

/** How far a move is, in one line. */
export function progressText({ state, done, total, trouble }: StorageMove): string {
  const how = state === 'counting' ? '' : `: ${done.files} of ${total.files} files, ${megabytes(done.bytes)} of ${megabytes(total.bytes)}`;
  return `${stateWords[state]}${how}${trouble === null ? '' : `; waiting: ${trouble.message}`}`;
}

/** What came of a move. */
export function moveText(move: StorageMove): string {
  const { from, to, state, total, copied, removedFiles, problemCount, problems } = move;
  return [
    `From ${placeWords[from]} to ${placeWords[to]}: ${stateWords[state]}.`,
    `  ${filesOf(total)} in the source; ${filesOf(copied)} travelled, the rest was there already.`,
    ...(removedFiles > 0 ? [`  ${removedFiles} files were removed from the source.`] : []),
    ...(problemCount > 0
      ? [`  ${problemCount} problems:`, ...problems.slice(0, 20).map(({ code, message }) => `    ${code}: ${message}`)]
      : []),
  ].join('\n');
}

/** What a clean-up found. */
export function cleaningText({ isDryRun, counts }: StorageCleaning): string {
  if (counts === null) return 'It did not come to its end.';
  const { orphans, derived, unusedAssets, temporary, uploads, missing, damaged, spared } = counts;
  const named = (title: string, { count, files }: { readonly count: number; readonly files: readonly string[] }) =>
    count === 0 ? [] : [`${title}: ${count}`, ...files.map((sha256) => `    ${sha256}`)];
  return [
    isDryRun ? 'Would be removed:' : 'Removed:',
    `  files that nobody wants: ${filesOf(orphans)}`,
    `  previews of files that are gone: ${filesOf(derived)}`,
    `  files that dealerships make no use of: ${unusedAssets}`,
    `  left by interrupted writes: ${temporary}; uploads that were over: ${uploads}`,
    ...(spared > 0 ? [`  spared, since somebody is about to use them: ${spared}`] : []),
    ...named('MISSING, nothing removed', missing),
    ...named('DAMAGED, nothing removed', damaged),
  ].join('\n');
}

/** Everything about files, for people. */
export function statusText({ place, places, kept, dealerships, move }: StorageStatus): string {
  return [
    `Files are in ${placeWords[place]}: ${place === 's3' ? (places.s3 ?? '') : places.folder}`,
    `  ${filesOf(kept.all)}: photos ${filesOf(kept.photos)}; cutouts ${filesOf(kept.cutouts)}; generated ${filesOf(kept.generated)}; unused ${filesOf(kept.unused)}`,
    ...dealerships.map((dealership) => `  ${dealership.name}: ${filesOf(dealership)}`),
    ...(move === null ? [] : [`The last move: ${progressText(move)}`]),
  ].join('\n');
}
