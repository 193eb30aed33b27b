import * as z from 'zod';
import { startedAt } from './table.ts';
import { endTree } from './tree.ts';

/** A process of a run, known well enough to be told from another that got its number later. */
export const runningProcessSchema = z.strictObject({
  pid: z.int().positive(),
  /** When it began, as the system says it; null where that cannot be asked. */
  started: z.string().nullable(),
  /** Stands in the environment of it and of all that it starts. */
  mark: z.string(),
});
export type RunningProcess = z.infer<typeof runningProcessSchema>;

/** The same, or only its mark: an agent that is killed while a process is being born knows no more of it. */
export const formerProcessSchema = runningProcessSchema.partial({ pid: true, started: true });
export type FormerProcess = z.infer<typeof formerProcessSchema>;

/**
 * Ends what is left of a run whose agent died: the process if it is still the same one, and whatever carries its mark.
 *
 * @returns how many processes were ended.
 */
export async function endFormer({ pid, started, mark }: FormerProcess): Promise<number> {
  if (pid === undefined || started === undefined || started === null) return endTree({ pid: null, mark });
  // On Windows it goes with its agent (libuv's job object), and what it started does not: that is told by number and begin.
  const isOurs = process.platform === 'win32' || (await startedAt(pid)) === started;
  return endTree({ pid: isOurs ? pid : null, mark, started });
}
