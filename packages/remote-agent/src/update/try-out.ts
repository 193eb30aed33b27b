import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';

const execute = promisify(execFile);
const answerSchema = z.object({ version: z.string(), isWell: z.literal(true) });

/** A cold start on a slow disk. */
const longestMs = 60_000;

/**
 * Has the agent of a file start beside the one that runs, in a folder of its own and on free ports, and ask itself how it is.
 *
 * @returns its version
 */
export async function tryOut(file: string): Promise<string> {
  try {
    const { stdout } = await execute(process.execPath, [file, 'try-out'], {
      timeout: longestMs,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    return answerSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).version;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().slice(-1000) : '';
    throw new ForecourtError('AGENT_UPDATE_FAILED', said === '' ? 'it did not say that it is well.' : said, { cause: error });
  }
}
