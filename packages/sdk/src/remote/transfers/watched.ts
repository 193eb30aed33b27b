import { abortError, ForecourtError } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import type { HostAnswer } from '../pool/requests.ts';

/** A line that says nothing for so long is dead: agents say something every 10 s. */
const silenceMs = 25_000;
/** A file that is being read from a disk pauses for less. */
const stallMs = 250;

export interface WatchOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
  /** Told when nothing has come for a moment, and again each time that has become twice as long: for what should flow. */
  readonly onStall?: (() => void) | undefined;
}

/**
 * The body of an answer piece by piece. Ends with ROAD_DOWN where nothing comes for too long or the road is found dead meanwhile.
 */
export async function* watched(
  { body, by }: HostAnswer,
  { clock, signal, onStall }: WatchOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const end = (error: ForecourtError) => body.destroy(error);
  const fallen = () => end(new ForecourtError('ROAD_DOWN', 'The road was found dead meanwhile.', { details: { stage: 'body' } }));
  const aborted = () => signal && end(abortError(signal));
  by.fallen.addEventListener('abort', fallen, { once: true });
  signal?.addEventListener('abort', aborted, { once: true });
  let cancel: () => void = () => undefined;
  const listen = () => {
    cancel();
    const text = `Nothing came for ${silenceMs / 1000} s.`;
    const stops = [clock.after(silenceMs, () => end(new ForecourtError('ROAD_DOWN', text, { details: { stage: 'body' } })))];
    const stall = (ms: number) => {
      stops[1] = clock.after(ms, () => {
        stall(2 * ms);
        onStall?.();
      });
    };
    if (onStall) stall(stallMs);
    cancel = () => {
      for (const stop of stops) stop();
    };
  };
  try {
    if (by.fallen.aborted) fallen();
    if (signal?.aborted) aborted();
    listen();
    for await (const piece of body) {
      // Whoever takes it may be slow: that is not the line's silence.
      cancel();
      by.health.requestSucceeded(clock.now());
      if (!(piece instanceof Uint8Array)) throw new ForecourtError('INTERNAL', 'The body of an answer is not bytes.');
      yield piece;
      listen();
    }
  } catch (error) {
    if (signal?.aborted) throw abortError(signal);
    throw ForecourtError.from(error, 'ROAD_DOWN', 'The answer broke off');
  } finally {
    cancel();
    by.fallen.removeEventListener('abort', fallen);
    signal?.removeEventListener('abort', aborted);
  }
}
