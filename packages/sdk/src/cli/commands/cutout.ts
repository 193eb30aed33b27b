import { basename } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { removeStaleTemporaries } from '../../files/index.ts';
import { checkPlace, encodeOptionsSchema, writeImageFile } from '../../imaging/index.ts';
import { type CutoutProvider, createCutoutProvider, cutoutProviders } from '../cutout-provider.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { makeFolderFor, type OutputPlan, planOutputs, refuseExisting } from '../outputs.ts';
import { findPhotos, type Photo } from '../photos.ts';
import { type ProgressBar, startProgress } from '../progress.ts';
import { reportText } from '../report-text.ts';
import { oneLine, type Terminal } from '../terminal.ts';

export const cutoutFlagsSchema = z.strictObject({
  output: z.string().min(1).optional(),
  format: z.enum(['png', 'webp', 'avif', 'tiff', 'jpeg']).optional(),
  background: z.string().optional(),
  quality: z.coerce.number().int().min(1).max(100).optional(),
  model: z.string().optional(),
  provider: z.enum(cutoutProviders).default('local'),
  careful: z.boolean().default(false),
  overwrite: z.boolean().default(false),
  json: z.boolean().default(false),
});
export type CutoutFlags = z.output<typeof cutoutFlagsSchema>;

/** As many as the engine works on at once; a third waits here, so that the engine never waits for a disk. */
const underWayAtOnce = 3;

/** `forecourt cutout PHOTO…` */
export async function cutout(args: readonly string[], flags: CutoutFlags, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { photos, plan } = await prepare(args, flags);
  await using provider = await createCutoutProvider(flags.provider, flags.model);
  using bar = startProgress(terminal, photos.length);
  const sources = photos.map((photo) => photo.path);
  let failures = 0;
  let finished = 0;

  // Results appear in the order of the photos, also when a later one is ready first.
  const running: (() => Promise<void>)[] = [];
  const settle = async () => {
    await running.shift()?.();
  };
  const folders = new Set<string>();
  for (const photo of photos) {
    if (signal.aborted) break;
    const outcome = cutOne(photo, flags, { plan, provider, sources, folders, signal, bar, finished: () => finished }).then(
      (result) => () => terminal.result(result.json, () => result.text),
      (error: unknown) => () => {
        if (signal.aborted) return;
        failures++;
        terminal.failure(error, { input: { path: photo.path } });
      },
    );
    running.push(async () => {
      const show = await outcome;
      finished++;
      show();
    });
    if (running.length >= underWayAtOnce) await settle();
  }
  while (running.length > 0) await settle();
  if (signal.aborted) return exitCodes.interrupted;
  return failures > 0 ? exitCodes.failed : exitCodes.done;
}

async function prepare(args: readonly string[], flags: CutoutFlags): Promise<{ photos: Photo[]; plan: OutputPlan }> {
  const photos = await findPhotos(args, flags.output);
  const plan = await planOutputs(flags.output, flags.format, photos.length > 1 || args.length > 1);
  if (plan.format === 'jpeg' && flags.background === undefined) {
    throw new ForecourtError('INVALID_INPUT', 'JPEG has no transparency, so a cutout needs a colour to stand on.', {
      hint: 'Add --background white, or choose PNG, WebP, AVIF or TIFF.',
    });
  }
  if (!encodeOptionsSchema.safeParse({ format: plan.format, background: flags.background }).success) {
    throw new ForecourtError('INVALID_INPUT', `${flags.background} is no colour that ${plan.format} can have.`, {
      hint: 'Write it as #rrggbb, #rgb, white or black.',
    });
  }
  return { photos, plan };
}

interface Work {
  readonly plan: OutputPlan;
  readonly provider: CutoutProvider;
  readonly sources: readonly string[];
  readonly folders: Set<string>;
  readonly signal: AbortSignal;
  readonly bar: ProgressBar;
  readonly finished: () => number;
}

async function cutOne(photo: Photo, flags: CutoutFlags, work: Work): Promise<{ json: object; text: string }> {
  const { plan, provider, sources, signal, bar } = work;
  const path = plan.place(photo);
  if (!plan.isNamed && !flags.overwrite && !sources.includes(path)) await refuseExisting(path);
  await makeFolder(path, work.folders);
  await checkPlace(path, sources);
  const { model, background, quality, careful } = flags;
  const result = await provider.removeBackground(
    { image: photo.path, model, format: plan.format, background, quality, careful },
    { signal, onProgress: ({ share, stage }) => bar.set(work.finished() + 0.99 * share, `${basename(photo.path)} · ${stage}`) },
  );
  await writeImageFile(path, result.bytes, { sources, signal });
  const { bytes, save, output, ...facts } = result;
  return {
    json: { ...facts, output: { ...output, path } },
    text: `${oneLine(photo.path)} → ${oneLine(path)}\n  ${reportText(result.report)} · ${(result.timings.totalMs / 1000).toFixed(1)} s${priceText(result.costUsd)}`,
  };
}

/** What was paid; nothing where nothing was. */
function priceText(costUsd: number): string {
  return costUsd > 0 ? ` · $${costUsd.toFixed(4)}` : '';
}

/** Once for each folder: it is made, and what a killed run left half written in it goes. */
async function makeFolder(path: string, seen: Set<string>): Promise<void> {
  const folder = path.slice(0, path.length - basename(path).length) || '.';
  if (seen.has(folder)) return;
  seen.add(folder);
  await makeFolderFor(path);
  await removeStaleTemporaries(folder);
}
