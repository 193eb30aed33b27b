import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { ProcessEntry } from './process-entry.ts';
import { windowsProcesses } from './windows.ts';

const execute = promisify(execFile);

/** Every living process. Dead ones that nobody has fetched yet are left out. */
export async function processes(): Promise<ProcessEntry[]> {
  if (process.platform === 'win32') return windowsProcesses();
  if (process.platform !== 'linux') return fromPs();
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(names.map(async (name) => entryOf(Number(name))));
  return entries.filter((entry) => entry !== undefined);
}

/** When a process began, in the system's own words; null where there is none or it cannot be asked. */
export async function startedAt(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return (await entryOf(pid))?.started ?? null;
  if (process.platform === 'win32') {
    const [entry] = await windowsProcesses(pid).catch(() => []); // Then it is known by its number alone.
    return entry?.started ?? null;
  }
  const answer = await execute('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => undefined); // No such process is an answer.
  return answer?.stdout.trim() || null;
}

/** Whether a process was started with this in its environment; false where that cannot be read. */
export async function carries(pid: number, variable: string): Promise<boolean> {
  if (process.platform !== 'linux') return false;
  const environment = await readFile(`/proc/${pid}/environ`).catch(() => undefined); // It ended, or is somebody else's.
  return environment?.toString('latin1').split('\0').includes(variable) ?? false;
}

/** proc_pid_stat(5): the name stands in brackets and may hold brackets and spaces itself, so that counting begins behind the last one. */
async function entryOf(pid: number): Promise<ProcessEntry | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined); // It ended meanwhile.
  if (text === undefined) return undefined;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, parent, group] = fields;
  const started = fields[19];
  if (state === 'Z' || state === 'X' || started === undefined) return undefined;
  return { pid, parent: Number(parent), group: Number(group), started };
}

async function fromPs(): Promise<ProcessEntry[]> {
  const { stdout } = await execute('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,lstart='], { maxBuffer: 16_000_000 });
  return stdout.split('\n').flatMap((line) => {
    const [pid, parent, group, state, ...started] = line.trim().split(/\s+/);
    if (pid === undefined || state === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), started: started.join(' ') }];
  });
}
