import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import type { Command } from './job-file.ts';

/** How PowerShell is asked to run a file and nothing else; `-File` keeps exit codes, which `-Command` flattens. */
const powerShellArguments = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass'] as const;

/**
 * PowerShell of this machine: 7 where it is on the path, else the one that Windows brings.
 *
 * @throws SCRIPT_TOOL_MISSING
 */
export async function findInterpreter(environment: NodeJS.ProcessEnv = process.env): Promise<Command> {
  const isWindows = process.platform === 'win32';
  const folders = (environment.PATH ?? environment.Path ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = folders.map((folder) => join(folder, isWindows ? 'pwsh.exe' : 'pwsh'));
  // By its full path: a name alone could be anything that lies on a path that others may write to.
  if (isWindows) places.push(join(environment.SystemRoot ?? 'C:\\Windows', 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe'));
  for (const place of places) if (await isExecutable(place)) return { program: place, arguments: [...powerShellArguments] };
  throw new ForecourtError('SCRIPT_TOOL_MISSING', 'There is no PowerShell on this host.', {
    hint: 'Install PowerShell 7, then start the agent again: https://aka.ms/powershell',
  });
}

function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
