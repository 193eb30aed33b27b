import { constants } from 'node:fs';
import { chmod, copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import type { HostFile } from '@forecourt/sdk/contract';
import { makeFolder, writeError } from '@forecourt/sdk/files';
import { failedItem } from '../problem.ts';
import type { RunnerJob } from '../runner.ts';
import { safeFileName } from './file-name.ts';

export interface StagedInput {
  readonly sha256: string;
  readonly name: string;
  readonly path: string;
}

/** Folders of a run. */
export function runFolders(folder: string) {
  return { inputs: join(folder, 'in'), outputs: join(folder, 'out'), events: join(folder, 'events.jsonl'), stop: join(folder, 'stop') };
}

/**
 * Puts copies of the inputs into the run's folder under their own names, each in a numbered folder so that equal names do not meet. A
 * copy, since a tool that writes into its input must not change what the host keeps.
 *
 * @returns what lies there, and an item for each input whose name was refused.
 * @throws INPUT_MISSING, DISK_FULL, OUTPUT_NOT_WRITABLE
 */
export async function stageInputs({ folder, request, inputPath }: Pick<RunnerJob, 'folder' | 'request' | 'inputPath'>) {
  const { inputs, outputs } = runFolders(folder);
  await Promise.all([makeFolder(inputs), makeFolder(outputs)]);
  const staged: StagedInput[] = [];
  const refused: ReturnType<typeof failedItem>[] = [];
  for (const [index, input] of request.inputs.entries()) {
    const name = nameOf(input);
    if (typeof name !== 'string') {
      refused.push(name);
      continue;
    }
    const place = join(inputs, String(index + 1).padStart(4, '0'));
    await makeFolder(place);
    const path = join(place, name);
    await copyInput(inputPath(input.sha256), path, input);
    staged.push({ sha256: input.sha256, name, path });
  }
  return { staged, refused };
}

function nameOf({ sha256, name }: HostFile): string | ReturnType<typeof failedItem> {
  try {
    return safeFileName(name);
  } catch (error) {
    return failedItem(sha256, error);
  }
}

async function copyInput(from: string, to: string, input: HostFile): Promise<void> {
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    await chmod(to, 0o600);
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing) throw new ForecourtError('INPUT_MISSING', `The input ${input.sha256} is not on this host.`, { cause: error });
    throw writeError(error, to);
  }
}
