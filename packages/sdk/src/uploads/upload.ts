import { abortError, ForecourtError } from '@forecourt/errors';
import type { Angle, Photo } from '../contract/index.ts';
import { exclusively } from './exclusive.ts';
import { isNode } from './hashes.ts';
import { createJob, type JobSeed, type Tell } from './job.ts';
import { createSpeed } from './pace.ts';
import type { UploaderParts } from './parts.ts';
import { uploadError, waitBeforeRetry } from './retry.ts';
import { isSettled, type UploadState } from './state.ts';
import { isOffline, waitForNetwork } from './wake.ts';

/** One file on its way to becoming a photo. */
export interface Upload extends AsyncIterable<UploadState> {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly vehicleId: string;
  readonly angle: Angle | null;
  /** The file itself where there is one, for a preview. */
  readonly file: Blob | undefined;
  /** Whether it goes on after this page or process has ended. */
  readonly isKept: boolean;
  /** A snapshot of now: a new object after every change. */
  readonly state: UploadState;
  /** Calls `listener` after every change; gives the way to stop that. */
  subscribe(listener: () => void): () => void;
  /** Stops sending; what the server has stays there. */
  pause(): void;
  /** Goes on, after a pause or after it failed; while it waits, tries again now. */
  resume(): void;
  /** Ends it for good and removes what the server has. A photo that is there already stays. */
  cancel(): Promise<void>;
  /** The photo. Rejects with the ForecourtError that it failed with, or with ABORTED when it was cancelled. */
  readonly done: Promise<Photo>;
}

/** What makes it right to begin again with the first byte, and how often. */
const startAnewCodes: readonly string[] = ['UPLOAD_NOT_FOUND', 'UPLOAD_EXPIRED', 'HASH_MISMATCH'];
const mostRestarts = 2;

/** So often it is told that nothing moves. */
const tickMs = 1000;

export interface UploadSeed extends JobSeed {
  /** Another tab may have it, or have had it. */
  readonly isRestored: boolean;
}

export function createUpload(parts: UploaderParts, seed: UploadSeed): Upload {
  const { storage, slots, retry, closing } = parts;
  const { id, name, vehicleId, angle } = seed.record;
  const job = createJob(parts, seed);
  const listeners = new Set<() => void>();
  const speed = createSpeed();
  const totalBytes = seed.source?.bytes ?? 0;
  let state: UploadState = {
    ...{ status: 'queued', sentBytes: 0, totalBytes, bytesPerSecond: null },
    ...{ remainingMs: null, nextTryAt: null, error: null, photo: null },
  };
  let run = new AbortController();
  let outcome = newOutcome();
  let restarts = 0;
  let hurry = new AbortController();

  function set(changes: Partial<UploadState>): void {
    state = { ...state, ...changes };
    for (const listener of listeners) listener();
    parts.changed();
  }

  /** What is told of a line that has gone silent must not stay what it was. */
  function paced(sentBytes: number): Pick<UploadState, 'sentBytes' | 'bytesPerSecond' | 'remainingMs'> {
    const bytesPerSecond = speed.bytesPerSecond(performance.now());
    return { sentBytes, bytesPerSecond, remainingMs: bytesPerSecond ? ((state.totalBytes - sentBytes) / bytesPerSecond) * 1000 : null };
  }

  /** One try, of which it is told whether anything moves. */
  async function attempt(signal: AbortSignal, tell: Tell): Promise<Photo> {
    speed.restart(performance.now());
    if (state.status === 'waiting') set({ nextTryAt: null });
    const ticking = setInterval(() => state.status === 'sending' && set(paced(state.sentBytes)), tickMs);
    try {
      return await job.run(signal, tell);
    } finally {
      clearInterval(ticking);
    }
  }

  async function drive(signal: AbortSignal): Promise<void> {
    let tries = 0;
    let troubleSince = performance.now();
    const tell: Tell = {
      status(status) {
        if (status === state.status) return;
        // After trouble it goes on once something gets through, and waits until then: a try may be as much in vain as the one before.
        if (state.status === 'waiting' && status !== 'finishing') return;
        set({ status, nextTryAt: null, error: null });
      },
      sent(sentBytes) {
        speed.sent(sentBytes, performance.now());
        set({ ...paced(sentBytes), ...(state.status === 'waiting' && { status: 'sending', nextTryAt: null, error: null }) });
      },
      moved() {
        tries = 0;
        troubleSince = performance.now();
      },
    };
    for (;;) {
      try {
        const photo = await attempt(signal, tell);
        await finish(photo);
        return;
      } catch (failure) {
        if (signal.aborted) throw abortError(signal);
        const error = uploadError(failure, name);
        tries++;
        if (startAnewCodes.includes(error.code) && restarts < mostRestarts) {
          restarts++;
          await job.startAnew();
          continue;
        }
        const waitMs = waitBeforeRetry({ error, tries, lastedMs: performance.now() - troubleSince }, retry, Math.random);
        if (waitMs === null) {
          await fail(error);
          return;
        }
        const nextTryAt = isOffline() ? null : Date.now() + waitMs;
        hurry = new AbortController();
        set({ status: 'waiting', error, nextTryAt, bytesPerSecond: null, remainingMs: null });
        await waitForNetwork(waitMs, signal, hurry.signal);
      }
    }
  }

  async function finish(photo: Photo): Promise<void> {
    await remember(photo);
    set({ status: 'done', photo, sentBytes: state.totalBytes, remainingMs: 0, error: null, nextTryAt: null });
    outcome.resolve(photo);
  }

  /** In a browser it is kept without its file for a while: another tab may wait for it. */
  async function remember(photo: Photo): Promise<void> {
    if (!seed.isKept || storage === null) return;
    const done = { ...job.record, photoId: photo.id, file: { kind: 'path', path: '' } } as const;
    // What cannot be forgotten now is found done by the next visit.
    await (isNode ? storage.delete(id) : storage.put(done)).catch(() => undefined);
  }

  async function fail(error: ForecourtError): Promise<void> {
    // A picture that cannot be used stays so; anything else may be mended before the next visit.
    if (error.fault === 'picture' && seed.isKept) await storage?.delete(id).catch(() => undefined);
    set({ status: 'failed', error, bytesPerSecond: null, remainingMs: null, nextTryAt: null });
    outcome.reject(error);
  }

  /** Another tab may have finished it, or thrown it away, while this one waited. */
  async function isStillOurs(): Promise<boolean> {
    if (!seed.isRestored || storage === null) return true;
    const kept = await storage.get(id);
    if (kept?.photoId) return finish(await parts.client.photos.get(kept.photoId, { signal: run.signal })).then(() => false);
    if (kept !== undefined) return true;
    set({ status: 'cancelled' });
    outcome.reject(new ForecourtError('ABORTED', `${name} was cancelled in another tab.`));
    return false;
  }

  async function live({ signal }: AbortController): Promise<void> {
    const either = AbortSignal.any([signal, closing]);
    try {
      await exclusively(id, either, async () => {
        if (await isStillOurs()) await slots.use(either, () => drive(either));
      });
    } catch (error) {
      // Paused, cancelled or closed: whoever did it has said so.
      if (!either.aborted) await fail(uploadError(error, name));
    }
  }

  run = new AbortController();
  void live(run);

  return {
    id,
    name,
    vehicleId,
    angle,
    isKept: seed.isKept,
    file: seed.source?.blob,
    get bytes() {
      return state.totalBytes;
    },
    get state() {
      return state;
    },
    get done() {
      return outcome.promise;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    pause() {
      if (isSettled(state) || state.status === 'paused') return;
      set({ status: 'paused', bytesPerSecond: null, remainingMs: null, nextTryAt: null });
      run.abort(new ForecourtError('ABORTED', 'Paused.'));
    },
    resume() {
      if (state.status === 'waiting') hurry.abort();
      if (state.status !== 'paused' && state.status !== 'failed') return;
      if (state.status === 'failed') outcome = newOutcome();
      restarts = 0;
      run = new AbortController();
      set({ status: 'queued', error: null });
      void live(run);
    },
    async cancel() {
      if (state.status === 'done' || state.status === 'cancelled') return;
      const error = new ForecourtError('ABORTED', `${name} was cancelled.`);
      set({ status: 'cancelled', bytesPerSecond: null, remainingMs: null, nextTryAt: null });
      run.abort(error);
      outcome.reject(error);
      await storage?.delete(id).catch(() => undefined);
      await job.discard();
    },
    async *[Symbol.asyncIterator]() {
      let changed = Promise.withResolvers<void>();
      const stop = this.subscribe(() => changed.resolve());
      try {
        for (;;) {
          const seen = state;
          yield seen;
          if (isSettled(seen)) return;
          if (state === seen) await changed.promise;
          changed = Promise.withResolvers<void>();
        }
      } finally {
        stop();
      }
    },
  };
}

function newOutcome() {
  const outcome = Promise.withResolvers<Photo>();
  // Who only looks at the state need not handle this too.
  outcome.promise.catch(() => undefined);
  return outcome;
}
