import { readFile, rm } from 'node:fs/promises';
import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';
import { writePrivate } from './config.ts';
import { placesIn } from './places.ts';

const runningSchema = z.object({
  pid: z.int().positive(),
  localPort: z.int().positive(),
  version: z.string(),
  startedAt: z.iso.datetime(),
});
/** What commands on this computer have to know of the agent that runs. */
export type RunningAgent = z.infer<typeof runningSchema>;

/** Says in the data folder where the agent listens on loopback. @returns what takes it back */
export async function tellRunning(dataDir: string, running: RunningAgent): Promise<() => Promise<void>> {
  const { running: path } = placesIn(dataDir);
  await writePrivate(path, `${JSON.stringify(runningSchema.parse(running))}\n`);
  return () => rm(path, { force: true });
}

/**
 * Where the agent of this data folder listens. One that was killed has left this behind: whoever asks there finds nobody.
 *
 * @throws HOST_UNREACHABLE
 */
export async function readRunning(dataDir: string): Promise<RunningAgent> {
  const text = await readFile(placesIn(dataDir).running, 'utf8').catch((error: unknown) => {
    throw notRunning(error);
  });
  try {
    return runningSchema.parse(JSON.parse(text));
  } catch (error) {
    throw notRunning(error);
  }
}

export function notRunning(cause: unknown): ForecourtError {
  return new ForecourtError('HOST_UNREACHABLE', 'No agent runs on this computer with this data folder.', {
    hint: 'Start it: `forecourt-agent run`, or its service.',
    cause,
  });
}
