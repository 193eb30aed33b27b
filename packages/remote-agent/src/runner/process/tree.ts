import { setTimeout } from 'node:timers/promises';
import { carries, processes } from './table.ts';
import { windowsMembers } from './windows.ts';

/**
 * Name of the variable that marks a run's processes, also those that left their parent and group. It is no setting: a command of ours
 * that a script calls would refuse one that it does not know.
 */
export const markVariable = '_FORECOURT_RUN';

/** What belongs together: a process with all below it, and all that carry the mark. */
export interface Tree {
  readonly pid: number | null;
  readonly mark: string;
  /** When it began, where that is known: on Windows its children are told by it when it is gone. */
  readonly started?: string | null | undefined;
}

/** A process that the kernel holds in the middle of a call dies later; waiting longer for it helps nobody. */
const patienceMs = 10_000;

/** Processes of a tree that live: children and their children, its group, and what carries its mark. */
export async function membersOf({ pid, mark, started = null }: Tree): Promise<number[]> {
  const table = await processes();
  if (process.platform === 'win32') return pid === null ? [] : windowsMembers(table, { pid, started });
  const members = new Set(pid === null ? [] : table.filter((entry) => entry.pid === pid || entry.group === pid).map((entry) => entry.pid));
  await Promise.all(
    table.map(async (entry) => {
      if (!members.has(entry.pid) && (await carries(entry.pid, `${markVariable}=${mark}`))) members.add(entry.pid);
    }),
  );
  for (let before = -1; before !== members.size; ) {
    before = members.size;
    for (const entry of table) if (members.has(entry.parent)) members.add(entry.pid);
  }
  members.delete(process.pid);
  return [...members];
}

/**
 * Ends a whole tree at once and waits until none of it lives; what is born meanwhile is ended too.
 *
 * @returns how many processes were ended.
 */
export async function endTree(tree: Tree): Promise<number> {
  const ended = new Set<number>();
  const until = performance.now() + patienceMs;
  for (;;) {
    const members = await membersOf(tree).catch((error: unknown) => {
      // A Windows that lists no processes to us: then the one that is known.
      if (process.platform === 'win32' && tree.pid !== null && !ended.has(tree.pid)) return [tree.pid];
      if (process.platform === 'win32') return [];
      throw error;
    });
    if (members.length === 0 || performance.now() > until) return ended.size;
    for (const member of members) {
      ended.add(member);
      signal(member, 'SIGKILL');
    }
    await setTimeout(5);
  }
}

/** Asks the group of a process to end, where there is such a thing. */
export function askToEnd(pid: number): void {
  if (process.platform !== 'win32') signal(-pid, 'SIGTERM');
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // It ended by itself, or is not ours to end.
    if (code !== 'ESRCH' && code !== 'EPERM') throw error;
  }
}
