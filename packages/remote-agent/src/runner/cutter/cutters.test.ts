import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostJobWish } from '@forecourt/sdk/contract';
import { installTinyModel, redCarPhoto, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cutter, createRunner } from '../create-runner.ts';
import { type Desk, makeDesk, picture, sha256Of } from '../testing/kit.ts';
import { createEngineCutter } from './engine-cutter.ts';
import { createToolCutter } from './tool-cutter.ts';

let folder: TemporaryFolder;
let desk: Desk;
let engine: Awaited<ReturnType<typeof installTinyModel>>;

beforeAll(async () => {
  folder = await temporaryFolder();
  desk = await makeDesk(folder.path);
  engine = await installTinyModel(folder.path);
});
afterAll(() => folder[Symbol.asyncDispose]());

const runnerWith = (cutter: Cutter) =>
  createRunner({
    cutter,
    scripts: { read: () => Promise.reject(new TypeError('no scripts here')) },
    engine: { program: 'none', arguments: [] },
  });

describe('the engine of a host', () => {
  it('cuts several photos, says how good each is, and what failed of its own does not stop the others', async () => {
    await using runner = runnerWith(createEngineCutter({ engine }));
    const inputs = [
      await desk.put('red car.png', redCarPhoto()),
      await desk.put('letter.jpg', Buffer.from('Dear Sir')),
      await desk.put('../x.png', redCarPhoto()),
    ];
    const listener = desk.listen();
    const outcome = await runner.run(desk.job({ operation: 'removeBackground', inputs }), listener.context);
    expect(outcome).toMatchObject({ state: 'partly', exitCode: null, problem: null });
    const [good, bad, refused] = outcome.items;
    expect(good).toMatchObject({ input: inputs[0]?.sha256, model: 'tiny', output: { name: 'red car.png' }, problem: null });
    expect(good?.report?.verdict).toBeDefined();
    expect(good?.timings?.totalMs).toBeGreaterThan(0);
    expect(sha256Of(await readFile(join(desk.store, good?.output?.sha256 ?? '')))).toBe(good?.output?.sha256);
    expect([bad?.problem?.code, refused?.problem?.code]).toEqual(['UNSUPPORTED_TYPE', 'FILE_NAME_REFUSED']);
    const shares = listener.events.flatMap((event) => (event.type === 'progress' ? [event.share] : []));
    expect(shares.length).toBeGreaterThan(3);
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
    expect(listener.events.filter(({ type }) => type === 'item')).toHaveLength(3);
  });

  it('fails as a whole where no photo could be cut, with the first reason', async () => {
    await using runner = runnerWith(createEngineCutter({ engine: { ...engine, model: 'none-such' } }));
    const inputs = [await desk.put('a.png', redCarPhoto()), await desk.put('b.png', redCarPhoto())];
    const outcome = await runner.run(desk.job({ operation: 'removeBackground', inputs }), desk.listen().context);
    expect(outcome).toMatchObject({ state: 'failed', items: [], problem: { code: 'MODEL_UNKNOWN' } });
    await using good = runnerWith(createEngineCutter({ engine }));
    const letter = await desk.put('letter.jpg', Buffer.from('Dear Sir'));
    expect(await good.run(desk.job({ operation: 'removeBackground', inputs: [letter] }), desk.listen().context)).toMatchObject({
      ...{ state: 'failed', problem: { code: 'UNSUPPORTED_TYPE' } },
    });
    const wrong: HostJobWish = { operation: 'removeBackground', inputs: [letter], parameters: { colour: 'red' } };
    expect(await good.run(desk.job(wrong), desk.listen().context)).toMatchObject({ state: 'failed', problem: { code: 'INVALID_INPUT' } });
  });

  it('is cancelled, runs out of time, and only says what it would do', async () => {
    let timeIsOver = AbortSignal.abort();
    await using runner = runnerWith(createEngineCutter({ engine, timeLimit: () => timeIsOver }));
    const inputs = [await desk.put('a.png', redCarPhoto())];
    const run = (wish: Partial<HostJobWish> = {}, signal?: AbortSignal) => {
      const listener = desk.listen(signal);
      return { ...listener, outcome: runner.run(desk.job({ operation: 'removeBackground', inputs, ...wish }), listener.context) };
    };
    expect(await run().outcome).toMatchObject({ state: 'failed', problem: { code: 'SCRIPT_TIMED_OUT' } });
    timeIsOver = new AbortController().signal;
    expect(await run({}, AbortSignal.abort()).outcome).toMatchObject({ state: 'cancelled' });
    const asked = run({ whatIf: true });
    expect(await asked.outcome).toMatchObject({ state: 'done', items: [{ output: null, problem: null }] });
    expect(asked.log()).toEqual([expect.stringContaining('What if')]);
  });
});

describe('a tool of the host’s own', () => {
  /** Takes `--from PATH --to PATH`, notes what it was given, and copies a picture that lies beside it. */
  const tool = async (text: string) => {
    const path = join(folder.path, `tool-${sha256Of(Buffer.from(text)).slice(0, 8)}.mjs`);
    await writeFile(path, `import { writeFileSync, readFileSync } from 'node:fs'; const [from, to] = process.argv.slice(2); ${text}`);
    return { name: 'my-tool', program: process.execPath, arguments: [path, '{input}', '{output}', '--both={input},{output}'] };
  };

  it('gets names as they are, each as one argument, and its output is looked at', async () => {
    await writeFile(join(folder.path, 'made.png'), await picture());
    const made = JSON.stringify(join(folder.path, 'made.png'));
    const text = `console.log(JSON.stringify(process.argv.slice(2))); writeFileSync(to, readFileSync(${made}));`;
    await using runner = runnerWith(createToolCutter({ tool: await tool(text) }));
    const names = ['$(id) & none.jpg', '-rf {output}.jpg', "it's {input}.jpg"];
    const inputs = await Promise.all(names.map((name) => desk.put(name, Buffer.from(name))));
    const listener = desk.listen();
    const outcome = await runner.run(desk.job({ operation: 'removeBackground', inputs }), listener.context);
    expect(outcome).toMatchObject({ state: 'done' });
    expect(outcome.items.map(({ output }) => output?.sha256)).toEqual(Array(3).fill(sha256Of(await picture())));
    const given = listener.log().map((line): string[] => JSON.parse(line));
    expect(given.map(([from]) => from?.split('/').at(-1))).toEqual(names);
    expect(given.every(([from, to, both]) => both === `--both=${from},${to}`)).toBe(true);
  });

  it.each([
    ['ends badly', 'process.exit(3);', 'SCRIPT_FAILED'],
    ['makes nothing', '', 'SCRIPT_FAILED'],
    ['makes no cutout', `writeFileSync(to, 'text');`, 'SCRIPT_FAILED'],
  ])('that %s has failed', async (_, text, code) => {
    await using runner = runnerWith(createToolCutter({ tool: await tool(text) }));
    const inputs = [await desk.put('a.jpg', Buffer.from('a'))];
    const outcome = await runner.run(desk.job({ operation: 'removeBackground', inputs }), desk.listen().context);
    expect(outcome).toMatchObject({ state: 'failed', problem: { code } });
  });

  it('that is not there says so, and one without places for its files is not taken', async () => {
    await using runner = runnerWith(createToolCutter({ tool: { ...(await tool('')), program: join(folder.path, 'none') } }));
    const inputs = [await desk.put('a.jpg', Buffer.from('a'))];
    const outcome = await runner.run(desk.job({ operation: 'removeBackground', inputs }), desk.listen().context);
    expect(outcome).toMatchObject({ state: 'failed', problem: { code: 'SCRIPT_TOOL_MISSING', message: expect.stringContaining('none') } });
    const both = ['{input}', '{output}'];
    expect(() => createToolCutter({ tool: { name: 'a', program: 'C:\\Tools\\cut.bat', arguments: both } })).toThrow(/no batch file/);
    for (const wrong of [['{input}'], ['{output}'], []]) {
      expect(() => createToolCutter({ tool: { name: 'a', program: 'b', arguments: wrong } })).toThrow(
        expect.objectContaining({ code: 'INVALID_INPUT' }),
      );
    }
  });

  it('is ended with its job', async () => {
    const cancel = new AbortController();
    await using runner = runnerWith(createToolCutter({ tool: await tool(`console.log('busy'); setInterval(() => undefined, 1000);`) }));
    const listener = desk.listen(cancel.signal);
    const inputs = [await desk.put('a.jpg', Buffer.from('a'))];
    const outcome = runner.run(desk.job({ operation: 'removeBackground', inputs }), listener.context);
    await listener.heard(/busy/);
    cancel.abort();
    expect(await outcome).toMatchObject({ state: 'cancelled', problem: { code: 'ABORTED' } });
  });
});
