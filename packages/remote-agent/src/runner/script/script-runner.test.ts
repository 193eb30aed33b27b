import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { HostJobWish } from '@forecourt/sdk/contract';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRunner } from '../create-runner.ts';
import { type Desk, makeDesk, nodeInterpreter, picture, sha256Of } from '../testing/kit.ts';

let folder: TemporaryFolder;
let desk: Desk;
let cutout: Uint8Array;
const published = new Map<string, Uint8Array>();
const runner = createRunner({
  scripts: { read: async ({ sha256 }) => published.get(sha256) ?? Buffer.of() },
  interpreter: nodeInterpreter,
  engine: { program: 'none', arguments: [] },
  cutter: { run: () => Promise.reject(new TypeError('no cutter here')), close: async () => undefined },
  limits: { logBytes: 100_000, outputBytes: 5000, lineCharacters: 2000 },
});

beforeAll(async () => {
  folder = await temporaryFolder();
  desk = await makeDesk(folder.path);
  cutout = await picture();
});
afterAll(async () => {
  await runner.close();
  await folder[Symbol.asyncDispose]();
});

function script(text: string) {
  const content = Buffer.from(text);
  published.set(sha256Of(content), content);
  return { name: 'Test-Script', version: '1.0.0', sha256: sha256Of(content) };
}

const imports = `import { writeFileSync, symlinkSync, mkdirSync, readFileSync } from 'node:fs'; import { join } from 'node:path';`;
/** Gives each input the picture that stands in its parameters. */
const cutAll = `${imports}
  for (const { sha256 } of job.inputs) {
    writeFileSync(join(job.outputFolder, sha256 + '.png'), Buffer.from(job.parameters.picture, 'base64'));
    say({ type: 'item', input: sha256, output: sha256 + '.png' });
  }
  say({ type: 'result' });`;
const asParameter = () => Buffer.from(cutout).toString('base64');

describe('a script that does its work', () => {
  it('gets its inputs by a file, and its items, progress and log are told in order', async () => {
    const inputs = [await desk.put('red.jpg', Buffer.from('one')), await desk.put('blue.jpg', Buffer.from('two'))];
    const listener = desk.listen();
    const text = `say({ type: 'progress', stage: 'cut', share: 0.5 }); console.log('Grüße'); ${cutAll}`;
    const outcome = await runner.run(
      desk.job({ operation: 'removeBackground', inputs, script: script(text), parameters: { picture: asParameter() } }),
      listener.context,
    );
    expect(outcome).toMatchObject({ state: 'done', exitCode: 0, problem: null });
    expect(outcome.items.map(({ input }) => input)).toEqual(inputs.map(({ sha256 }) => sha256));
    expect(outcome.items.map(({ output }) => output?.sha256)).toEqual([sha256Of(cutout), sha256Of(cutout)]);
    expect(listener.events.map(({ type }) => type)).toEqual(['progress', 'log', 'item', 'item']);
    expect(listener.log()).toEqual(['Grüße']);
  });

  it('says what it would do and does nothing where it is only asked', async () => {
    const inputs = [await desk.put('red.jpg', Buffer.from('one'))];
    const text = `if (!isWhatIf || !job.whatIf) process.exit(20); console.log('What if: cut red.jpg'); say({ type: 'result' });`;
    const outcome = await runner.run(
      desk.job({ operation: 'removeBackground', inputs, script: script(text), whatIf: true }),
      desk.listen().context,
    );
    expect(outcome).toMatchObject({ state: 'done', items: [] });
  });

  it('is heard whole where its pipe loses lines, and no line counts twice', async () => {
    const input = await desk.put('red.jpg', Buffer.from('one'));
    const text = `${imports} writeFileSync(join(job.outputFolder, 'a.png'), Buffer.from(job.parameters.picture, 'base64'));
      say({ type: 'log', text: 'first' });
      say({ type: 'item', input: job.inputs[0].sha256, output: 'a.png' }, { toPipe: false });
      say({ type: 'log', text: 'third' }, { toMirror: false });
      say({ type: 'result' }, { toPipe: false });`;
    const listener = desk.listen();
    const wish: HostJobWish = {
      operation: 'removeBackground',
      inputs: [input],
      script: script(text),
      parameters: { picture: asParameter() },
    };
    const outcome = await runner.run(desk.job(wish), listener.context);
    expect(outcome).toMatchObject({ state: 'done', items: [{ output: { sha256: sha256Of(cutout) } }] });
    expect(listener.log()).toEqual(['first', 'third']);
  });

  it('may give some inputs and not others, and whatever it does not mention has failed', async () => {
    const inputs = await Promise.all(['a', 'b', 'c'].map((name) => desk.put(`${name}.jpg`, Buffer.from(name))));
    const text = `${imports} writeFileSync(join(job.outputFolder, 'a.png'), Buffer.from(job.parameters.picture, 'base64'));
      say({ type: 'item', input: job.inputs[0].sha256, output: 'a.png' });
      say({ type: 'item', input: job.inputs[1].sha256, output: null, problem: { code: 'TOO_SMALL', message: 'It is tiny.' } });
      say({ type: 'result' }); process.exitCode = 10;`;
    const wish: HostJobWish = { operation: 'removeBackground', inputs, script: script(text), parameters: { picture: asParameter() } };
    const outcome = await runner.run(desk.job(wish), desk.listen().context);
    expect(outcome).toMatchObject({ state: 'partly', exitCode: 10, problem: null });
    expect(outcome.items.map(({ problem }) => problem?.code)).toEqual([undefined, 'TOO_SMALL', 'SCRIPT_FAILED']);
  });

  it('gets nothing of our settings but where the engine finds its model', async () => {
    process.env.FORECOURT_AGENT_PLANTED = 'secret';
    const listener = desk.listen();
    try {
      const text = `console.log(Object.keys(process.env).filter((name) => name.includes('FORECOURT')).join()); say({ type: 'result' });`;
      await runner.run(desk.job({ operation: 'script', inputs: [], script: script(text) }), listener.context);
    } finally {
      delete process.env.FORECOURT_AGENT_PLANTED;
    }
    expect(listener.log()).toEqual(['_FORECOURT_RUN']);
  });
});

describe('the end of a script', () => {
  it.each([
    ['nothing said', '', 'failed', 'SCRIPT_FAILED'],
    ['a result, but exit 20', `say({ type: 'result' }); process.exitCode = 20;`, 'failed', 'SCRIPT_FAILED'],
    ['exit 30', 'process.exitCode = 30;', 'failed', 'INVALID_INPUT'],
    ['exit 40', 'process.exitCode = 40;', 'failed', 'SCRIPT_TOOL_MISSING'],
    ['exit 50', 'process.exitCode = 50;', 'cancelled', 'ABORTED'],
    ['a signal', `process.kill(process.pid, 'SIGKILL');`, 'failed', 'SCRIPT_FAILED'],
    ['a known error', `say({ type: 'error', code: 'DISK_FULL', message: 'D: is full.' }); process.exitCode = 20;`, 'failed', 'DISK_FULL'],
    ['an error of its own', `say({ type: 'error', code: 'OWN', message: 'No.' }); process.exitCode = 20;`, 'failed', 'SCRIPT_FAILED'],
    ['exit 10 without inputs', `say({ type: 'result' }); process.exitCode = 10;`, 'partly', undefined],
    ['exit 0 and a result', `say({ type: 'result' });`, 'done', undefined],
  ])('by %s is what it means', async (_, text, state, code) => {
    const outcome = await runner.run(desk.job({ operation: 'script', inputs: [], script: script(text) }), desk.listen().context);
    expect([outcome.state, outcome.problem?.code]).toEqual([state, code]);
  });

  it('is SCRIPT_TOOL_MISSING where there is nothing to run it with', async () => {
    await using other = createRunner({
      scripts: { read: async () => Buffer.of() },
      interpreter: { program: join(folder.path, 'no-such-program'), arguments: [] },
      engine: { program: 'none', arguments: [] },
      cutter: { run: () => Promise.reject(new TypeError('no cutter here')), close: async () => undefined },
    });
    const outcome = await other.run(desk.job({ operation: 'script', inputs: [], script: script('') }), desk.listen().context);
    expect(outcome).toMatchObject({ state: 'failed', problem: { code: 'SCRIPT_TOOL_MISSING' } });
  });
});

describe('the log of a script', () => {
  it('holds what is no line of the protocol, in pieces of bounded size, up to its limit', async () => {
    const listener = desk.listen();
    const text = `process.stdout.write(('x'.repeat(999) + '\\n').repeat(300));
      console.error('to the other side'); process.stdout.write(Buffer.from([0xff, 0x0a])); say({ type: 'result' });`;
    const outcome = await runner.run(desk.job({ operation: 'script', inputs: [], script: script(text) }), listener.context);
    expect(outcome.state).toBe('done');
    const texts = listener.events.flatMap((event) => (event.type === 'log' ? [event.text] : []));
    expect(texts.every((piece) => piece.length <= 8192)).toBe(true);
    expect(texts.join('').length).toBeLessThan(102_000);
    expect(texts.length).toBeLessThan(60);
    expect(texts.at(-1)).toContain('is left out');
  });

  it('takes what only looks like a line of the protocol for what it is', async () => {
    const listener = desk.listen();
    const text = `console.log('{"type":"result"}'); console.log('{ no json'); console.log('{"seq":1,"type":"result","extra":1}');
      process.stdout.write('x'.repeat(5000));`;
    const outcome = await runner.run(desk.job({ operation: 'script', inputs: [], script: script(text) }), listener.context);
    expect(outcome.state).toBe('done');
    expect(listener.log().map((line) => line.slice(0, 17))).toEqual([
      '{"type":"result"}',
      '{ no json',
      'x'.repeat(17),
      'x'.repeat(17),
      'x'.repeat(17),
    ]);
  });
});

describe('a script that does not stop talking', () => {
  it('is heard as far as a run may go, and the run ends in order', async () => {
    const input = await desk.put('red.jpg', Buffer.from('one'));
    const listener = desk.listen();
    const text = `for (let count = 0; count < 3000; count++) {
        say({ type: 'item', input: job.inputs[0].sha256, output: null, problem: { message: 'No.' } });
      }
      for (let count = 0; count < 11000; count++) say({ type: 'progress', stage: String(count), share: 0 });
      say({ type: 'result' });`;
    const outcome = await runner.run(desk.job({ operation: 'script', inputs: [input], script: script(text) }), listener.context);
    expect(outcome.items).toHaveLength(2000);
    expect(listener.events).toContainEqual({ type: 'log', stream: 'error', text: 'What it says beyond 2000 pictures is left out.' });
    expect(listener.events.filter(({ type }) => type === 'progress')).toHaveLength(10_000);
  });

  it.skipIf(process.platform === 'win32').each([
    ['a link to what never ends', `symlinkSync('/dev/zero', job.events)`],
    ['more than a script writes', `closeSync(openSync(job.events, 'w')); truncateSync(job.events, 70_000_000)`],
  ])('is heard through its pipe where its mirror is %s', async (_, spoil) => {
    const text = `import { closeSync, openSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
      say({ type: 'result' }, { toMirror: false }); rmSync(job.events, { force: true }); ${spoil};`;
    const outcome = await runner.run(desk.job({ operation: 'script', inputs: [], script: script(text) }), desk.listen().context);
    expect(outcome.state).toBe('done');
  });
});

describe('names and outputs that mean harm', () => {
  const names = [
    ...[
      '$(touch pwned).jpg',
      '`touch pwned`.jpg',
      "'; touch pwned; '.jpg",
      '-JobFile',
      '-Command.jpg',
      '& calc.jpg',
      '%TEMP%.jpg',
      'é и 🚗.jpg',
    ],
    ...['../../pwned.jpg', 'a\nb.jpg', 'NUL', 'com1.jpg', 'x".jpg', '..', 'C:\\pwned.jpg', 'a.jpg:ads'],
  ];

  it('are real files that do nothing, or are refused, and the others go on', async () => {
    const inputs = await Promise.all(names.map((name) => desk.put(name, Buffer.from(name))));
    const text = `${imports}
      for (const { sha256, name, path } of job.inputs) {
        if (readFileSync(path, 'utf8').normalize() !== name.normalize()) process.exit(20);
        writeFileSync(join(job.outputFolder, sha256 + '.png'), Buffer.from(job.parameters.picture, 'base64'));
        say({ type: 'item', input: sha256, output: sha256 + '.png' });
      }
      say({ type: 'result' });`;
    const wish: HostJobWish = { operation: 'removeBackground', inputs, script: script(text), parameters: { picture: asParameter() } };
    const job = desk.job(wish);
    const outcome = await runner.run(job, desk.listen().context);
    expect(outcome.state).toBe('partly');
    const codes = new Map(outcome.items.map(({ input, problem }) => [input, problem?.code]));
    expect(inputs.map(({ sha256 }) => codes.get(sha256))).toEqual([...Array(8).fill(undefined), ...Array(8).fill('FILE_NAME_REFUSED')]);
    const everything = await readdir(folder.path, { recursive: true });
    expect(everything.filter((path) => path.endsWith('pwned') || path.endsWith('pwned.jpg'))).toEqual([]);
  });

  it.each([
    ['a path elsewhere', `'/etc/hostname'`, 'FILE_NAME_REFUSED'],
    ['a way out', `'../in/0001/red.jpg'`, 'FILE_NAME_REFUSED'],
    ['a link', `(symlinkSync(job.inputs[0].path, at), at)`, 'FILE_NAME_REFUSED'],
    ['a folder', `(mkdirSync(at), at)`, 'FILE_NAME_REFUSED'],
    ['nothing', `'none.png'`, 'SCRIPT_FAILED'],
    ['an empty file', `(writeFileSync(at, ''), at)`, 'SCRIPT_FAILED'],
    ['no picture', `(writeFileSync(at, 'MZ'), at)`, 'SCRIPT_FAILED'],
    ['half a picture', `(writeFileSync(at, Buffer.from(job.parameters.picture, 'base64').subarray(0, -20)), at)`, 'SCRIPT_FAILED'],
    ['too much', `(writeFileSync(at, Buffer.alloc(6000)), at)`, 'SCRIPT_FAILED'],
    ['a picture without transparency', `(writeFileSync(at, Buffer.from(job.parameters.opaque, 'base64')), at)`, 'SCRIPT_FAILED'],
    ['another hash', `(writeFileSync(at, Buffer.from(job.parameters.picture, 'base64')), at)`, 'HASH_MISMATCH', '0'.repeat(64)],
  ])('are refused as an output: %s', async (_, made, code, sha256 = undefined) => {
    const input = await desk.put('red.jpg', Buffer.from('one'));
    const text = `${imports} const at = join(job.outputFolder, 'made.png');
      say({ type: 'item', input: job.inputs[0].sha256, output: ${made}, sha256: ${JSON.stringify(sha256)} }); say({ type: 'result' });`;
    const opaque = Buffer.from(await picture({ transparent: false })).toString('base64');
    const parameters = { picture: asParameter(), opaque };
    const wish: HostJobWish = { operation: 'removeBackground', inputs: [input], script: script(text), parameters };
    const outcome = await runner.run(desk.job(wish), desk.listen().context);
    expect(outcome).toMatchObject({ state: 'failed', problem: { code }, items: [{ output: null }] });
  });

  it('cannot change the host’s own copy of an input', async () => {
    const input = await desk.put('red.jpg', Buffer.from('the photo'));
    const text = `${imports} writeFileSync(job.inputs[0].path, 'overwritten'); say({ type: 'result' });`;
    const job = desk.job({ operation: 'script', inputs: [input], script: script(text) });
    expect(await runner.run(job, desk.listen().context)).toMatchObject({ state: 'done' });
    expect((await readdir(desk.store)).includes(input.sha256)).toBe(true);
    expect(sha256Of(await readFile(job.inputPath(input.sha256)))).toBe(input.sha256);
  });
});
