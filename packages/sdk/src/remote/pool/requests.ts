import { abortError, ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';
import type { Clock } from '../../clock/clock.ts';
import { errorOf } from '../protocol/problems.ts';
import type { RequestSigner } from '../protocol/signer.ts';
import type { Road, RoadAnswer, RoadRequest } from '../roads/road.ts';
import { collectBody } from './collect-body.ts';
import { doubting } from './doubt.ts';
import type { PooledRoad, RoadPool } from './pool.ts';

/** A request that may be sent again: everything in the agent's protocol goes by name, offset or fence. */
export interface HostRequest extends Omit<RoadRequest, 'body'> {
  readonly body?: Uint8Array | undefined;
  /** Until the head of the answer is there. */
  readonly limitMs?: number | undefined;
  /** How often it is sent: 1 where the caller has to look where it stands before it is sent again. */
  readonly tries?: number | undefined;
}

export interface HostAnswer extends RoadAnswer {
  /** The road that it came over; what breaks while the body is read is told to the pool by whoever reads. */
  readonly by: PooledRoad;
}

export interface Requests {
  /** Sends it over the best road, and over the next where that breaks. @throws what the agent answers, HOST_UNREACHABLE, ABORTED */
  exchange(request: HostRequest): Promise<HostAnswer>;
  /** The same for an answer of JSON, which is read and checked. */
  json<Schema extends z.ZodType>(request: HostRequest, schema: Schema): Promise<z.output<Schema>>;
  /** Once over this road, whatever is known of it. */
  over(road: Road, request: HostRequest): Promise<RoadAnswer>;
}

const headLimitMs = 15_000;
const mostJsonBytes = 32_000_000;
/** From the head of an answer to the end of a document. */
const documentLimitMs = 60_000;
/** Behind so much a probe waits on a slow line. */
const largeBytes = 256 * 1024;

const roadTroubles: readonly string[] = ['ROAD_DOWN', 'HOST_KEY_CHANGED', 'HOST_SIGN_IN_REFUSED', 'ANSWER_INVALID', 'DEPENDENCY_MISSING'];

/** Whether an error is of the way and not of the host. */
export function isRoadTrouble(error: unknown): error is ForecourtError {
  return ForecourtError.is(error) && roadTroubles.includes(error.code);
}

export function createRequests({ pool, signer, clock }: { pool: () => RoadPool; signer: RequestSigner; clock: Clock }): Requests {
  async function once(road: Road, request: HostRequest, signal: AbortSignal | undefined): Promise<RoadAnswer> {
    const { method, path, headers, body } = request;
    const token = await signer.sign({ method, path });
    const answer = await road.request({ method, path, headers: { ...headers, authorization: `Bearer ${token}` }, body, signal });
    if (answer.status < 400) return answer;
    const text = method === 'HEAD' ? '' : new TextDecoder().decode(await collectBody(answer, mostJsonBytes));
    throw errorOf(parsed(text), answer.status);
  }

  async function signed(road: Road, request: HostRequest, signal: AbortSignal | undefined): Promise<RoadAnswer> {
    try {
      return await once(road, request, signal);
    } catch (error) {
      if (!signer.learn(error)) throw error;
      return await once(road, request, signal);
    }
  }

  /** With a limit for the head; an end that is not the caller's is the road's. */
  async function limited(road: Road, request: HostRequest, fallen?: AbortSignal): Promise<RoadAnswer> {
    const { signal, limitMs = headLimitMs } = request;
    const late = new AbortController();
    const cancel = clock.after(limitMs, () => late.abort());
    const ends = [late.signal, ...(signal ? [signal] : []), ...(fallen ? [fallen] : [])];
    try {
      return await signed(road, request, AbortSignal.any(ends));
    } catch (error) {
      if (signal?.aborted) throw abortError(signal);
      if (!late.signal.aborted && !fallen?.aborted) throw error;
      const text = late.signal.aborted ? `The host did not answer within ${limitMs / 1000} s.` : 'The road was found dead meanwhile.';
      throw new ForecourtError('ROAD_DOWN', text, { details: { stage: 'open' }, cause: error });
    } finally {
      cancel();
    }
  }

  /** How many large bodies are on their way over each road. */
  const large = new Map<Road, number>();

  /** Doubts a road for as long as an answer takes longer than is usual. */
  function wary(by: PooledRoad, { body }: HostRequest): Disposable {
    const { road } = by;
    const own = body !== undefined && body.byteLength >= largeBytes ? 1 : 0;
    const count = (more: number) => {
      const now = (large.get(road) ?? 0) + more;
      if (now > 0) large.set(road, now);
      else large.delete(road);
    };
    count(own);
    let cancel: () => void = () => undefined;
    const wait = (ms: number) => {
      cancel = clock.after(ms, () => {
        wait(2 * ms);
        pool().doubt(by, { isBusy: large.has(road) });
      });
    };
    wait(doubting.afterMs);
    return {
      [Symbol.dispose]() {
        cancel();
        count(-own);
      },
    };
  }

  async function attempt<Value>(request: HostRequest, read: (answer: HostAnswer) => Promise<Value>): Promise<Value> {
    const { tries = 6, signal } = request;
    for (let left = tries; ; left--) {
      const by = await pool().take(signal);
      using _wary = wary(by, request);
      try {
        const answer = await limited(by.road, request, by.fallen);
        const value = await read({ ...answer, by });
        pool().succeeded(by);
        return value;
      } catch (error) {
        if (signal?.aborted) throw abortError(signal);
        if (!isRoadTrouble(error)) throw error;
        pool().failed(by, error);
        if (left <= 1) throw error;
      }
    }
  }

  return {
    exchange: (request) => attempt(request, async (answer) => answer),
    json: (request, schema) =>
      attempt(request, async (answer) => {
        const late = new ForecourtError('ROAD_DOWN', `The answer was not there within ${documentLimitMs / 1000} s.`, {
          details: { stage: 'body' },
        });
        const cancel = clock.after(documentLimitMs, () => answer.body.destroy(late));
        const text = new TextDecoder().decode(await collectBody(answer, mostJsonBytes).finally(cancel));
        const { success, data, error } = schema.safeParse(parsed(text));
        if (success) return data;
        throw new ForecourtError('ANSWER_INVALID', `The host answered something else than was asked for at ${request.path}.`, {
          cause: error,
        });
      }),
    over: (road, request) => limited(road, request),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What it is not is said by the check that follows.
    return undefined;
  }
}
