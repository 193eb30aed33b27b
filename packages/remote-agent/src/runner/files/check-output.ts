import { createHash } from 'node:crypto';
import { lstat, readFile, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import type { HostJobRequest } from '@forecourt/sdk/contract';
import { decodeImage, inspectImage } from '@forecourt/sdk/imaging';

export interface OutputWish {
  readonly request: HostJobRequest;
  readonly maximumBytes: number;
  readonly signal: AbortSignal;
  /** What the script says that it is. */
  readonly sha256?: string | null | undefined;
}

/**
 * Where an output that a script names lies: inside of the folder that it was given, a file and no link.
 *
 * @throws FILE_NAME_REFUSED where it points elsewhere, SCRIPT_FAILED where there is nothing.
 */
export async function findOutput(folder: string, named: string): Promise<string> {
  const path = isAbsolute(named) ? named : join(folder, named);
  const real = await realpath(path).catch((error: unknown) => {
    throw new ForecourtError('SCRIPT_FAILED', `It says that it made ${JSON.stringify(named.slice(0, 200))}, and that is not there.`, {
      cause: error,
    });
  });
  const inside = relative(await realpath(folder), real);
  const [isFile, isLink] = [(await lstat(real)).isFile(), (await lstat(path)).isSymbolicLink()];
  if (inside === '' || inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) || !isFile || isLink) {
    throw new ForecourtError('FILE_NAME_REFUSED', 'It named an output that is no plain file in its folder of outputs.', {
      hint: 'Let the script write its results into outputFolder of the job file.',
      details: { named: named.slice(0, 200) },
    });
  }
  return real;
}

/**
 * Looks at an output before anybody gets it: its size, its hash, and a picture down to its last row. A cutout is a picture, with
 * transparency unless a ground was asked for.
 *
 * @throws SCRIPT_FAILED, HASH_MISMATCH, ABORTED, DEPENDENCY_MISSING
 */
export async function checkOutput(path: string, { request, maximumBytes, signal, sha256 }: OutputWish): Promise<void> {
  const { size } = await lstat(path);
  const refuse = (what: string, cause?: unknown) =>
    new ForecourtError('SCRIPT_FAILED', `It made ${what}.`, { hint: 'Look at what the script or tool writes into its output.', cause });
  if (size === 0) throw refuse('an empty file');
  if (size > maximumBytes) throw refuse(`a file of ${size} bytes, and ${maximumBytes} are allowed`);
  const bytes = await readFile(path);
  if (typeof sha256 === 'string' && createHash('sha256').update(bytes).digest('hex') !== sha256) {
    throw new ForecourtError('HASH_MISMATCH', 'An output has another content than its script says.', {
      hint: 'Run it again. If it stays so, another program writes into the folder of outputs, such as a virus scanner or a sync.',
    });
  }
  const isCutout = request.operation === 'removeBackground';
  if (!isCutout && !isPicture(bytes)) return;
  const { info } = await decodeImage(bytes, { signal, limits: { minSidePx: 1 } }).catch((error: unknown) => {
    if (ForecourtError.is(error) && error.fault === 'picture') throw refuse(`what is no whole picture (${error.message})`, error);
    throw error;
  });
  const { format, background } = request.parameters;
  if (isCutout && !info.hasAlpha && format !== 'jpeg' && (background ?? null) === null) {
    throw refuse('a picture without transparency, which is no cutout');
  }
}

function isPicture(bytes: Uint8Array): boolean {
  try {
    inspectImage(bytes, { minSidePx: 1 });
    return true;
  } catch (error) {
    // Another kind of file, such as a list, is no broken picture.
    return !(ForecourtError.is(error) && (error.code === 'UNSUPPORTED_TYPE' || error.code === 'EMPTY_FILE'));
  }
}
