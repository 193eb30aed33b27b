import type { StorageCleaning, StorageMove, StoragePlace, StorageStatus } from '@forecourt/sdk/contract';
import { bytesInWords, bytesOfWhole, countOf } from '../transfers/figures.ts';

export const placeWords: Readonly<Record<StoragePlace, string>> = { folder: 'the data folder', s3: 'the bucket' };

export const other = (place: StoragePlace): StoragePlace => (place === 'folder' ? 's3' : 'folder');

const activeStates: readonly StorageMove['state'][] = ['counting', 'copying', 'verifying', 'removing'];

export const isMoving = ({ state }: StorageMove): boolean => activeStates.includes(state);

/** A report without an end that is older than this was interrupted. */
const longestCleaningMs = 6 * 60 * 60 * 1000;

export function isRunning({ finishedAt, startedAt }: StorageCleaning, now: number = Date.now()): boolean {
  return finishedAt === null && now - Date.parse(startedAt) < longestCleaningMs;
}

/** Whether figures change by themselves. */
export function isAtWork({ move, cleanings }: StorageStatus): boolean {
  return (move !== null && isMoving(move)) || cleanings.some((cleaning) => isRunning(cleaning));
}

/** "12 files, 4.2 MB". */
export function filesInWords({ files, bytes }: { readonly files: number; readonly bytes: number }, locale?: string): string {
  return `${countOf(files, 'file')}, ${bytesInWords(bytes, locale)}`;
}

/** What a move does right now, and how much of it is done. */
export function moveInWords(
  { state, from, to, done, total }: StorageMove,
  locale?: string,
): { readonly title: string; readonly figures: string } {
  const number = new Intl.NumberFormat(locale);
  const figures = `${number.format(done.files)} of ${countOf(total.files, 'file')} · ${bytesOfWhole(done.bytes, total.bytes, locale)}`;
  switch (state) {
    case 'counting':
      return { title: `Counting the files in ${placeWords[from]}`, figures: '' };
    case 'copying':
      return { title: `Moving files to ${placeWords[to]}`, figures };
    case 'verifying':
      return { title: `Looking at every file in ${placeWords[to]}`, figures };
    case 'removing':
      return { title: `Removing files from ${placeWords[from]}`, figures };
    case 'switched':
      return {
        title: `All files are in ${placeWords[to]}`,
        figures: `${filesInWords(total, locale)} are still in ${placeWords[from]} too`,
      };
    case 'removed':
      return { title: `All files were moved to ${placeWords[to]}`, figures: filesInWords(total, locale) };
    case 'cancelled':
      return { title: `The move to ${placeWords[to]} was turned round`, figures };
  }
}

/** What a clean-up came to, in one line. */
export function cleaningInWords({ counts, isDryRun, problem }: StorageCleaning, locale?: string): string {
  if (problem !== null) return `Did not come to its end: ${problem.message}`;
  if (counts === null) return 'Under way';
  const { orphans, derived, temporary, uploads, missing, damaged } = counts;
  const verb = isDryRun ? 'would go' : 'went';
  const parts = [
    orphans.files > 0 && `${filesInWords(orphans, locale)} that nobody wants ${verb}`,
    derived.files > 0 && `${countOf(derived.files, 'preview')} ${verb}`,
    temporary > 0 && `${countOf(temporary, 'half-written file')} ${verb}`,
    uploads > 0 && `${countOf(uploads, 'old upload')} ${verb}`,
    missing.count > 0 && `${countOf(missing.count, 'file')} missing`,
    damaged.count > 0 && `${countOf(damaged.count, 'file')} damaged`,
  ].filter((part) => part !== false);
  return parts.length === 0 ? 'Nothing to remove, nothing missing' : parts.join(', ');
}
