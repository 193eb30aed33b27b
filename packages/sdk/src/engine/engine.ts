import { createRequire } from 'node:module';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { abortError, ForecourtError, throwIfAborted } from '@forecourt/errors';
import { z } from 'zod';
import { type ImageInput, type ImageLimitsInput, imageLimitsSchema, readImageInput } from '../imaging/index.ts';
import { readSettings } from '../settings/settings.ts';
import { defaultModel } from './models/catalogue.ts';
import { type CutoutOptionsInput, cutoutOptionsSchema } from './options.ts';
import {
  type AssessResult,
  type CutoutResult,
  endOfWork,
  type Reply,
  type Request,
  type Source,
  type Stage,
  type WorkerSettings,
} from './protocol.ts';

export const engineOptionsSchema = z.strictObject({
  /** Name of an installed or known model; `FORECOURT_MODEL` or `isnet` where left out. */
  model: z.string().optional(),
  dataDir: z.string().optional(),
  cacheDir: z.string().optional(),
  /** Processor threads for inference; all cores where left out. */
  threads: z.int().min(1).max(256).optional(),
  limits: imageLimitsSchema.optional(),
  /**
   * Whether its threads wait behind what else the machine has to do: for a server that works on photos and answers people at the same
   * time. On Linux; elsewhere it changes nothing.
   */
  givesWay: z.boolean().default(false),
});
export interface EngineOptions extends Omit<z.input<typeof engineOptionsSchema>, 'limits'> {
  readonly limits?: ImageLimitsInput | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Told when a stage begins. */
  readonly onStage?: ((stage: Stage) => void) | undefined;
}

/**
 * Cuts cars out of photos in a thread of its own, so the caller's event loop stays free.
 *
 * Up to two pictures are under way at once: while one is being encoded, inference of the next begins. More wait in
 * their order, so memory stays bounded however many are asked for.
 */
export interface Engine extends AsyncDisposable {
  /**
   * @throws every code of the picture group, MODEL_*, DEPENDENCY_MISSING, INVALID_INPUT, ABORTED, ENGINE_CRASHED
   */
  cutout(photo: ImageInput, options?: CutoutOptionsInput & CallOptions): Promise<CutoutResult>;
  /** Scores a photo, or a cutout beside the photo it was made from. Needs no model. */
  assess(photo: ImageInput, cutout?: ImageInput, options?: CallOptions): Promise<AssessResult>;
  /** Loads the model now instead of with the first picture. */
  warm(options?: CallOptions): Promise<void>;
  /** Ends the thread; what is under way fails with ENGINE_CLOSED. Closing twice is fine. */
  close(): Promise<void>;
}

/** Encoding one picture while the next is in inference keeps both cores busy; a third would only cost memory. */
const underWayAtOnce = 2;

/** Longer than any stage takes on a slow machine; decoding has a limit of its own below it. */
const longestStageMs = 60_000;

interface Call {
  readonly request: Request;
  readonly transfer: readonly ArrayBuffer[];
  readonly onStage: CallOptions['onStage'];
  readonly isCancelled: () => boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes an engine. Nothing is loaded until the first call.
 *
 * @example
 * await using engine = createEngine();
 * const { image, report } = await engine.cutout('car.jpg', { format: 'png' });
 */
export function createEngine(options: EngineOptions = {}): Engine {
  const parsed = engineOptionsSchema.safeParse(options);
  if (!parsed.success) {
    throw new ForecourtError('INVALID_INPUT', `The engine's options are wrong: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  }
  const settings = readSettings();
  const workerSettings: WorkerSettings = {
    model: parsed.data.model ?? settings.model ?? defaultModel,
    dataDir: parsed.data.dataDir ?? settings.dataDir,
    cacheDir: parsed.data.cacheDir ?? settings.cacheDir,
    threads: parsed.data.threads ?? settings.threads,
    givesWay: parsed.data.givesWay,
    limits: options.limits,
  };

  const waiting: Call[] = [];
  const underWay = new Map<number, Call>();
  let worker: Worker | undefined;
  let closed = false;
  let lastId = 0;

  function startWorker(): Worker {
    const started = new Worker(workerUrl(), { workerData: workerSettings, name: 'forecourt-engine', ...flagsForThread() });
    started.on('message', (reply: Reply) => receive(reply));
    started.on('error', (error) => fail(started, error));
    started.on('exit', (code) => fail(started, new Error(`the thread ended with code ${code}`)));
    // The thread alone must not keep a program alive; it does while a call waits (see `next`).
    started.unref();
    return started;
  }

  /** The thread is gone: what it held fails, what waits gets a new one. */
  function fail(ended: Worker, cause: unknown): void {
    if (worker !== ended) return;
    worker = undefined;
    for (const call of underWay.values()) {
      call.reject(new ForecourtError('ENGINE_CRASHED', 'The engine stopped while it worked on this picture.', { cause }));
    }
    underWay.clear();
    next();
  }

  function receive(reply: Reply): void {
    const call = underWay.get(reply.id);
    if (!call) return;
    if (reply.kind === 'stage') {
      try {
        // A call that was cancelled has ended for its caller, whatever the thread still does.
        if (!call.isCancelled()) call.onStage?.(reply.stage);
      } catch (error) {
        // Thrown here it would end the process; the call is where its owner looks.
        call.reject(error);
      }
      return;
    }
    underWay.delete(reply.id);
    if (reply.kind === 'done') call.resolve(reply.result);
    else call.reject(ForecourtError.fromJSON(reply.error));
    next();
  }

  function next(): void {
    while (underWay.size < underWayAtOnce) {
      const call = waiting.shift();
      if (!call) break;
      worker ??= startWorker();
      underWay.set(call.request.id, call);
      worker.postMessage(call.request, [...call.transfer]);
    }
    if (underWay.size > 0) worker?.ref();
    else worker?.unref();
  }

  function call(
    make: (id: number, cancelled: SharedArrayBuffer) => Request,
    transfer: readonly ArrayBuffer[],
    { signal, onStage }: CallOptions,
  ): Promise<unknown> {
    if (closed) return Promise.reject(closedError());
    // It may have fired while the photo was being read, and then tells nobody any more.
    if (signal?.aborted) return Promise.reject(abortError(signal));
    const id = ++lastId;
    const cancelled = new SharedArrayBuffer(4);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const request = make(id, cancelled);
    const entry: Call = { request, transfer, onStage, isCancelled: () => signal?.aborted === true, resolve, reject };
    const onAbort = () => {
      if (!signal) return;
      // Inference cannot be stopped half way; its result is dropped, and the thread stops before its next stage.
      Atomics.store(new Int32Array(cancelled), 0, 1);
      const place = waiting.indexOf(entry);
      if (place >= 0) waiting.splice(place, 1);
      reject(abortError(signal));
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    waiting.push(entry);
    next();
    return promise.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  const close = async () => {
    closed = true;
    for (const entry of waiting.splice(0)) entry.reject(closedError());
    for (const entry of underWay.values()) {
      Atomics.store(new Int32Array(entry.request.cancelled), 0, 1);
      entry.reject(closedError());
    }
    underWay.clear();
    const ending = worker;
    worker = undefined;
    if (ending) await end(ending);
  };

  return {
    async cutout(photo, { signal, onStage, ...rest } = {}) {
      const started = performance.now();
      throwIfAborted(signal);
      const parsedOptions = cutoutOptionsSchema.safeParse(rest);
      if (!parsedOptions.success) {
        throw new ForecourtError('INVALID_INPUT', `The options for a cutout are wrong: ${z.prettifyError(parsedOptions.error)}`, {
          cause: parsedOptions.error,
        });
      }
      const source = await toSource(photo, options.limits, signal);
      const result = await call(
        (id, cancelled) => ({ kind: 'cutout', id, cancelled, photo: source, options: parsedOptions.data }),
        buffersOf(source),
        { signal, onStage },
      );
      const cutout = result as CutoutResult;
      return { ...cutout, timings: { ...cutout.timings, totalMs: performance.now() - started } };
    },
    async assess(photo, cutout, { signal, onStage } = {}) {
      throwIfAborted(signal);
      const photoSource = await toSource(photo, options.limits, signal);
      const cutoutSource = cutout === undefined ? undefined : await toSource(cutout, options.limits, signal);
      const transfer = [...buffersOf(photoSource), ...(cutoutSource ? buffersOf(cutoutSource) : [])];
      const result = await call(
        (id, cancelled) => ({ kind: 'assess', id, cancelled, photo: photoSource, cutout: cutoutSource }),
        transfer,
        { signal, onStage },
      );
      return result as AssessResult;
    },
    async warm({ signal, onStage } = {}) {
      throwIfAborted(signal);
      await call((id, cancelled) => ({ kind: 'warm', id, cancelled }), [], { signal, onStage });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Lets a thread come to its end by itself, at its next stage: native code that finishes into a thread which was torn down ends the
 * whole process. Only one that does not come to its end is terminated.
 */
async function end(worker: Worker): Promise<void> {
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  worker.ref();
  worker.postMessage(endOfWork);
  const timer = setTimeout(() => void worker.terminate(), longestStageMs);
  await exited;
  clearTimeout(timer);
}

/** A path goes to the thread as it is; anything else is read here, within the limits, into bytes of our own. */
async function toSource(input: ImageInput, limits: ImageLimitsInput | undefined, signal: AbortSignal | undefined): Promise<Source> {
  if (typeof input === 'string') return { path: isAbsolute(input) ? input : resolve(input) };
  if (input instanceof URL && input.protocol === 'file:') return { path: fileURLToPath(input) };
  const bytes = await readImageInput(input, { limits, signal });
  // The caller keeps theirs: what is handed to the thread is a copy.
  return { bytes: new Uint8Array(bytes) };
}

function buffersOf(source: Source): ArrayBuffer[] {
  return 'bytes' in source && source.bytes.buffer instanceof ArrayBuffer ? [source.bytes.buffer] : [];
}

/** By the package's own name, so that it is found from the sources and from a bundle's chunk alike. */
function workerUrl(): URL {
  return pathToFileURL(createRequire(import.meta.url).resolve('@forecourt/sdk/engine/worker'));
}

/** A thread inherits Node's flags. `node --input-type=module --eval …` would be one that no thread with a file can start under. */
function flagsForThread(): { execArgv?: string[] } {
  return process.execArgv.some((flag) => flag.startsWith('--input-type')) ? { execArgv: [] } : {};
}

function closedError(): ForecourtError {
  return new ForecourtError('ENGINE_CLOSED', 'This engine was closed.');
}
