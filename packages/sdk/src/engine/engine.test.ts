import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { installTinyModel, redCarPhoto, type TemporaryFolder, type TinyModelOptions, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectImage } from '../imaging/index.ts';
import { createEngine, type Engine, type EngineOptions } from './engine.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const photo = redCarPhoto();
/** Pixels alone: the quickest way through the engine. */
const quick = { format: 'rgba', report: false } as const;

let folder: TemporaryFolder;
let options: EngineOptions;
let engine: Engine;
beforeAll(async () => {
  folder = await temporaryFolder();
  options = await installTinyModel(folder.path);
  engine = createEngine(options);
});
afterAll(async () => {
  await engine.close();
  await folder[Symbol.asyncDispose]();
});

/** An engine of its own, whose inference takes the better part of a second: long enough for something to happen meanwhile. */
async function slowEngine(): Promise<Engine> {
  const place = join(folder.path, 'slow');
  return createEngine(await installTinyModel(place, { sidePx: 256, idleLayers: 60 }));
}

describe('a cutout', () => {
  it('has the photo’s size, its facts, its timings and a report', async () => {
    const result = await engine.cutout(photo);
    expect(result.input).toEqual({ sha256: sha256(photo), bytes: photo.byteLength, widthPx: 320, heightPx: 240, type: 'png' });
    expect(result.model).toBe('tiny');
    expect(result.report?.defects).toBeInstanceOf(Array);
    if (result.image.format !== 'png') throw new TypeError('PNG is the default');
    expect(inspectImage(result.image.bytes)).toMatchObject({ type: 'png', widthPx: 320, heightPx: 240 });
    expect(result.image.sha256).toBe(sha256(result.image.bytes));
    const { totalMs, ...stages } = result.timings;
    expect(Object.values(stages).every((ms) => ms >= 0)).toBe(true);
    expect(totalMs).toBeGreaterThanOrEqual(stages.inferenceMs);
  });

  it('keeps the red car and nothing else', async () => {
    const { image, report } = await engine.cutout(photo, quick);
    if (image.format !== 'rgba') throw new TypeError('pixels were asked for');
    const at = (x: number, y: number) => [...image.pixels.data.subarray(4 * (320 * y + x), 4 * (320 * y + x) + 4)];
    expect(at(160, 150)[3]).toBe(255);
    expect(at(160, 150)[0]).toBeGreaterThan(200);
    // Colour under nothing is nothing.
    expect(at(10, 10)).toEqual([0, 0, 0, 0]);
    expect(report).toBeUndefined();
  });

  it('is the same for the same photo, every time', async () => {
    const hash = async () => {
      const { image } = await engine.cutout(photo);
      return image.format === 'rgba' ? '' : image.sha256;
    };
    expect(await hash()).toBe(await hash());
  });

  it('is found with a second pass too', async () => {
    const { image } = await engine.cutout(photo, { ...quick, careful: true });
    if (image.format !== 'rgba') throw new TypeError('pixels were asked for');
    expect(image.pixels.data[4 * (320 * 150 + 160) + 3]).toBe(255);
    expect(image.pixels.data[4 * (320 * 10 + 10) + 3]).toBe(0);
  });

  it('comes of photos smaller than the model’s input, and much wider than high', async () => {
    for (const [widthPx, heightPx] of [
      [40, 33],
      [900, 40],
    ] as const) {
      const { image } = await engine.cutout(redCarPhoto({ widthPx, heightPx }), { ...quick, careful: true });
      expect(image.format === 'rgba' && [image.pixels.widthPx, image.pixels.heightPx]).toEqual([widthPx, heightPx]);
    }
  });

  it('may be given as bytes in any form, and leaves the caller’s as they were', async () => {
    const path = join(folder.path, 'photo.png');
    await writeFile(path, photo);
    const pooled = Buffer.from(photo);
    const around = new Uint8Array(photo.byteLength + 200).fill(9);
    around.set(photo, 100);
    const view = around.subarray(100, 100 + photo.byteLength);
    const shared = new Uint8Array(new SharedArrayBuffer(photo.byteLength));
    shared.set(photo);
    const whole = photo.slice();
    const before = sha256(around);

    const forms: Parameters<Engine['cutout']>[0][] = [path, pathToFileURL(path), whole, whole.buffer, pooled, view, shared];
    forms.push(new Blob([photo.slice()]), new Blob([photo.slice()]).stream(), Readable.from([pooled.subarray(0, 99), pooled.subarray(99)]));
    for (const form of forms) {
      const { input } = await engine.cutout(form, quick);
      expect(input.sha256).toBe(sha256(photo));
    }
    for (const bytes of [whole, pooled, view, shared]) expect(sha256(Uint8Array.from(bytes))).toBe(sha256(photo));
    expect(sha256(around)).toBe(before);
  });

  it('fails alone when its picture is bad', async () => {
    const good = [engine.cutout(photo, quick), engine.cutout(photo, quick)];
    const bad = [
      engine.cutout(new Uint8Array(0), quick),
      engine.cutout(photo.slice(0, 300), quick),
      engine.cutout(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), quick),
      engine.cutout(join(folder.path, 'nowhere.jpg'), quick),
      engine.cutout(folder.path, quick),
    ];
    const codes = (await Promise.allSettled(bad)).map((end) => (end.status === 'rejected' ? end.reason.code : end.status));
    expect(codes).toEqual(['EMPTY_FILE', 'TRUNCATED', 'UNSUPPORTED_TYPE', 'FILE_NOT_FOUND', 'FILE_NOT_READABLE']);
    for (const { input } of await Promise.all(good)) expect(input.widthPx).toBe(320);
  });

  it('obeys the limits of its engine', async () => {
    await using small = createEngine({ ...options, limits: { pixels: 1000 } });
    await expect(small.cutout(photo, quick)).rejects.toMatchObject({ code: 'TOO_MANY_PIXELS' });
    await using light = createEngine({ ...options, limits: { bytes: 1000 } });
    const path = join(folder.path, 'heavy.png');
    await writeFile(path, photo);
    for (const form of [photo, path, new Blob([photo.slice()])]) {
      await expect(light.cutout(form, quick)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    }
  });

  it.each<[string, object, string]>([
    ['an unknown option', { colour: 'red' }, 'colour'],
    ['an unknown format', { format: 'bmp' }, 'format'],
    ['a quality out of bounds', { format: 'webp', quality: 101 }, 'quality'],
    ['a background that is no colour', { background: 'nice' }, 'background'],
    ['JPEG without a background', { format: 'jpeg' }, 'background'],
    ['JPEG on nothing', { format: 'jpeg', background: 'transparent' }, 'background'],
  ])('is refused at once with %s', async (_title, wrong, field) => {
    const stages: string[] = [];
    const running = engine.cutout(photo, { ...wrong, onStage: (stage) => stages.push(stage) });
    await expect(running).rejects.toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining(field) });
    expect(stages).toEqual([]);
  });

  it('tells each of its stages as it begins', async () => {
    const stages: string[] = [];
    await engine.cutout(photo, { onStage: (stage) => stages.push(stage) });
    expect(stages).toEqual(['decode', 'inference', 'refine', 'encode', 'report']);
  });

  it('rejects with what its listener threw, and does not end the process', async () => {
    const thrown = new RangeError('the bar is gone');
    const onStage = () => {
      throw thrown;
    };
    await expect(engine.cutout(photo, { ...quick, onStage })).rejects.toBe(thrown);
    await engine.cutout(photo, quick);
  });
});

describe('a queue of pictures', () => {
  it('has at most two under way, and takes them in their order', async () => {
    const underWay = new Set<number>();
    let most = 0;
    const began: number[] = [];
    const ended: number[] = [];
    await Promise.all(
      Array.from({ length: 7 }, async (_, index) => {
        const onStage = (stage: string) => {
          if (stage !== 'decode') return;
          began.push(index);
          underWay.add(index);
          most = Math.max(most, underWay.size);
        };
        await engine.cutout(redCarPhoto({ seed: index + 1 }), { ...quick, onStage });
        underWay.delete(index);
        ended.push(index);
      }),
    );
    expect(most).toBe(2);
    expect(began).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(ended).toHaveLength(7);
  });

  it('gives each caller the result of its own picture', async () => {
    const photos = Array.from({ length: 6 }, (_, index) => redCarPhoto({ seed: index + 1, widthPx: 200 + 10 * index }));
    const results = await Promise.all(photos.map((bytes) => engine.cutout(bytes, quick)));
    expect(results.map(({ input }) => input.sha256)).toEqual(photos.map(sha256));
    expect(results.map(({ image }) => image.format === 'rgba' && image.pixels.widthPx)).toEqual([200, 210, 220, 230, 240, 250]);
  });
});

describe('cancelling', () => {
  const aborted = { code: 'ABORTED' };

  it('rejects at once before anything began', async () => {
    const signal = AbortSignal.abort();
    const stages: string[] = [];
    const onStage = (stage: string) => stages.push(stage);
    await expect(engine.cutout(photo, { signal, onStage })).rejects.toMatchObject(aborted);
    await expect(engine.assess(photo, undefined, { signal, onStage })).rejects.toMatchObject(aborted);
    await expect(engine.warm({ signal, onStage })).rejects.toMatchObject(aborted);
    await engine.cutout(photo, quick);
    expect(stages).toEqual([]);
  });

  it.each<[string, () => Promise<Parameters<Engine['cutout']>[0]>]>([
    ['bytes', async () => photo],
    ['a Blob', async () => new Blob([photo.slice()])],
    [
      'a path',
      async () => {
        const path = join(folder.path, 'cancelled.png');
        await writeFile(path, photo);
        return path;
      },
    ],
  ])('rejects between the call and its first wait, given %s', async (_title, make) => {
    const image = await make();
    const controller = new AbortController();
    const stages: string[] = [];
    const running = engine.cutout(image, { ...quick, signal: controller.signal, onStage: (stage) => stages.push(stage) });
    controller.abort();
    await expect(running).rejects.toMatchObject(aborted);
    await engine.cutout(photo, quick);
    expect(stages).toEqual([]);
  });

  it.each(['decode', 'inference'])('rejects while it is under way, in %s, and the next call works', async (at) => {
    await using slow = await slowEngine();
    const controller = new AbortController();
    const stages: string[] = [];
    const running = slow.cutout(photo, {
      signal: controller.signal,
      onStage: (stage) => {
        stages.push(stage);
        if (stage === at) controller.abort();
      },
    });
    await expect(running).rejects.toMatchObject(aborted);
    // Inference cannot be stopped, so a call that rejected behind it would have told a later stage by now.
    expect(stages.at(-1)).toBe(at);
    const { input } = await slow.cutout(photo, quick);
    expect(input.widthPx).toBe(320);
  });

  it('takes a waiting picture out of the queue', async () => {
    await using slow = await slowEngine();
    const controller = new AbortController();
    const began: number[] = [];
    const running = [0, 1, 2, 3].map((index) =>
      slow.cutout(redCarPhoto({ seed: index + 1 }), {
        ...quick,
        signal: index === 2 ? controller.signal : undefined,
        onStage: (stage) => {
          if (stage === 'decode') began.push(index);
          if (index === 0 && stage === 'inference') controller.abort();
        },
      }),
    );
    await expect(running[2]).rejects.toMatchObject(aborted);
    await Promise.all([running[0], running[1], running[3]]);
    expect(began).toEqual([0, 1, 3]);
  });

  it('tells a deadline from a cancellation', async () => {
    await using slow = await slowEngine();
    await expect(slow.cutout(photo, { signal: AbortSignal.timeout(1) })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
  });

  it('leaves no listener on the caller’s signal', async () => {
    const controller = new AbortController();
    let listeners = 0;
    const { addEventListener, removeEventListener } = controller.signal;
    controller.signal.addEventListener = (...given: Parameters<typeof addEventListener>) => {
      listeners++;
      return addEventListener.apply(controller.signal, given);
    };
    controller.signal.removeEventListener = (...given: Parameters<typeof removeEventListener>) => {
      listeners--;
      return removeEventListener.apply(controller.signal, given);
    };
    for (let i = 0; i < 3; i++) await engine.cutout(photo, { ...quick, signal: controller.signal });
    expect(listeners).toBe(0);
  });
});

describe('scoring', () => {
  it('scores a photo, and a cutout beside its photo', async () => {
    const alone = await engine.assess(photo);
    expect(alone.input).toMatchObject({ sha256: sha256(photo), widthPx: 320 });
    const { image } = await engine.cutout(photo, { report: false });
    if (image.format === 'rgba') throw new TypeError('PNG is the default');
    const both = await engine.assess(photo, image.bytes);
    expect(both.report.score).toBeGreaterThan(0);
    const other = redCarPhoto({ widthPx: 240, heightPx: 320 });
    await expect(engine.assess(photo, other)).rejects.toMatchObject({ code: 'ASPECT_MISMATCH' });
  });

  it('needs no model', async () => {
    await using bare = createEngine({ model: 'none-such', dataDir: join(folder.path, 'bare'), cacheDir: join(folder.path, 'bare') });
    expect((await bare.assess(photo)).report.defects).toBeInstanceOf(Array);
    await expect(bare.cutout(photo)).rejects.toMatchObject({ code: 'MODEL_UNKNOWN', hint: expect.stringContaining('isnet') });
  });
});

describe('a model that does not load', () => {
  const installed = (name: string, tiny: TinyModelOptions = {}, changes = {}) => installTinyModel(join(folder.path, name), tiny, changes);

  it('is tried again by the next picture, so that weights may be installed meanwhile', async () => {
    const late = await installed('late');
    const place = join(late.dataDir, 'models', 'tiny');
    const weights = (await readdir(place)).find((name) => name.endsWith('.onnx')) ?? '';
    const bytes = await readFile(join(place, weights));
    await rm(join(place, weights));
    await using own = createEngine(late);
    await expect(own.warm()).rejects.toMatchObject({ code: 'MODEL_NOT_INSTALLED' });
    await writeFile(join(place, weights), bytes);
    await truncate(join(place, weights), 10);
    await expect(own.cutout(photo, quick)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' });
    await writeFile(join(place, weights), bytes);
    await own.warm();
    expect((await own.cutout(photo, quick)).model).toBe('tiny');
  });

  it('fails each picture alone when the runtime throws in the middle of inference', async () => {
    // The network itself takes 64 × 64 px and nothing else.
    const input = { layout: 'NCHW', widthPx: 96, heightPx: 96, mean: [0, 0, 0], std: [1, 1, 1] };
    await using own = createEngine(await installed('throwing', {}, { input }));
    const codes = (await Promise.allSettled([1, 2, 3].map(() => own.cutout(photo, quick)))).map((end) =>
      end.status === 'rejected' ? end.reason.code : end.status,
    );
    expect(codes).toEqual(['MODEL_INVALID', 'MODEL_INVALID', 'MODEL_INVALID']);
    expect((await own.assess(photo)).input.widthPx).toBe(320);
  });

  it('is refused while its licence is not accepted', async () => {
    const licence = { spdx: 'CC-BY-NC-4.0', commercialUse: false, attribution: 'Somebody' };
    await using own = createEngine(await installed('licensed', {}, { licence }));
    await expect(own.cutout(photo, quick)).rejects.toMatchObject({ code: 'MODEL_LICENCE_NOT_ACKNOWLEDGED' });
  });

  it('says that the cache cannot be written instead of blaming itself', async () => {
    const blocked = await installed('blocked');
    await mkdir(join(blocked.dataDir, '..'), { recursive: true });
    await writeFile(blocked.cacheDir, 'a file where a folder should be');
    await using own = createEngine(blocked);
    await expect(own.cutout(photo, quick)).rejects.toMatchObject({ code: 'OUTPUT_NOT_WRITABLE' });
  });
});

describe('an engine', () => {
  it.each<[string, object]>([
    ['an unknown option', { gpu: true }],
    ['no thread', { threads: 0 }],
    ['a limit that is none', { limits: { pixels: -1 } }],
  ])('is not made with %s', (_title, wrong) => {
    expect(() => createEngine({ ...options, ...wrong })).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });

  it('fails what is under way and what waits when it is closed, and everything after', async () => {
    const slow = await slowEngine();
    const began = Promise.withResolvers<void>();
    const running = [1, 2, 3, 4].map((seed) => slow.cutout(redCarPhoto({ seed }), { ...quick, onStage: () => began.resolve() }));
    const ends = Promise.allSettled(running);
    await began.promise;
    await Promise.all([slow.close(), slow.close()]);
    const codes = (await ends).map((end) => (end.status === 'rejected' ? end.reason.code : end.status));
    expect(codes).toEqual(['ENGINE_CLOSED', 'ENGINE_CLOSED', 'ENGINE_CLOSED', 'ENGINE_CLOSED']);
    await expect(slow.cutout(photo)).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    await expect(slow.warm()).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
    await slow.close();
  });

  it('fails what its thread held when that ends, and gives what waits a new one', async () => {
    const slow = await slowEngine();
    // Node tells every thread that a process starts: this one is ended from outside, as a fault in native code would.
    const started = once(process, 'worker');
    const inference = Promise.withResolvers<void>();
    const onStage = (stage: string) => stage === 'inference' && inference.resolve();
    const running = Promise.allSettled([1, 2, 3].map((seed) => slow.cutout(redCarPhoto({ seed }), { ...quick, onStage })));
    const [thread]: Worker[] = await started;
    await inference.promise;
    await thread?.terminate();
    const ends = (await running).map((end) => (end.status === 'rejected' ? [end.reason.code, end.reason.retryable] : end.value.model));
    expect(ends).toEqual([['ENGINE_CRASHED', true], ['ENGINE_CRASHED', true], 'tiny']);
    expect((await slow.cutout(photo, quick)).model).toBe('tiny');
    await slow.close();
  });

  it('may be closed without ever having been used', async () => {
    const unused = createEngine(options);
    await unused.close();
    await expect(unused.cutout(photo)).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
  });
});

describe('a process with an engine', () => {
  const module = pathToFileURL(join(import.meta.dirname, 'index.ts')).href;

  /** Runs a script in a process of its own, which ends by itself or not at all. */
  async function run(body: string, tiny: TinyModelOptions = {}): Promise<{ code: unknown; signal: unknown; out: string; errors: string }> {
    await using place = await temporaryFolder();
    const given = await installTinyModel(place.path, tiny);
    const path = join(place.path, 'photo.png');
    await writeFile(path, photo);
    const script = `
      const { createEngine } = await import(${JSON.stringify(module)});
      const options = ${JSON.stringify(given)};
      const photo = ${JSON.stringify(path)};
      ${body}
    `;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, errors]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
    const [code, signal] = await once(child, 'close');
    return { code, signal, out: Buffer.concat(out).toString(), errors: Buffer.concat(errors).toString() };
  }

  it.each<[string, string, string]>([
    ['ends by itself when it was never used', 'createEngine(options); console.log("made");', 'made'],
    [
      'ends by itself after its last picture, also when nobody closed it',
      'const { model } = await createEngine(options).cutout(photo); console.log(model);',
      'tiny',
    ],
    ['stays alive while a picture is under way', 'createEngine(options).cutout(photo).then(({ model }) => console.log(model));', 'tiny'],
    [
      'ends without an unhandled rejection when it is closed in the middle',
      `const engine = createEngine(options);
       const began = Promise.withResolvers();
       const ends = Promise.allSettled([1, 2, 3].map(() => engine.cutout(photo, { onStage: began.resolve })));
       await began.promise;
       await engine.close();
       console.log((await ends).map((end) => end.reason?.code).join());`,
      'ENGINE_CLOSED,ENGINE_CLOSED,ENGINE_CLOSED',
    ],
    [
      'ends by itself when the call that it waits for was cancelled',
      `const controller = new AbortController();
       const running = createEngine(options).cutout(photo, { signal: controller.signal, onStage: () => controller.abort() });
       console.log(await running.catch((error) => error.code));`,
      'ABORTED',
    ],
  ])('%s', async (_title, body, expected) => {
    const end = await run(body, { sidePx: 256, idleLayers: 10 });
    expect(end).toMatchObject({ code: 0, signal: null, errors: '' });
    expect(end.out).toContain(expected);
  });

  it('may end in the middle of a picture, with the code that it wants', async () => {
    const end = await run(`createEngine(options).cutout(photo, { onStage: (stage) => stage === 'inference' && process.exit(7) });`, {
      sidePx: 256,
      idleLayers: 60,
    });
    expect(end).toMatchObject({ code: 7, signal: null, errors: '' });
  });
});
