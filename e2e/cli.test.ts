import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, link, mkdir, readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cutoutSummarySchema } from '@forecourt/sdk/contract';
import { decodeImage, encodeImage, inspectImage } from '@forecourt/sdk/imaging';
import {
  installTinyModel,
  makeKey,
  redCarPhoto,
  smallDisk,
  smallDisks,
  startServer,
  type TemporaryFolder,
  temporaryFolder,
  tinyModel,
} from '@forecourt/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { temporaryName } from '../packages/sdk/src/files/atomic.ts';
import { checks } from '../packages/server/src/diagnostics/checks/index.ts';
import { unzip } from '../packages/server/src/diagnostics/testing/unzip.ts';
import { forecourt, mainPath, objects, type Surroundings, start, startProgram } from './forecourt.ts';

/** util-linux's `script` runs a command in a terminal of its own. */
const hasTerminals = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
const terminalNote = hasTerminals ? '' : ' (skipped: there is no `script` of util-linux)';

const photo = redCarPhoto();
const photoHash = createHash('sha256').update(photo).digest('hex');

let home: TemporaryFolder;
let env: Readonly<Record<string, string>>;
let slowEnv: Readonly<Record<string, string>>;
beforeAll(async () => {
  home = await temporaryFolder();
  const { dataDir, cacheDir } = await installTinyModel(home.path);
  // A second or so for each picture, so that something can happen meanwhile.
  await installTinyModel(home.path, { name: 'slow', sidePx: 256, idleLayers: 100 });
  env = { FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_MODEL: 'tiny' };
  slowEnv = { ...env, FORECOURT_MODEL: 'slow' };
});
afterAll(() => home[Symbol.asyncDispose]());

/** A new folder for each test, in which the command runs. */
let cwd: string;
let count = 0;
beforeEach(async () => {
  cwd = join(home.path, `test-${++count}`);
  await mkdir(cwd);
});

const run = (args: readonly string[], changes: Partial<Surroundings> = {}) => forecourt(args, { cwd, env, ...changes });

/** Writes photos that differ from each other, by name, making folders as needed. */
async function photos(...names: string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    await mkdir(join(cwd, name, '..'), { recursive: true });
    await writeFile(join(cwd, name), redCarPhoto({ seed: index + 1 }));
  }
}

async function files(folder = '.'): Promise<string[]> {
  const entries = await readdir(join(cwd, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(cwd, folder).length + 1))
    .toSorted();
}

/** Fails unless the file is a whole picture of the photo's size. */
async function wholePicture(name: string): Promise<void> {
  const { pixels } = await decodeImage(await readFile(join(cwd, name)));
  expect([pixels.widthPx, pixels.heightPx]).toEqual([320, 240]);
}

/** Does something with each, three at a time: as many processes as two processors keep busy. */
async function sideBySide<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  for (let at = 0; at < items.length; at += 3) await Promise.all(items.slice(at, at + 3).map(work));
}

const codes = (text: string) => objects(text).map(({ code }) => code);

describe('forecourt cutout', () => {
  it('prints one object with the facts of the photo, of the cutout and of its making', async () => {
    await writeFile(join(cwd, 'car.png'), photo);
    const { code, out, errors } = await run(['cutout', 'car.png', '-o', 'out.png', '--json']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const [result, ...more] = objects(out);
    expect(more).toEqual([]);
    const written = await readFile(join(cwd, 'out.png'));
    expect(result).toMatchObject({
      input: { path: join(cwd, 'car.png'), sha256: photoHash, bytes: photo.byteLength, widthPx: 320, heightPx: 240, type: 'png' },
      output: {
        path: join(cwd, 'out.png'),
        sha256: createHash('sha256').update(written).digest('hex'),
        bytes: written.length,
        format: 'png',
      },
      provider: 'local',
      model: 'tiny',
      costUsd: 0,
      timings: { totalMs: expect.any(Number), inferenceMs: expect.any(Number) },
      report: { score: expect.any(Number), verdict: expect.stringMatching(/^(pass|review|reject)$/), defects: expect.any(Array) },
    });
    expect(new Set(Object.keys(result ?? {}))).toEqual(
      new Set(['costUsd', 'input', 'model', 'output', 'provider', 'report', 'timings', 'warnings']),
    );
    const { report } = cutoutSummarySchema.parse(result);
    // A photo of noise and flat paint has something to find fault with.
    expect(report?.defects.length).toBeGreaterThan(0);
    for (const defect of report?.defects ?? []) {
      expect(defect).toMatchObject({ code: expect.any(String), severity: expect.any(String), suggestion: expect.any(String) });
      expect(defect.box).toEqual({
        xPx: expect.any(Number),
        yPx: expect.any(Number),
        widthPx: expect.any(Number),
        heightPx: expect.any(Number),
      });
    }
    await wholePicture('out.png');
  });

  it('prints one object a line for several photos, in their order, and goes on behind a bad one', async () => {
    await photos('1.png', '2.png', '3.png', '5.png');
    await writeFile(join(cwd, '4.png'), 'no picture');
    const { code, out, errors } = await run(['cutout', '3.png', '1.png', '4.png', 'missing.png', '5.png', '2.png', '-o', 'out/', '--json']);
    expect(code).toBe(1);
    expect(objects(out).map(({ output }) => output)).toMatchObject(
      ['3', '1', '5', '2'].map((name) => ({ path: join(cwd, 'out', `${name}.png`) })),
    );
    expect(objects(errors)).toEqual([
      expect.objectContaining({
        code: 'UNSUPPORTED_TYPE',
        message: expect.any(String),
        hint: expect.any(String),
        input: { path: join(cwd, '4.png') },
      }),
      expect.objectContaining({ code: 'FILE_NOT_FOUND', hint: expect.any(String), input: { path: join(cwd, 'missing.png') } }),
    ]);
    expect(await files('out')).toEqual(['1.png', '2.png', '3.png', '5.png']);
  });

  it('says the same in words for people, quietly where nobody looks', async () => {
    await photos('car.png');
    const good = await run(['cutout', 'car.png']);
    expect(good).toMatchObject({ code: 0, errors: '' });
    expect(good.out).toContain(`${join(cwd, 'car.png')} → ${join(cwd, 'car.cutout.png')}\n  `);
    expect(good.out).toMatch(/score \d+/);
    const bad = await run(['cutout', 'none.png']);
    expect(bad).toMatchObject({ code: 1, out: '' });
    expect(bad.errors).toMatch(/^FILE_NOT_FOUND: .*none\.png.*\n {2}.+\n$/);
  });

  it.skipIf(!hasTerminals)(`shows a terminal how far it is, and keeps stdout for results${terminalNote}`, async () => {
    await photos('a.png', 'b\u001b[31m.png');
    const command = [process.execPath, '--disable-warning=ExperimentalWarning', mainPath, 'cutout', '.', '-o', 'out/'];
    const shell = (args: readonly string[]) => args.map((arg) => `'${arg}'`).join(' ');
    const words = ['-qefc', `${shell(command)} > words.txt`, '/dev/null'];
    const machines = ['-qefc', `${shell([...command, '--overwrite', '--json'])} > machines.txt`, '/dev/null'];
    const bar = await startProgram(words, { cwd, env }, 'script').ended;
    expect(bar.code).toBe(0);
    expect(bar.out).toMatch(/\d+%/);
    expect(bar.out).not.toContain('\u001b[31m');
    const text = await readFile(join(cwd, 'words.txt'), 'utf8');
    expect(text).toContain('a.png → ');
    for (const mark of ['%', '\u001b']) expect(text).not.toContain(mark);
    const quiet = await startProgram(machines, { cwd, env }, 'script').ended;
    expect(quiet).toMatchObject({ code: 0, out: '' });
    expect(objects(await readFile(join(cwd, 'machines.txt'), 'utf8'))).toHaveLength(2);
  });

  it('takes names of every kind as names', async () => {
    const long = `${'n'.repeat(246)}.png`;
    const names = [
      'two words.png',
      `quo'te"s.png`,
      '<b>bold&.png',
      '🚗 машина 車.png',
      '[1].png',
      'a*b?.png',
      '{x,y}.png',
      'new\nline.png',
      '$(x) `y`.png',
      '%41\\n.png',
      long,
    ];
    const dashes = ['-rf.png', '--json.png', '--'];
    await photos(...names, ...dashes);
    const { code, out, errors } = await run(['cutout', '--json', '-o', 'out/', ...names, '--', ...dashes.slice(0, 2), './--']);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(objects(out).map(({ input }) => input)).toMatchObject([...names, ...dashes].map((name) => ({ path: join(cwd, name) })));
    expect(new Set(await files('out'))).toEqual(new Set([...names, ...dashes.slice(0, 2), '--.png']));
  });

  it('takes a file that is named like a flag for a file', async () => {
    await photos('--json');
    const { code, out } = await run(['cutout', '-o', 'out.png', '--', '--json']);
    expect(code).toBe(0);
    expect(out).toContain('→');
  });

  it('says when the name of a result would be too long, and leaves nothing', async () => {
    const name = `${'n'.repeat(250)}.png`;
    await photos(name);
    const { code, errors } = await run(['cutout', name, '--json']);
    expect(code).toBe(1);
    expect(codes(errors)).toEqual(['OUTPUT_NAME_INVALID']);
    expect(await files()).toEqual([name]);
  });

  it('lets no name drive the terminal or look like a line of ours', async () => {
    const name = 'a\u001b[31mred\u001b]0;title\u0007\n✓ all done \u202egnp.png';
    await photos(name);
    const [good, bad] = await Promise.all([run(['cutout', name, '-o', 'out/']), run(['cutout', `${name}.missing`])]);
    expect([good.code, bad.code]).toEqual([0, 1]);
    for (const text of [good.out, bad.errors]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(text).not.toMatch(/^✓/m);
    }
  });

  it('takes folders with all below them, and leaves earlier results and other files out', async () => {
    await photos(
      'lot [2024]/a.png',
      'lot [2024]/row 1/b.PNG',
      'lot [2024]/row 1/deep/c.Png',
      'lot [2024]/a.cutout.png',
      'lot [2024]/.hidden/d.png',
    );
    await writeFile(join(cwd, 'lot [2024]', 'notes.txt'), 'no photo');
    const again = ['cutout', 'lot [2024]', '-o', 'lot [2024]/out [1]', '--json'];
    const first = await run(again);
    expect({ code: first.code, errors: first.errors }).toEqual({ code: 0, errors: '' });
    expect(await files('lot [2024]/out [1]')).toEqual(['a.png', 'row 1/b.png', 'row 1/deep/c.png']);
    // The folder of results lies among the photos, and a second run must not take it for photos.
    const second = await run(again);
    expect(codes(second.errors)).toEqual(['OUTPUT_EXISTS', 'OUTPUT_EXISTS', 'OUTPUT_EXISTS']);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect((await run([...again, '--overwrite'])).code).toBe(0);
  });

  it('takes patterns, numbers in their order', async () => {
    await photos('photo-2.png', 'photo-10.png', 'photo-1.png', 'other.png');
    const { code, out } = await run(['cutout', 'photo-*.png', '-o', 'out/', '--json']);
    expect(code).toBe(0);
    expect(objects(out).map(({ input }) => input)).toMatchObject([1, 2, 10].map((n) => ({ path: join(cwd, `photo-${n}.png`) })));
  });

  it('gives photos of one name names of their own', async () => {
    await photos('a/car.png', 'b/car.png', 'c/Car.png', 'd/car.png', 'd/car.webp');
    const [folders, formats] = await Promise.all([
      run(['cutout', 'a/car.png', 'b/car.png', 'c/Car.png', '-o', 'out/', '--json']),
      run(['cutout', 'd/car.png', 'd/car.webp', '--json']),
    ]);
    expect([folders.code, formats.code]).toEqual([0, 0]);
    expect(await files('out')).toEqual(['Car-3.png', 'car-2.png', 'car.png']);
    expect((await files('d')).filter((name) => name.includes('cutout'))).toEqual(['car.cutout-2.png', 'car.cutout.png']);
  });

  it.each<[string, string[], string]>([
    ['a folder without photos', ['empty'], 'There are no photos in'],
    ['a pattern that nothing fits', ['*.nothing'], 'No file fits *.nothing'],
  ])('says what it did not find in %s', async (_title, args, message) => {
    await mkdir(join(cwd, 'empty'));
    const { code, out, errors } = await run(['cutout', ...args, '--json']);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(objects(errors)).toMatchObject([{ code: 'FILE_NOT_FOUND', message: expect.stringContaining(message) }]);
  });

  it('writes the format that the name or the flag asks for, into a file or a folder', async () => {
    await photos('car.png');
    await mkdir(join(cwd, 'there'));
    const asked: [string[], string, string][] = [
      [['-o', 'car.webp'], 'car.webp', 'webp'],
      [['-o', 'out.JPG', '--background', 'white', '--quality', '80'], 'out.JPG', 'jpeg'],
      [['-o', 'plain', '--format', 'tiff'], 'plain', 'tiff'],
      [['-o', 'there', '--format', 'webp'], 'there/car.webp', 'webp'],
      [['-o', 'new/deep/', '--background', '#ff8800'], 'new/deep/car.png', 'png'],
      [['--format', 'avif'], 'car.cutout.avif', 'avif'],
    ];
    await sideBySide(asked, async ([args, name, type]) => {
      const { code, errors } = await run(['cutout', 'car.png', '--json', ...args]);
      expect({ name, code, errors }).toEqual({ name, code: 0, errors: '' });
      expect(inspectImage(await readFile(join(cwd, name))).type).toBe(type);
      await wholePicture(name);
    });
  });

  it('replaces a file that a person named, and no other', async () => {
    await photos('car.png');
    await writeFile(join(cwd, 'named.png'), 'old');
    await writeFile(join(cwd, 'car.cutout.png'), 'old');
    expect((await run(['cutout', 'car.png', '-o', 'named.png', '--json'])).code).toBe(0);
    await wholePicture('named.png');
    const beside = await run(['cutout', 'car.png', '--json']);
    expect([beside.code, codes(beside.errors)]).toEqual([1, ['OUTPUT_EXISTS']]);
    expect(await readFile(join(cwd, 'car.cutout.png'), 'utf8')).toBe('old');
  });

  it('never writes over a photo, whatever its name is spelt like', async () => {
    await writeFile(join(cwd, 'car.png'), photo);
    await symlink('car.png', join(cwd, 'soft.png'));
    await link(join(cwd, 'car.png'), join(cwd, 'hard.png'));
    await mkdir(join(cwd, 'sub'));
    const ways = [
      ['car.png', '-o', 'car.png'],
      ['car.png', '-o', './sub/../car.png', '--overwrite'],
      ['car.png', '-o', 'soft.png'],
      ['car.png', '-o', 'hard.png', '--overwrite'],
      ['soft.png', '-o', 'car.png'],
      ['car.png', '-o', './'],
    ];
    await sideBySide(ways, async (args) => {
      const { code, errors } = await run(['cutout', '--json', ...args]);
      expect({ args, code, codes: codes(errors) }).toEqual({ args, code: 1, codes: ['WOULD_OVERWRITE_SOURCE'] });
    });
    // Where large and small letters are the same, this is the photo too; elsewhere it is another file.
    await run(['cutout', 'car.png', '-o', 'CAR.png', '--json']);
    expect(
      createHash('sha256')
        .update(await readFile(join(cwd, 'car.png')))
        .digest('hex'),
    ).toBe(photoHash);
  });

  it('does not write over the photo of another argument', async () => {
    await photos('a.webp', 'a.png');
    const before = await readFile(join(cwd, 'a.png'));
    const { code, errors } = await run(['cutout', 'a.webp', 'a.png', '-o', './', '--overwrite', '--json']);
    expect(code).toBe(1);
    expect(codes(errors)).toContain('WOULD_OVERWRITE_SOURCE');
    expect(Buffer.compare(await readFile(join(cwd, 'a.png')), before)).toBe(0);
  });

  it.skipIf(!smallDisks.canBeMade)(
    `says that the disk is full or cannot be written, and leaves no part of a file${smallDisks.note}`,
    async () => {
      await photos('1.png', '2.png');
      await using disk = await smallDisk(4);
      const full = await run(['cutout', '1.png', '2.png', '-o', disk.path, '--json']);
      expect({ code: full.code, out: full.out, codes: codes(full.errors) }).toEqual({
        code: 1,
        out: '',
        codes: ['DISK_FULL', 'DISK_FULL'],
      });
      expect(await readdir(disk.path)).toEqual([]);
      disk.makeReadOnly();
      const closed = await run(['cutout', '1.png', '-o', join(disk.path, 'new', 'out.png'), '--json']);
      expect({ code: closed.code, codes: codes(closed.errors) }).toEqual({ code: 1, codes: ['OUTPUT_NOT_WRITABLE'] });
    },
  );

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'stops at %s with code 130, finished pictures whole and nothing half',
    async (signal) => {
      await photos('1.png', '2.png', '3.png', '4.png', '5.png', '6.png');
      const running = start(['cutout', '.', '-o', 'out/', '--json'], { cwd, env: slowEnv });
      await running.seen('\n');
      running.child.kill(signal);
      const { code, signal: endedBy, out, errors } = await running.ended;
      expect({ code, endedBy, errors }).toEqual({ code: 130, endedBy: null, errors: '' });
      const done = await files('out');
      expect(done.length).toBeGreaterThanOrEqual(objects(out).length);
      expect(done.length).toBeLessThan(6);
      for (const name of done) {
        expect(name).toMatch(/^\d\.png$/);
        await wholePicture(join('out', name));
      }
    },
  );

  it('leaves at most a temporary file when it is killed, which the next run removes', async () => {
    await photos('1.png', '2.png', '3.png', '4.png');
    const running = start(['cutout', '.', '-o', 'out/', '--json'], { cwd, env: slowEnv });
    await running.seen('\n');
    running.child.kill('SIGKILL');
    expect((await running.ended).signal).toBe('SIGKILL');
    for (const name of await files('out')) if (name.endsWith('.png')) await wholePicture(join('out', name));
    // As a kill in the middle of a write leaves it; and one of a process that still lives.
    const stale = temporaryName(running.child.pid);
    const live = temporaryName();
    await writeFile(join(cwd, 'out', stale), 'half');
    await writeFile(join(cwd, 'out', live), 'half');
    expect((await run(['cutout', '.', '-o', 'out/', '--overwrite', '--json'])).code).toBe(0);
    expect(await files('out')).toEqual([live, '1.png', '2.png', '3.png', '4.png']);
  });

  it('stops quietly when nobody reads its results any more', async () => {
    await photos('1.png', '2.png', '3.png', '4.png', '5.png', '6.png');
    const running = start(['cutout', '.', '-o', 'out/', '--json'], { cwd, env: slowEnv });
    await running.seen('\n');
    running.child.stdout.destroy();
    const { code, errors } = await running.ended;
    expect({ code, errors }).toEqual({ code: 130, errors: '' });
    expect((await files('out')).length).toBeLessThan(6);
  });
});

describe('the command line', () => {
  const wrong: [string, string[]][] = [
    ['no command', []],
    ['an unknown command', ['cut']],
    ['no photo', ['cutout']],
    ['an unknown flag', ['cutout', 'car.png', '--colour', 'red']],
    ['an unknown format', ['cutout', 'car.png', '--format', 'bmp']],
    ['a quality that is none', ['cutout', 'car.png', '--quality', 'good']],
    ['a background that is none', ['cutout', 'car.png', '--background', 'nice']],
    ['JPEG without a background', ['cutout', 'car.png', '--format', 'jpeg']],
    ['an output without a format', ['cutout', 'car.png', '-o', 'out']],
    ['an output that contradicts the format', ['cutout', 'car.png', '-o', 'out.png', '--format', 'webp']],
    ['several photos and one file', ['cutout', 'car.png', 'other.png', '-o', 'out.png']],
    ['too many arguments', ['score', 'car.png', 'car.png', 'car.png']],
    ['an unknown command of models', ['models', 'remove', 'tiny']],
  ];

  it('ends with 2 for what cannot be understood, one object on stderr, and does nothing', async () => {
    await photos('car.png', 'other.png');
    await sideBySide(wrong, async ([title, args]) => {
      const { code, out, errors } = await run([...args, '--json']);
      expect({ title, code, out }).toEqual({ title, code: 2, out: '' });
      expect({ title, said: objects(errors) }).toEqual({
        title,
        said: [expect.objectContaining({ code: 'INVALID_INPUT', message: expect.any(String), hint: expect.any(String) })],
      });
    });
    expect(await files()).toEqual(['car.png', 'other.png']);
  });

  it('explains itself on stdout with 0, and on stderr with 2', async () => {
    const [help, version, wrongly] = await Promise.all([run(['cutout', '--help']), run(['--version']), run(['cutout'])]);
    expect(help).toMatchObject({ code: 0, errors: '', out: expect.stringContaining('--background') });
    expect(version).toMatchObject({ code: 0, errors: '', out: expect.stringMatching(/^\d+\.\d+\.\d+\S*\n$/) });
    expect(wrongly).toMatchObject({ code: 2, out: '', errors: expect.stringContaining('forecourt --help') });
  });

  it('names a setting that nobody reads, and one that cannot be', async () => {
    await photos('car.png');
    const [misspelt, impossible] = await Promise.all([
      run(['cutout', 'car.png', '--json'], { env: { ...env, FORECOURT_MODLE: 'isnet' } }),
      run(['cutout', 'car.png', '--json'], { env: { ...env, FORECOURT_THREADS: 'many' } }),
    ]);
    expect(misspelt).toMatchObject({ code: 1, out: '' });
    expect(objects(misspelt.errors)).toMatchObject([
      { code: 'UNKNOWN_SETTING', message: expect.stringContaining('FORECOURT_MODLE'), hint: expect.stringContaining('FORECOURT_MODEL') },
    ]);
    expect(objects(impossible.errors)).toMatchObject([{ code: 'INVALID_INPUT', message: expect.stringContaining('FORECOURT_THREADS') }]);
  });

  it('takes the model that is named before the one of the settings', async () => {
    await photos('car.png');
    const [unknown, named] = await Promise.all([
      run(['cutout', 'car.png', '--model', 'none-such', '--json']),
      run(['cutout', 'car.png', '--model', 'tiny', '-o', 'out.png', '--json'], { env: { ...env, FORECOURT_MODEL: 'none-such' } }),
    ]);
    expect([unknown.code, codes(unknown.errors)]).toEqual([1, ['MODEL_UNKNOWN']]);
    expect(objects(named.out)).toMatchObject([{ model: 'tiny' }]);
  });
});

describe('forecourt score', () => {
  const side = (alpha: number, widthPx = 320, heightPx = 240) => ({
    data: Uint8Array.from({ length: 4 * widthPx * heightPx }, (_, i) => (i % 4 === 3 ? alpha : alpha && 90 + ((i * 7) % 50))),
    widthPx,
    heightPx,
    channels: 4 as const,
  });

  it('reports on a photo, and on a cutout beside its photo', async () => {
    await photos('car.png');
    await writeFile(join(cwd, 'empty.png'), await encodeImage(side(0), { format: 'png' }));
    await writeFile(join(cwd, 'square.png'), await encodeImage(side(255, 200, 200), { format: 'png' }));
    const noModel = { env: { ...env, FORECOURT_MODEL: 'none-such' } };
    const [alone, empty, opaque, other] = await Promise.all(
      [['car.png'], ['car.png', 'empty.png'], ['car.png', 'car.png'], ['car.png', 'square.png']].map((args) =>
        run(['score', ...args, '--json'], noModel),
      ),
    );
    expect(alone).toMatchObject({ code: 0, errors: '' });
    expect(objects(alone?.out ?? '')).toMatchObject([
      {
        score: expect.any(Number),
        verdict: expect.any(String),
        defects: expect.any(Array),
        input: { path: 'car.png', widthPx: 320, heightPx: 240 },
      },
    ]);
    expect(empty?.code).toBe(0);
    expect(objects(empty?.out ?? '')).toMatchObject([{ score: 0, verdict: 'reject' }]);
    expect(objects(empty?.out ?? '')[0]?.defects).toContainEqual(expect.objectContaining({ code: 'EMPTY_CUTOUT' }));
    expect(opaque?.code).toBe(0);
    expect(objects(opaque?.out ?? '')[0]?.defects).toContainEqual(expect.objectContaining({ code: 'BACKGROUND_NOT_REMOVED' }));
    expect(other).toMatchObject({ code: 1, out: '' });
    expect(codes(other?.errors ?? '')).toEqual(['ASPECT_MISMATCH']);
  });
});

describe('forecourt models', () => {
  it('lists, adds and verifies, and names what was damaged', async () => {
    const places = { FORECOURT_DATA_DIR: join(cwd, 'data'), FORECOURT_CACHE_DIR: join(cwd, 'cache') };
    const own = { env: places };
    const { bytes, manifest } = tinyModel({ name: 'mine' });
    const licence = { ...manifest.licence, spdx: 'CC-BY-NC-4.0', commercialUse: false };
    await writeFile(join(cwd, 'mine.json'), JSON.stringify({ ...manifest, licence }));
    await writeFile(join(cwd, 'mine.onnx'), bytes);

    const before = await run(['models', 'list', '--json'], own);
    expect(objects(before.out)).toMatchObject([{ name: 'isnet', isDefault: true, licence: { spdx: expect.any(String) } }]);

    const refused = await run(['models', 'add', 'mine.json', '--weights', 'mine.onnx', '--json'], own);
    expect([refused.code, codes(refused.errors)]).toEqual([1, ['MODEL_LICENCE_NOT_ACKNOWLEDGED']]);
    const added = await run(['models', 'add', 'mine.json', '--weights', 'mine.onnx', '--accept-licence', '--json'], own);
    expect(added).toMatchObject({ code: 0, errors: '' });
    expect(objects(added.out)).toMatchObject([{ name: 'mine', weights: 'folder', isDefault: false }]);

    const [list, sound] = await Promise.all([run(['models', 'list', '--json'], own), run(['models', 'verify', 'mine', '--json'], own)]);
    expect(objects(list.out).map(({ name }) => name)).toEqual(['mine', 'isnet']);
    expect(objects(sound.out)).toEqual([{ name: 'mine', weights: 'sound', prepared: 'sound' }]);

    await truncate(join(cwd, 'data', 'models', 'mine', `${manifest.file.sha256}.onnx`), 99);
    const [damaged, unknown] = await Promise.all([
      run(['models', 'verify', 'mine', '--json'], own),
      run(['models', 'verify', 'none-such', '--json'], own),
    ]);
    expect({ code: damaged.code, out: damaged.out }).toEqual({ code: 1, out: '' });
    expect(objects(damaged.errors)).toMatchObject([
      { code: 'MODEL_CORRUPT', name: 'mine', hint: expect.stringContaining('models add mine') },
    ]);
    expect([unknown.code, codes(unknown.errors)]).toEqual([1, ['MODEL_UNKNOWN']]);
  });
});

describe('forecourt doctor', () => {
  const ofServer = checks.map(({ name }) => `server.${name}`).filter((name) => !['server.memory', 'server.model'].includes(name));
  const ofEngine = ['node', 'settings', 'sharp', 'onnxruntime-node', 'heic-decode', 'folders', 'disk', 'memory', 'model', 'engine'];
  const names = [...ofEngine, ...ofServer];
  // Somebody may use the port that a server takes by default.
  const quiet = { PORT: '0' };

  /** The checks that failed, each with its message. */
  async function failures(changes: Readonly<Record<string, string>>): Promise<[number | null, Record<string, unknown>]> {
    const { code, out, errors } = await run(['doctor', '--json'], { env: { ...env, ...quiet, ...changes } });
    expect(errors).toBe('');
    const checks = objects(out);
    expect(checks.map(({ check }) => check)).toEqual(names);
    const failed = checks.filter(({ state }) => state === 'failed');
    for (const { hint } of failed) expect(hint).toEqual(expect.any(String));
    // Whatever is broken here is not a defect of Forecourt, and nobody should be asked to report it.
    expect(JSON.stringify(failed)).not.toContain('This is a defect');
    return [code, Object.fromEntries(failed.map(({ check, message }) => [String(check), message]))];
  }

  it('prints one object a check and ends with 0 when all is well', async () => {
    expect(await failures({})).toEqual([0, {}]);
  });

  it('names each part that is broken', async () => {
    const place = (name: string) => join(cwd, name);
    for (const name of ['missing', 'cut']) await installTinyModel(place(name));
    const [weights = ''] = (await readdir(join(place('cut'), 'data', 'models', 'tiny'))).filter((name) => name.endsWith('.onnx'));
    await rm(join(place('missing'), 'data', 'models', 'tiny', weights));
    await truncate(join(place('cut'), 'data', 'models', 'tiny', weights), 50);
    await copyFile(join(place('cut'), 'data', 'models', 'tiny', weights), place('a-file'));
    const dirs = (name: string) => ({ FORECOURT_DATA_DIR: join(place(name), 'data'), FORECOURT_CACHE_DIR: join(place(name), 'cache') });

    const [missing, cut] = await Promise.all([failures(dirs('missing')), failures(dirs('cut'))]);
    expect(missing).toEqual([
      1,
      { model: expect.stringContaining('not on this machine'), engine: expect.stringContaining('not on this machine') },
    ]);
    expect(cut).toEqual([
      1,
      { model: expect.stringContaining('not what its manifest names'), engine: expect.stringContaining('not what') },
    ]);

    const blocked = join(place('a-file'), 'cache');
    const [unwritable, unknown] = await Promise.all([
      failures({ FORECOURT_CACHE_DIR: blocked }),
      failures({ FORECOURT_MODEL: 'none-such' }),
    ]);
    expect(unwritable[0]).toBe(1);
    expect(unwritable[1].folders).toContain(blocked);
    expect(unwritable[1].engine).toContain(blocked);
    expect(unwritable[1]).not.toHaveProperty('model');
    expect(unknown).toEqual([
      1,
      {
        memory: expect.stringContaining('none-such'),
        model: expect.stringContaining('none-such'),
        engine: expect.stringContaining('none-such'),
      },
    ]);
  });

  it('names a setting that nobody reads', async () => {
    const [code, failed] = await failures({ FORECOURT_CASH_DIR: '/tmp' });
    expect(code).toBe(1);
    expect(failed.settings).toContain('FORECOURT_CASH_DIR');
    expect(failed['server.settings']).toContain('FORECOURT_CASH_DIR');
  });

  it('looks at the parts of a server, also while one runs, and packs what it found', async () => {
    await using server = await startServer({ ...env, FORECOURT_DATA_DIR: join(cwd, 'served'), FORECOURT_SERVER_WORKER: 'no' });
    const served = { ...env, FORECOURT_DATA_DIR: join(cwd, 'served'), PORT: String(server.port) };
    const running = await run(['doctor', '--json'], { env: served });
    const found = Object.fromEntries(objects(running.out).map(({ check, state, message }) => [check, [state, message]]));
    expect(found).toMatchObject({
      'server.database': ['skipped', expect.stringContaining(`process ${server.pid}`)],
      'server.port': ['ok', expect.stringContaining('A server of Forecourt answers')],
    });
    const key = await makeKey(server.url, ['installation:read']);
    const asked = { ...served, FORECOURT_SERVER_URL: server.url, FORECOURT_SERVER_KEY: key };
    const [packed, here] = await Promise.all([
      run(['support-bundle', 'help.zip', '--json'], { env: asked }),
      run(['support-bundle', 'here.zip', '--json'], { env: { ...env, ...quiet } }),
    ]);
    expect(packed).toMatchObject({ code: 0, errors: '' });
    expect(here).toMatchObject({ code: 0, errors: '' });
    const files = await unzip(await readFile(join(cwd, 'help.zip')));
    expect(files['log.jsonl']).toContain('answered');
    expect(Object.values(files).join()).not.toContain(key);
    expect(Object.keys(await unzip(await readFile(join(cwd, 'here.zip'))))).toContain('checks.json');
  });

  it('stops when it is asked to', async () => {
    const running = start(['doctor', '--json'], { cwd, env: slowEnv });
    await once(running.child.stdout, 'data');
    running.child.kill('SIGINT');
    expect((await running.ended).code).toBe(130);
    expect(existsSync(cwd)).toBe(true);
  });
});
