import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectImage } from '@forecourt/sdk/imaging';
import { parseScriptLine } from '@forecourt/sdk/remote';
import { installTinyModel, redCarPhoto, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type JobFile, writeJobFile } from '../runner/script/job-file.ts';
import { sha256Of } from '../runner/testing/kit.ts';
import { engineCommand } from './engine.ts';

let folder: TemporaryFolder;
let engine: Awaited<ReturnType<typeof installTinyModel>>;
beforeAll(async () => {
  folder = await temporaryFolder();
  engine = await installTinyModel(folder.path);
});
afterAll(() => folder[Symbol.asyncDispose]());

async function run(changes: Partial<JobFile>, signal: AbortSignal = new AbortController().signal) {
  const outputFolder = join(folder.path, `out-${Math.trunc(performance.now() * 1000)}`);
  const jobFile = join(folder.path, 'job.json');
  const base = {
    protocol: 1,
    job: 'by-hand-1',
    operation: 'removeBackground',
    whatIf: false,
    parameters: {},
    events: '',
    engine: null,
  } as const;
  await writeJobFile(jobFile, { ...base, inputs: [], outputFolder, stopFile: '', tool: null, ...changes });
  const lines: object[] = [];
  const exit = await engineCommand({ jobFile, signal, engine, print: (line) => void lines.push(line) });
  const parsed = lines.map((line) => parseScriptLine(JSON.stringify(line)));
  expect(parsed.every((line) => line !== undefined)).toBe(true);
  return { exit, lines: parsed.filter((line) => line !== undefined), outputFolder };
}

async function photo(name: string, bytes: Uint8Array) {
  const path = join(folder.path, name);
  await writeFile(path, bytes);
  return { sha256: sha256Of(bytes), name, path };
}

it('the engine of an agent speaks as a script does: items with their files, then the result', async () => {
  const car = await photo('Grüner Wagen.png', redCarPhoto());
  const { exit, lines, outputFolder } = await run({ inputs: [car, car, await photo('letter.jpg', Buffer.from('Dear Sir'))] });
  expect(exit).toBe(10);
  const items = lines.flatMap((line) => (line.type === 'item' ? [line] : []));
  expect(items.map(({ output, problem }) => problem?.code ?? output)).toEqual([
    ...[join(outputFolder, 'Grüner Wagen.png'), join(outputFolder, 'Grüner Wagen (2).png'), 'UNSUPPORTED_TYPE'],
  ]);
  expect(lines.at(-1)).toMatchObject({ type: 'result', seq: lines.length });
  expect(await readdir(outputFolder)).toHaveLength(2);
  const made = await readFile(join(outputFolder, 'Grüner Wagen.png'));
  expect([inspectImage(made).hasAlpha, sha256Of(made)]).toEqual([true, items[0]?.sha256]);
});

it('the engine of an agent says by its exit code what was wrong', async () => {
  const car = await photo('car.png', redCarPhoto());
  expect(await run({ inputs: [car], parameters: { colour: 'red' } })).toMatchObject({ exit: 30 });
  expect(await run({ inputs: [{ ...car, path: join(folder.path, 'none') }] })).toMatchObject({ exit: 30 });
  expect(await run({ inputs: [car], parameters: { model: 'none-such' } })).toMatchObject({ exit: 40 });
  expect(await run({ inputs: [car] }, AbortSignal.abort())).toMatchObject({ exit: 50 });
  const stopped = await run({ inputs: [car], whatIf: true });
  expect(stopped).toMatchObject({ exit: 0 });
  expect(stopped.lines.some((line) => line.type === 'log' && line.text.includes('What if'))).toBe(true);
});
