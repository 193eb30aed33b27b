import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Execution, ExecutionDetail, ForecourtEvent, HostJobEvent } from '@forecourt/sdk/contract';
import { encodeImage } from '@forecourt/sdk/imaging';
import { bytesSource } from '@forecourt/sdk/remote';
import { temporaryFolder } from '@forecourt/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readAsset } from '../database/assets.ts';
import { removeExecutionsBefore } from '../database/execution-steps.ts';
import { listExecutions, readExecutionDetail, walkExecutionLog } from '../database/executions.ts';
import type { Database } from '../database/open.ts';
import { listTransfers } from '../database/transfers.ts';
import { removeUnusedAssets } from '../database/wanted-files.ts';
import { progressChannel } from '../jobs/index.ts';
import { onBothColumns } from '../testing/columns.ts';
import { recorded } from './index.ts';
import { type Office, type OfficeHost, openOffice, type Platform } from './testing/office.ts';

const imports = `import { appendFileSync, existsSync, writeFileSync } from 'node:fs'; import { join } from 'node:path';
  import { setTimeout as pause } from 'node:timers/promises';`;
/** Gives each input the picture that stands in its parameters. */
const cutAll = `${imports}
  console.log('Hello from ' + job.inputs.length + ' photos');
  for (const { sha256, name } of job.inputs) {
    writeFileSync(join(job.outputFolder, name + '.png'), Buffer.from(job.parameters.picture, 'base64'));
    say({ type: 'item', input: sha256, output: name + '.png' });
  }
  say({ type: 'result' });`;
/** Counts its beginnings in a file, and waits until another lets it end. */
const waits = `${imports}
  appendFileSync(join(job.parameters.folder, 'begun'), process.pid + '\\n');
  console.log('waiting');
  while (!existsSync(join(job.parameters.folder, 'go'))) await pause(20);
  console.log('went on');
  say({ type: 'result' });`;

onBothColumns('runs on hosts', (column) => {
  let database: Database;
  let office: Office;
  let host: OfficeHost;
  let platform: Platform;
  let picture: string;
  let versions = 0;
  /** A run whose pictures are kept. */
  let kept: string;

  beforeAll(async () => {
    database = await column.open();
    office = await openOffice(database);
    host = await office.addHost('Office PC');
    platform = await office.platform();
    const [widthPx, heightPx] = [96, 64];
    const data = new Uint8Array(widthPx * heightPx * 4).fill(200);
    picture = Buffer.from(await encodeImage({ data, widthPx, heightPx, channels: 4 }, { format: 'png' })).toString('base64');
  });
  afterAll(async () => {
    await platform[Symbol.asyncDispose]();
    await office[Symbol.asyncDispose]();
    await database.close();
  });

  const script = async (text: string) => {
    const { id } = await platform.scripts.create(office.caller, {
      ...{ name: `Script-${++versions}`, description: '', version: '1.0.0', note: '', minimumAgent: '0.0.0', text },
    });
    return id;
  };
  const wish = (scriptId: string, more: Partial<Parameters<Platform['executions']['start']>[1]> = {}) => ({
    ...{ scriptId, inputs: [], parameters: {}, whatIf: false, timeLimitMs: 60_000, hostId: host.id, ...more },
  });
  const context = { correlationId: 'a-click', keepAnswer: async () => undefined };
  const start = (scriptId: string, more: Parameters<typeof wish>[1] = {}, by: Platform = platform) =>
    by.executions.start(office.caller, wish(scriptId, more), context);
  const detail = (id: string) => readExecutionDetail(database.orm, { dealershipId: office.dealershipId, id });
  const until = async (id: string, is: (execution: ExecutionDetail) => boolean): Promise<ExecutionDetail> =>
    await expect
      .poll(() => detail(id), { timeout: 20_000, interval: 30 })
      .toSatisfy(is)
      .then(() => detail(id));
  const ended = (id: string) => until(id, ({ finishedAt }) => finishedAt !== null);
  const outputOf = (log: readonly HostJobEvent[]) => log.flatMap((event) => (event.type === 'log' ? event.text : [])).join('\n');

  it('bring files and script there, show what goes on, and fetch, look at and keep what came of it', async () => {
    const told: ForecourtEvent[] = [];
    await using _listening = await database.listen(progressChannel, (payload) => void told.push(JSON.parse(payload).event));
    const sha256 = await office.asset('a red car');
    const scriptId = await script(cutAll);
    const { id, state } = await start(scriptId, { inputs: [{ sha256, name: 'red car.jpg' }], parameters: { picture } });
    expect(state).toBe('waiting');
    const done = await ended(id);
    kept = id;
    expect(done).toMatchObject({
      ...{ state: 'done', exitCode: 0, problem: null, road: 'direct', attempts: 1, inputs: 1, outputs: 1, startedBy: 'Ann' },
      ...{ hostName: 'Office PC', script: { version: '1.0.0' }, progress: null },
      files: [{ input: { sha256, name: 'red car.jpg' }, output: { name: 'red car.jpg.png' }, problem: null }],
    });
    const output = done.files[0]?.output?.sha256 ?? '';
    expect(await readAsset(database.orm, office.dealershipId, output)).toMatchObject({ type: 'image/png', widthPx: 96, heightPx: 64 });
    expect(await office.storage.has(output)).toBe(true);
    expect(outputOf(done.log)).toContain('Hello from 1 photos');
    expect(told.flatMap((event) => (event.type === 'execution.logged' && event.data.id === id ? event.data.events : []))).toEqual(done.log);
    const { items } = await listTransfers(database.orm, office.dealershipId, { limit: 50 });
    expect(items.find((transfer) => transfer.sha256 === sha256)).toMatchObject({ direction: 'to-host', state: 'done', road: 'direct' });
    expect(items.find((transfer) => transfer.sha256 === output)).toMatchObject({ direction: 'from-host', state: 'done' });
  });

  it('keep what is a picture, and say of everything else why it was not kept', async () => {
    const inputs = [
      { sha256: await office.asset('one car'), name: 'one.jpg' },
      { sha256: await office.asset('two cars'), name: 'two.jpg' },
    ];
    const text = `${imports}
      writeFileSync(join(job.outputFolder, 'a.png'), Buffer.from(job.parameters.picture, 'base64'));
      writeFileSync(join(job.outputFolder, 'b.png'), 'no picture');
      say({ type: 'item', input: job.inputs[0].sha256, output: 'a.png' });
      say({ type: 'item', input: job.inputs[1].sha256, output: 'b.png' });
      say({ type: 'result' });`;
    const { id } = await start(await script(text), { inputs, parameters: { picture } });
    const partly = await ended(id);
    expect(partly).toMatchObject({ state: 'partly', inputs: 2, outputs: 1 });
    expect(partly.files).toMatchObject([
      { input: { name: 'one.jpg' }, output: { name: 'a.png' }, problem: null },
      { input: { name: 'two.jpg' }, output: { name: 'b.png' }, problem: { code: 'UNSUPPORTED_TYPE' } },
    ]);
  });

  it('are cancelled with everything that they started', async () => {
    await using folder = await temporaryFolder();
    const { id } = await start(await script(waits), { parameters: { folder: folder.path } });
    const running = await until(id, ({ log }) => outputOf(log).includes('waiting'));
    expect(running).toMatchObject({ state: 'running', attempts: 1, road: 'direct' });
    await platform.executions.cancel(office.caller, id);
    expect(await ended(id)).toMatchObject({ state: 'cancelled', problem: null });
    await expect(platform.executions.cancel(office.caller, id)).rejects.toMatchObject({ code: 'NOT_CANCELLABLE' });
    await expect.poll(() => isAlive(folder.path)).toBe(false);
  });

  it('end when their time is over, and can be run again with the same version and files', async () => {
    const given: number[] = [];
    const time = new AbortController();
    const timed = await office.addHost('Timed PC', {
      timeLimit(timeLimitMs) {
        given.push(timeLimitMs);
        // Only the first runs out of it.
        return given.length === 1 ? time.signal : new AbortController().signal;
      },
    });
    await using folder = await temporaryFolder();
    const scriptId = await script(waits);
    const { id } = await start(scriptId, { hostId: timed.id, parameters: { folder: folder.path }, timeLimitMs: 90_000 });
    await until(id, ({ log }) => outputOf(log).includes('waiting'));
    time.abort();
    expect(await ended(id)).toMatchObject({ state: 'failed', problem: { code: 'SCRIPT_TIMED_OUT' } });
    await writeFile(join(folder.path, 'go'), '');
    const again = await platform.executions.retry(office.caller, id, context);
    expect(again.id).not.toBe(id);
    expect(await ended(again.id)).toMatchObject({ state: 'done', script: again.script });
    await expect(platform.executions.retry(office.caller, again.id, context)).rejects.toMatchObject({ code: 'NOT_RETRYABLE' });
    expect(given).toEqual([90_000, 90_000]);
  });

  it('wait for their turn where a host does one at a time', async () => {
    const single = await office.addHost('Old PC', { slots: 1 });
    await using folder = await temporaryFolder();
    const scriptId = await script(waits);
    const runs: Execution[] = [];
    for (let run = 0; run < 3; run++) runs.push(await start(scriptId, { hostId: single.id, parameters: { folder: folder.path } }));
    const [first, second, third] = runs.map(({ id }) => id);
    await until(first ?? '', ({ log }) => outputOf(log).includes('waiting'));
    expect([(await detail(second ?? '')).state, (await detail(third ?? '')).state]).toEqual(['waiting', 'waiting']);
    // One that waits is over at once.
    expect((await platform.executions.cancel(office.caller, third ?? '')).state).toBe('cancelled');
    await writeFile(join(folder.path, 'go'), '');
    expect((await ended(first ?? '')).state).toBe('done');
    expect((await ended(second ?? '')).state).toBe('done');
    expect((await detail(third ?? '')).attempts).toBe(0);
  });

  it('are followed on by another process, with each event once and one end', async () => {
    await using folder = await temporaryFolder();
    const { id } = await (async () => {
      await using former = await office.platform();
      const made = await start(await script(waits), { parameters: { folder: folder.path } }, former);
      await until(made.id, ({ log }) => outputOf(log).includes('waiting'));
      return made;
    })();
    expect((await detail(id)).state).toBe('running');
    await platform.executions.sweep();
    await writeFile(join(folder.path, 'go'), '');
    const done = await ended(id);
    expect(done).toMatchObject({ state: 'done', attempts: 1 });
    expect(done.log.map(({ sequence }) => sequence)).toEqual(done.log.map((_, index) => index + 1));
    expect(outputOf(done.log).match(/waiting|went on/g)).toEqual(['waiting', 'went on']);
    expect(await beginnings(folder.path)).toHaveLength(1);
  });

  it('go to the host with the most room where none is named, in the version that it is pinned to', async () => {
    const scriptId = await script(`say({ type: 'log', text: 'one' }); say({ type: 'result' });`);
    const next = { version: '2.0.0', text: `say({ type: 'log', text: 'two' }); say({ type: 'result' });`, note: '', minimumAgent: '0.0.0' };
    await platform.scripts.addVersion(office.caller, scriptId, { ...next, makeCurrent: true });
    await platform.scripts.pin(office.caller, scriptId, { hostId: host.id, version: '1.0.0' });
    const chosen = await platform.executions.start(office.caller, { ...wish(scriptId), hostId: undefined }, context);
    const pinned = await ended(chosen.id);
    expect(pinned).toMatchObject({ hostId: host.id, state: 'done', script: { version: '1.0.0' } });
    expect(outputOf(pinned.log)).toContain('one');
    const { id } = await start(scriptId, { version: '2.0.0' });
    expect(outputOf((await ended(id)).log)).toContain('two');
  });

  it('keep their version while people go back to another, which the host has at once', async () => {
    await using folder = await temporaryFolder();
    const scriptId = await script(`console.log('the old one'); say({ type: 'result' });`);
    const next = { version: '2.0.0', text: waits, note: '', minimumAgent: '0.0.0', makeCurrent: true };
    await platform.scripts.addVersion(office.caller, scriptId, next);
    const { id } = await start(scriptId, { parameters: { folder: folder.path } });
    await until(id, ({ log }) => outputOf(log).includes('waiting'));
    const there = await platform.hosts.connect({ dealershipId: office.dealershipId, id: host.id });
    const { manifest } = await there.health();
    await platform.scripts.setCurrent(office.caller, scriptId, '1.0.0');
    await expect.poll(async () => (await there.health()).manifest, { timeout: 10_000 }).toBe(manifest + 1);
    const back = await ended((await start(scriptId)).id);
    expect([back.script?.version, outputOf(back.log)]).toEqual(['1.0.0', 'the old one']);
    await writeFile(join(folder.path, 'go'), '');
    expect(await ended(id)).toMatchObject({ state: 'done', script: { version: '2.0.0' } });
  });

  it('find their script where a host comes back without it, by whichever process sees it first', async () => {
    const back = await office.addHost('Laptop');
    await using other = await office.platform();
    const there = await other.hosts.connect({ dealershipId: office.dealershipId, id: back.id });
    const health = await there.health();
    expect(health.manifest).toBe(0);
    other.scripts.publisher.seen(office.dealershipId, there, health);
    await expect.poll(async () => (await there.health()).manifest, { timeout: 10_000 }).toBe(1);
    await script(`say({ type: 'result' });`);
    await expect.poll(async () => (await there.health()).manifest, { timeout: 10_000 }).toBe(2);
    other.scripts.publisher.seen(office.dealershipId, there, await there.health());
    expect((await there.health()).manifest).toBe(2);
  });

  it('refuse files that are not there, names that are none, and versions that are not', async () => {
    const scriptId = await script(cutAll);
    const sha256 = await office.asset('a blue car');
    const refusals = [
      [{ inputs: [{ sha256: 'f'.repeat(64), name: 'a.jpg' }] }, 'ASSET_UNKNOWN'],
      [{ version: '9.9.9' }, 'SCRIPT_UNKNOWN'],
      ...['../a.jpg', 'C:\\a.jpg', 'nul.png', 'a.jpg ', 'a\u202Egpj.exe', '.', 'a:b'].map(
        (name) => [{ inputs: [{ sha256, name }] }, 'FILE_NAME_REFUSED'] as const,
      ),
    ] as const;
    for (const [more, code] of refusals) await expect(start(scriptId, more)).rejects.toMatchObject({ code });
  });

  it('of the provider are written down too, under the photo that they are for', async () => {
    const sha256 = await office.asset('a green car');
    await script(cutAll);
    const parts = { database, dealershipId: office.dealershipId, logger: pino({ level: 'silent' }), passingChannel: progressChannel };
    const inner = await platform.hosts.connect({ dealershipId: office.dealershipId, id: host.id });
    await platform.scripts.publisher.ensure(office.dealershipId, inner);
    const watched = recorded(inner, parts);
    const file = await watched.send(bytesSource(Buffer.from('a green car'), 'green.jpg'));
    const chosen = { name: `Script-${versions}`, version: '1.0.0', sha256: createHash('sha256').update(cutAll).digest('hex') };
    const job = await watched.run(
      { operation: 'script', inputs: [file], script: chosen, parameters: { picture } },
      { key: `cutout-${sha256}` },
    );
    expect(job.state).toBe('done');
    const [row] = (await listExecutions(database.orm, office.dealershipId, { limit: 1 })).items;
    expect(row).toMatchObject({ state: 'done', startedBy: 'Forecourt', inputs: 1, outputs: 1, road: 'direct' });
    const name = { dealershipId: office.dealershipId, id: row?.id ?? '' };
    await expect(platform.executions.cancel(office.caller, name.id)).rejects.toMatchObject({ code: 'NOT_CANCELLABLE' });
    const log = await Array.fromAsync(walkExecutionLog(database.orm, name));
    expect(outputOf(log.flat())).toContain('Hello from 1 photos');
  });

  it('are forgotten by rule with their files, which until then nobody cleans away', async () => {
    const { files, id } = await detail(kept);
    const sha256 = files[0]?.output?.sha256 ?? '';
    expect(await removeUnusedAssets(database.orm, sha256, -60_000)).toBe(0);
    await removeExecutionsBefore(database.orm, new Date(Date.now() + 60_000));
    await expect(detail(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await removeUnusedAssets(database.orm, sha256, -60_000)).toBe(1);
  });

  it('went well without a word in the log', () => {
    expect(office.log).toEqual([]);
  });
});

/** Processes that a script which waits was, one for each beginning. */
async function beginnings(folder: string): Promise<number[]> {
  const text = await readFile(join(folder, 'begun'), 'utf8').catch(() => ''); // not begun yet
  return text.split('\n').filter(Boolean).map(Number);
}

async function isAlive(folder: string): Promise<boolean> {
  const [processId] = await beginnings(folder);
  try {
    return process.kill(processId ?? 0, 0);
  } catch {
    // There is no such process.
    return false;
  }
}
