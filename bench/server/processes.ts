import { readdir, readFile } from 'node:fs/promises';
import { Skipped } from '../benchmark.ts';

/** What `/proc` says of a process and everything it has started. */
export interface TreeUse {
  readonly processes: number;
  readonly residentBytes: number;
  /** Processor time since their start. */
  readonly cpuMs: number;
}

/** Linux counts processor time in ticks of 10 ms (sysconf(_SC_CLK_TCK) is 100 on every platform that Node runs on). */
const tickMs = 10;
const pageBytes = 4096;

/** Of a process with its descendants. */
export async function treeUse(root: number): Promise<TreeUse> {
  if (process.platform !== 'linux') throw new Skipped('processes are looked at through /proc, which only Linux has');
  const all = await everyProcess();
  const tree = new Set([root]);
  for (let before = 0; before !== tree.size; ) {
    before = tree.size;
    for (const { pid, parent } of all) if (tree.has(parent)) tree.add(pid);
  }
  const ours = all.filter(({ pid }) => tree.has(pid));
  return {
    processes: ours.length,
    residentBytes: ours.reduce((sum, { residentBytes }) => sum + residentBytes, 0),
    cpuMs: ours.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  };
}

interface ProcessFacts {
  readonly pid: number;
  readonly parent: number;
  readonly residentBytes: number;
  readonly cpuMs: number;
}

async function everyProcess(): Promise<ProcessFacts[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const facts = await Promise.all(pids.map(readFacts));
  return facts.filter((one) => one !== undefined);
}

/** Fields of `/proc/PID/stat` by their numbers in proc(5), which count from 1. */
async function readFacts(pid: string): Promise<ProcessFacts | undefined> {
  // It may have ended since the folder was read.
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  // The second field is the name in brackets, which may itself hold brackets and blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return { pid: Number(pid), parent: field(4), residentBytes: field(24) * pageBytes, cpuMs: (field(14) + field(15)) * tickMs };
}
