import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunner } from '../create-runner.ts';
import { type Desk, makeDesk, nodeInterpreter, sha256Of } from '../testing/kit.ts';
import { endFormer } from './former.ts';
import { processes, startedAt } from './table.ts';
import { membersOf } from './tree.ts';

let folder: TemporaryFolder;
let desk: Desk;
let content: Uint8Array;
let timeIsOver: AbortController;
const runner = createRunner({
  scripts: { read: async () => content },
  interpreter: nodeInterpreter,
  engine: { program: 'none', arguments: [] },
  cutter: { run: () => Promise.reject(new TypeError('no cutter here')), close: async () => undefined },
  limits: { graceMs: 0 },
  timeLimit: () => timeIsOver.signal,
});

beforeAll(async () => {
  folder = await temporaryFolder();
  desk = await makeDesk(folder.path);
});
afterAll(() => folder[Symbol.asyncDispose]());

function begin(text: string, signal?: AbortSignal) {
  content = Buffer.from(text);
  timeIsOver = new AbortController();
  const listener = desk.listen(signal);
  const script = { name: 'Test-Script', version: '1.0.0', sha256: sha256Of(content) };
  return { ...listener, outcome: runner.run(desk.job({ operation: 'script', inputs: [], script }), listener.context) };
}

/** Children that do not want to end: one that is deaf to signals, one in a session of its own whose parent is gone, with a child of its own. */
const family = `import { spawn } from 'node:child_process';
  const deaf = "process.on('SIGTERM', () => undefined); process.on('SIGHUP', () => undefined); setInterval(() => undefined, 1000);";
  const parent = "const { spawn } = require('node:child_process'); const child = spawn(process.execPath, ['-e', process.argv[1]], { detached: true, stdio: ['ignore', 1, 2, 'ipc'] }); child.on('message', () => { process.send('ready'); process.exit(); });";
  const told = "process.send('ready');" + deaf;
  const ready = (child) => new Promise((resolve) => child.once('message', resolve));
  const one = spawn(process.execPath, ['-e', told], { stdio: ['ignore', 1, 2, 'ipc'] });
  const two = spawn(process.execPath, ['-e', parent, told], { detached: true, stdio: ['ignore', 1, 2, 'ipc'] });
  await Promise.all([ready(one), ready(two)]);
  console.log('family');`;
const wait = 'setInterval(() => undefined, 1000);';

const living = async (run: ReturnType<typeof begin>) => membersOf({ pid: null, mark: run.processes[0]?.mark ?? 'none' });

describe.skipIf(process.platform !== 'linux')('the tree of a run', () => {
  it('is gone when a cancelled job has ended, also what left its parent and its group', async () => {
    const cancel = new AbortController();
    const run = begin(family + wait, cancel.signal);
    await run.heard(/family/);
    expect((await living(run)).length).toBeGreaterThanOrEqual(3);
    cancel.abort();
    expect(await run.outcome).toMatchObject({ state: 'cancelled', exitCode: null, problem: { code: 'ABORTED' } });
    expect(await living(run)).toEqual([]);
  });

  it('is gone when its time is over', async () => {
    const run = begin(family + wait);
    await run.heard(/family/);
    timeIsOver.abort();
    expect(await run.outcome).toMatchObject({ state: 'failed', problem: { code: 'SCRIPT_TIMED_OUT' } });
    expect(await living(run)).toEqual([]);
  });

  it('is gone after an orderly end, whatever the script left running', async () => {
    const run = begin(`${family} say({ type: 'result' }); process.exit(0);`);
    expect(await run.outcome).toMatchObject({ state: 'done' });
    expect(await living(run)).toEqual([]);
  });

  it('is never begun for a job that was cancelled before', async () => {
    const run = begin(family, AbortSignal.abort());
    expect(await run.outcome).toMatchObject({ state: 'cancelled' });
    expect(run.processes).toEqual([]);
  });

  it('may end by itself when it is asked to', async () => {
    const cancel = new AbortController();
    await using patient = createRunner({
      scripts: { read: async () => content },
      interpreter: nodeInterpreter,
      engine: { program: 'none', arguments: [] },
      cutter: { run: () => Promise.reject(new TypeError('no cutter here')), close: async () => undefined },
      limits: { graceMs: 60_000 },
    });
    content = Buffer.from(`import { existsSync } from 'node:fs'; console.log('looking');
      setInterval(() => { if (existsSync(job.stopFile)) { console.log('tidied up'); process.exit(50); } }, 5);`);
    const listener = desk.listen(cancel.signal);
    const script = { name: 'Test-Script', version: '1.0.0', sha256: sha256Of(content) };
    const outcome = patient.run(desk.job({ operation: 'script', inputs: [], script }), listener.context);
    await listener.heard(/looking/);
    cancel.abort();
    expect(await outcome).toMatchObject({ state: 'cancelled' });
    expect(listener.log()).toContain('tidied up');
  });

  it('is found and ended after a crash of the agent, but never a process that only has its number', async () => {
    const run = begin(family + wait);
    await run.heard(/family/);
    const [process] = run.processes;
    if (process === undefined) throw new TypeError('it had no process');
    expect(await startedAt(process.pid)).toBe(process.started);
    expect(await endFormer({ ...process, started: '1', mark: 'another' })).toBe(0);
    expect((await processes()).some(({ pid }) => pid === process.pid)).toBe(true);
    expect(await endFormer({ ...process, started: '1' })).toBeGreaterThanOrEqual(3);
    expect(await run.outcome).toMatchObject({ state: 'failed', problem: { code: 'SCRIPT_FAILED' } });
  });
});
