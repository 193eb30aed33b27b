import { execFile } from 'node:child_process';
import { join } from 'node:path/win32';
import { promisify } from 'node:util';
import * as z from 'zod';
import type { ProcessEntry } from './process-entry.ts';

const execute = promisify(execFile);

/**
 * A program of Windows by its full path: a bare name is looked for in the current folder first (libuv, `search_path`), and jobs write into
 * folders of ours.
 */
export function windowsProgram(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment.SystemRoot ?? environment.SYSTEMROOT ?? 'C:\\Windows', 'System32', ...name.split('/'));
}

export const windowsPowerShell = 'WindowsPowerShell/v1.0/powershell.exe';

const rowSchema = z
  .tuple([z.coerce.number().int(), z.coerce.number().int(), z.string().regex(/^\d+$/)])
  .transform(([pid, parent, started]): ProcessEntry => ({ pid, parent, group: 0, started }));

/** Reads lines of `id parent begin`, the begin as a Windows file time; what is no such line is left out. */
export function parseWindowsTable(text: string): ProcessEntry[] {
  return text.split('\n').flatMap((line) => {
    const row = rowSchema.safeParse(line.trim().split(' '));
    return row.success ? [row.data] : [];
  });
}

/** Processes of Windows, or only the one with this id. Of those of others the begin may not be told: they are left out. */
export async function windowsProcesses(pid?: number): Promise<ProcessEntry[]> {
  const filter = pid === undefined ? '' : ` -Filter 'ProcessId=${pid}'`;
  const command = `Get-CimInstance -ClassName Win32_Process${filter} -Property ProcessId,ParentProcessId,CreationDate | Where-Object { $_.CreationDate } | ForEach-Object { '{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $_.CreationDate.ToFileTimeUtc() }`;
  const { stdout } = await execute(
    windowsProgram(windowsPowerShell),
    ['-NoLogo', '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-Command', command],
    { windowsHide: true, maxBuffer: 16_000_000 },
  );
  return parseWindowsTable(stdout);
}

/**
 * What lives of a process and of all that it started. A child keeps the number of its parent when that is gone, and numbers are given
 * again: only what began after its parent, and before somebody else who got the parent's number, is its child.
 */
export function windowsMembers(table: readonly ProcessEntry[], root: { readonly pid: number; readonly started: string | null }): number[] {
  const now = new Map(table.map((entry) => [entry.pid, entry]));
  const family = new Map([[root.pid, root.started]]);
  const begin = (started: string) => BigInt(started);
  for (let before = -1; before !== family.size; ) {
    before = family.size;
    for (const { pid, parent, started } of table) {
      const parentStarted = family.get(parent);
      if (parentStarted === undefined || pid === parent || family.has(pid)) continue;
      const isAfter = parentStarted === null || begin(started) >= begin(parentStarted);
      const other = now.get(parent);
      const isOfOther =
        parentStarted !== null && other !== undefined && other.started !== parentStarted && begin(started) >= begin(other.started);
      if (isAfter && !isOfOther) family.set(pid, started);
    }
  }
  return [...family].flatMap(([pid, started]) => {
    const entry = now.get(pid);
    return entry !== undefined && (started === null || entry.started === started) ? [pid] : [];
  });
}
