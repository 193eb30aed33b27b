import { createFlights } from '../cache/flights.ts';
import type { Made } from '../calls/task.ts';
import type { Attempt, ResultCache } from '../parts.ts';
import type { CacheUse, Route, Routed } from '../routed.ts';
import type { Codec } from './codec.ts';

interface Finished<Result> {
  readonly result: Result;
  readonly attempts: readonly Attempt[];
}

export interface AnswerRequest<Result> {
  readonly use: CacheUse;
  readonly key: string;
  readonly codec: Codec<Result>;
  readonly signal: AbortSignal;
  make(): Promise<Finished<Result>>;
}

/** Answers with what was made before, or is being made just now, or is made for this. */
export type Answer = <Result extends Made>(request: AnswerRequest<Result>) => Promise<Routed<Result>>;

/** @param cache where results are kept */
export function createAnswer(cache: ResultCache): Answer {
  // What is wanted anew each time may be shared while it is under way, and is not kept.
  const fly = createFlights<() => Uint8Array>();

  return async function answer<Result extends Made>({ use, key, codec, signal, make }: AnswerRequest<Result>): Promise<Routed<Result>> {
    let own: Finished<Result> | undefined;
    const makeOwn = async (): Promise<Finished<Result>> => {
      own = await make();
      return own;
    };
    const finish = async (shared: () => Uint8Array): Promise<Routed<Result>> => {
      // Whoever made it has it as it came.
      if (own) return routed(own);
      const result = codec.decode(shared());
      return result ? { ...result, costUsd: 0, route: freeRoute({ isCached: false, isShared: true }) } : routed(await make());
    };

    if (use === 'none') return routed(await make());
    if (use === 'share') {
      const flown = await fly(
        key,
        async () => {
          const { result } = await makeOwn();
          return { value: () => codec.encode(result), isShared: false };
        },
        signal,
      );
      return await finish(flown.value);
    }
    const soonKept = cache.get(key);
    const kept = soonKept instanceof Promise ? await soonKept : soonKept;
    const known = decodeKept(kept, codec);
    if (known !== undefined) return { ...known, costUsd: 0, route: freeRoute({ isCached: true, isShared: false }) };
    const { value } = await cache.once(key, async () => codec.encode((await makeOwn()).result), signal);
    return await finish(() => value);
  };
}

function decodeKept<Result extends Made>(kept: Uint8Array | undefined, codec: Codec<Result>): Result | undefined {
  return kept === undefined ? undefined : codec.decode(kept);
}

export function routed<Result>({ result, attempts }: Finished<Result>): Routed<Result> {
  let cost = 0;
  let estimated = 0;
  for (const attempt of attempts) {
    cost += attempt.cost;
    estimated += attempt.estimated;
  }
  return { ...result, route: { attempts, isCached: false, isShared: false, cost, estimated } };
}

function freeRoute(how: Pick<Route, 'isCached' | 'isShared'>): Route {
  return { attempts: [], ...how, cost: 0, estimated: 0 };
}
