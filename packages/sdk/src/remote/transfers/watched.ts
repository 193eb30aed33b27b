import { abortError, ForecourtError } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import type { HostAnswer } from '../pool/requests.ts';

/** A line that says nothing for so long is dead: agents say something every 10 s. */
const silenceMs = 25_000;

/**
 * The body of an answer piece by piece. Ends with ROAD_DOWN where nothing comes for too long or the road is found dead meanwhile.
 */
export async function* watched(
  { body, by }: HostAnswer,
  { clock, signal }: { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
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
    cancel = clock.after(silenceMs, () => end(new ForecourtError('ROAD_DOWN', text, { details: { stage: 'body' } })));
  };
  try {
    if (by.fallen.aborted) fallen();
    if (signal?.aborted) aborted();
    listen();
    for await (const piece of body) {
      // Whoever takes it may be slow: that is not the line's silence.
      cancel();
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
