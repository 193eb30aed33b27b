import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { ForecourtError } from '@forecourt/errors';
import { writeError } from '@forecourt/sdk/files';
import { windowsPowerShell, windowsProgram } from '../runner/process/windows.ts';

const execute = promisify(execFile);

/** What closes a folder of Windows to everybody but administrators, the system and one user. Groups by number: their names differ with the language. */
export function closingArguments(folder: string, user: string): string[] {
  const rights = ['*S-1-5-32-544', '*S-1-5-18', user].flatMap((name) => ['/grant:r', `${name}:(OI)(CI)F`]);
  return [folder, '/inheritance:r', ...rights, '/Q'];
}

/**
 * Makes the folder of an agent where there is none, for nobody else to read. What lies in ProgramData everybody on a Windows PC may read
 * else, and file modes mean nothing there. One that is there is left as it was set up.
 *
 * @throws OUTPUT_NOT_WRITABLE, OUTPUT_NAME_INVALID, DISK_FULL
 */
export async function makeClosedFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw writeError(error, folder);
  });
  if (made === undefined || process.platform !== 'win32') return;
  const { USERDOMAIN: domain } = process.env;
  const { username } = userInfo();
  const user = domain === undefined ? username : `${domain}\\${username}`;
  await execute(windowsProgram('icacls.exe'), closingArguments(folder, user), { windowsHide: true }).catch((cause: unknown) => {
    throw new ForecourtError('OUTPUT_NOT_WRITABLE', `${folder} could not be closed to other users of this computer.`, { cause });
  });
}

/** Users, Everyone, Authenticated Users, Interactive, Guests (SDDL_BUILTIN_USERS and its kin, sddl.h). */
const everybody = /^\(A;[^;]*;[^;]*;[^;]*;[^;]*;(BU|WD|AU|IU|BG)\)$/;

/** Whether a security descriptor, as Windows writes one, lets everybody on the computer in. */
export function letsEverybodyIn(descriptor: string): boolean {
  return (descriptor.match(/\([^()]*\)/g) ?? []).some((entry) => everybody.test(entry));
}

/** The security descriptor of a file; undefined where Windows does not say. */
export async function descriptorOf(path: string): Promise<string | undefined> {
  const args = ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', '(Get-Acl -LiteralPath $env:_FORECOURT_PATH).Sddl'];
  const answer = await execute(windowsProgram(windowsPowerShell), args, {
    env: { ...process.env, PSModulePath: undefined, _FORECOURT_PATH: path },
    windowsHide: true,
  }).catch(() => undefined); // Whoever asks says so.
  return answer?.stdout.trim() || undefined;
}
