import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { scriptVersionSchema } from '@forecourt/sdk/contract';
import { writeFileAtomically } from '@forecourt/sdk/files';
import * as z from 'zod';

/** Which release counts. `null` is the agent that was installed, which is never removed. */
export const pointerSchema = z.strictObject({
  current: scriptVersionSchema.nullable(),
  previous: scriptVersionSchema.nullable(),
  /** Whether the current one has been well once; until then it may be left for the previous one. */
  isConfirmed: z.boolean(),
  /** How often the current one was started without having been well. */
  tries: z.int().nonnegative(),
  /** The last release that did not work, and why. */
  failed: z.strictObject({ version: scriptVersionSchema, reason: z.string(), at: z.iso.datetime() }).nullable(),
});
export type Pointer = z.infer<typeof pointerSchema>;

/** The agent that was installed, and no release. */
export const installedCounts: Pointer = { current: null, previous: null, isConfirmed: true, tries: 0, failed: null };

/** The file of a release. */
export function releaseFile(folder: string, version: string): string {
  return join(folder, version, 'forecourt-agent.mjs');
}

/** What counts; the installed agent where nothing can be read, since a host without an agent cannot be mended from afar. */
export async function readPointer(folder: string): Promise<Pointer> {
  const text = await readFile(join(folder, 'current.json'), 'utf8').catch(() => ''); // None yet, or not to be read: the installed one counts.
  try {
    return pointerSchema.parse(JSON.parse(text));
  } catch {
    // The same for what is no pointer.
    return installedCounts;
  }
}

/** Changes what counts: all of it or nothing, also through a power cut. */
export async function writePointer(folder: string, pointer: Pointer): Promise<void> {
  await writeFileAtomically(join(folder, 'current.json'), Buffer.from(`${JSON.stringify(pointerSchema.parse(pointer))}\n`));
}

/** Back to the release before, with the reason. */
export async function fallBack(folder: string, pointer: Pointer, reason: string, at: Date): Promise<Pointer> {
  const failed = pointer.current === null ? null : { version: pointer.current, reason, at: at.toISOString() };
  const next = { current: pointer.previous, previous: null, isConfirmed: true, tries: 0, failed };
  await writePointer(folder, next);
  return next;
}
