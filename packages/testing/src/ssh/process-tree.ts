import { readdirSync, readFileSync } from 'node:fs';

export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
}

/** All processes below one. Linux only: elsewhere there are none to see. */
export function descendants(pid: number): readonly RunningProcess[] {
  const all = everyProcess();
  const below = (id: number): RunningProcess[] =>
    all.filter(({ parent }) => parent === id).flatMap((child) => [child, ...below(child.pid)]);
  return below(pid);
}

/** Kills one process, unless it is gone. */
export function killProcess({ pid }: RunningProcess): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended between the look and the kill.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function everyProcess(): readonly RunningProcess[] {
  const ids = process.platform === 'linux' ? readdirSync('/proc').filter((name) => /^\d+$/.test(name)) : [];
  return ids.flatMap((id) => {
    try {
      // proc_pid_stat(5): the name stands in brackets and may hold anything, then state and parent follow.
      const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
      const end = stat.lastIndexOf(')');
      const name = stat.slice(stat.indexOf('(') + 1, end);
      return [{ pid: Number(id), parent: Number(stat.slice(end + 2).split(' ')[1]), name }];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}
