import { ForecourtError } from '@forecourt/errors';
import { type ExitCode, exitCodes, type Terminal } from '@forecourt/sdk/cli';
import { z } from 'zod';
import { placesIn } from '../config/places.ts';
import type { AgentSettings } from '../config/settings.ts';
import { type Pointer, readPointer, writePointer } from '../update/pointer.ts';
import { agentVersion } from '../version.ts';

export const updateFlagsSchema = z.strictObject({ back: z.boolean().default(false), json: z.boolean().default(false) });

/** `forecourt-agent update`: which release counts, and back to the one before. New ones are sent by the platform, which signs them. */
export async function updateCommand(
  { back }: z.output<typeof updateFlagsSchema>,
  { dataDir }: AgentSettings,
  terminal: Terminal,
): Promise<ExitCode> {
  const folder = placesIn(dataDir).releases;
  let pointer: Pointer = await readPointer(folder);
  if (back) {
    if (pointer.current === null) {
      throw new ForecourtError('NOT_FOUND', 'There is no release to go back from: the agent that was installed counts.', {
        hint: 'Install another one over it.',
      });
    }
    pointer = { current: pointer.previous, previous: null, isConfirmed: true, tries: 0, failed: null };
    await writePointer(folder, pointer);
  }
  terminal.result(pointer, () => wordsOf(pointer));
  if (back) terminal.note('It counts from the next start of the service on.');
  return exitCodes.done;
}

function wordsOf({ current, previous, failed, isConfirmed }: Pointer): string {
  const name = current ?? `${agentVersion} (as it was installed)`;
  return [
    `Release ${name} counts${isConfirmed ? '' : ', and has still to show that it is well'}.`,
    ...(previous === null ? [] : [`Before it was ${previous}.`]),
    ...(failed === null ? [] : [`Release ${failed.version} was left at ${failed.at}: ${failed.reason}.`]),
  ].join('\n');
}
