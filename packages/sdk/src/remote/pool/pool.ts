import { abortError, ForecourtError } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import type { RoadKind, RoadStatus } from '../../contract/index.ts';
import type { Road } from '../roads/road.ts';
import { chooseRoad } from './choose-road.ts';
import { doubting, isDeadByComparison } from './doubt.ts';
import { createRoadHealth, probing, type RoadHealth } from './road-health.ts';
import { statusOf } from './road-status.ts';

/** A road in use: what it is, how it is, and a signal that fires when it is found dead under what runs on it. */
export interface PooledRoad {
  readonly kind: RoadKind;
  readonly road: Road;
  readonly health: RoadHealth;
  readonly fallen: AbortSignal;
  /** Counts its falls: what is told of an earlier life says nothing about how it is now. */
  readonly life: number;
}

export interface PoolOptions {
  readonly roads: readonly Road[];
  /** Asks the host over this road how it is; rejects where it does not answer. */
  readonly probe: (road: Road, signal: AbortSignal) => Promise<void>;
  readonly clock: Clock;
  /** 0 to 1, for the jitter. */
  readonly random: () => number;
  /** For messages. */
  readonly name: string;
  /** Told after anything about a road changed. */
  readonly onChange?: (() => void) | undefined;
}

export interface RoadPool {
  /** The road to use now. Where none is known to work, all are tried at once first. @throws HOST_UNREACHABLE, ABORTED */
  take(signal?: AbortSignal): Promise<PooledRoad>;
  succeeded(road: PooledRoad): void;
  /** A request failed on it: it is left at once. */
  failed(road: PooledRoad, error: ForecourtError): void;
  /** An answer takes long: finds out whether the road is dead, and ends what waits on it if it is. `isBusy`: a large body is on its way. */
  doubt(road: PooledRoad, options: { readonly isBusy: boolean }): void;
  /** Resolves when a road works, or when so long has passed. @throws ABORTED */
  whenReachable(limitMs: number, signal?: AbortSignal): Promise<void>;
  /** Tries every road now. */
  probe(): Promise<void>;
  status(): readonly RoadStatus[];
  readonly isReachable: boolean;
  close(): void;
}

interface Entry extends Omit<PooledRoad, 'fallen' | 'life'> {
  life: number;
  fall: AbortController;
  probe: Promise<void> | undefined;
  isInDoubt: boolean;
  cancelTimer: () => void;
}

/** Knows all roads to one host, keeps trying them, and says which to take. */
export function createRoadPool({ roads, probe, clock, random, name, onChange }: PoolOptions): RoadPool {
  const closing = new AbortController();
  const waiting = new Set<() => void>();
  const entries = roads.map(
    (road): Entry => ({
      kind: road.kind,
      road,
      health: createRoadHealth({ at: clock.now(), random }),
      life: 1,
      fall: new AbortController(),
      probe: undefined,
      isInDoubt: false,
      cancelTimer: () => undefined,
    }),
  );
  let current: Entry | null = null;
  let changedAt = Number.NEGATIVE_INFINITY;

  function choose(): Entry | null {
    const now = clock.now();
    const chosen = chooseRoad(entries, current, { now, changedAt });
    // Before every road was tried once, nothing is settled yet.
    const isSettled = entries.every(({ health }) => health.state !== 'unknown');
    if (chosen !== current && current !== null && isSettled) changedAt = now;
    current = chosen ?? current;
    return chosen;
  }

  function settle(entry: Entry): void {
    if (closing.signal.aborted) return;
    entry.cancelTimer();
    entry.cancelTimer = clock.after(Math.max(0, entry.health.nextProbeAt - clock.now()), () => void probeOne(entry));
    if (choose() !== null) {
      for (const wake of waiting) wake();
      waiting.clear();
    }
    onChange?.();
  }

  function probeOne(entry: Entry): Promise<void> {
    entry.probe ??= tryOne(entry).finally(() => {
      entry.probe = undefined;
      settle(entry);
    });
    return entry.probe;
  }

  async function tryOne(entry: Entry): Promise<void> {
    const { road, health, kind } = entry;
    const limitMs = health.state === 'up' ? probing.limitMs : probing.connectLimitMs;
    const limit = new AbortController();
    const cancel = clock.after(limitMs, () => limit.abort());
    const startedAt = clock.now();
    try {
      await probe(road, AbortSignal.any([limit.signal, closing.signal]));
      health.probeSucceeded(clock.now(), clock.now() - startedAt);
    } catch (error) {
      if (closing.signal.aborted) return;
      health.probeFailed(clock.now(), limit.signal.aborted ? silent(kind, limitMs) : ForecourtError.from(error, 'ROAD_DOWN'));
      if (health.state === 'down') endOn(entry);
    } finally {
      cancel();
    }
  }

  /** What runs on a road ends with it. */
  function endOn(entry: Entry): void {
    entry.life++;
    entry.fall.abort();
    entry.fall = new AbortController();
  }

  async function compare(entry: Entry, others: readonly Entry[], graceMs: number): Promise<void> {
    const { health, kind } = entry;
    const since = clock.now();
    const [own, ...rest] = [entry, ...others].map(
      ({ road }) =>
        (signal: AbortSignal) =>
          probe(road, signal),
    );
    if (own === undefined || !(await isDeadByComparison({ own, others: rest, graceMs, clock, signal: closing.signal }))) return;
    // Something came meanwhile.
    if ((health.lastSuccessAt ?? 0) > since) return;
    // It may have been left meanwhile, and others still wait on it.
    if (health.state === 'up') health.requestFailed(clock.now(), outdone(kind));
    endOn(entry);
    settle(entry);
  }

  function untilReachable(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const aborted = () => {
        waiting.delete(wake);
        reject(abortError(signal));
      };
      const wake = () => {
        signal.removeEventListener('abort', aborted);
        resolve();
      };
      if (signal.aborted) return aborted();
      signal.addEventListener('abort', aborted, { once: true });
      waiting.add(wake);
    });
  }

  function unreachable(): ForecourtError {
    const why = entries.map(({ kind, road, health }) => ({
      ...{ road: kind, address: road.address, code: health.problem?.code ?? null },
      ...{ stage: health.problem?.details?.stage ?? null, message: health.problem?.message ?? null },
    }));
    const text = entries.length === 0 ? `There is no road to ${name}.` : `No road to ${name} works: ${why.map(sentence).join('; ')}.`;
    return new ForecourtError('HOST_UNREACHABLE', text, { details: { roads: why }, cause: entries.at(0)?.health.problem ?? undefined });
  }

  /** Everything that waits ends with the pool. */
  const within = (signal: AbortSignal | undefined) => (signal ? AbortSignal.any([signal, closing.signal]) : closing.signal);

  const pool: RoadPool = {
    async take(given) {
      const signal = within(given);
      if (signal.aborted) throw abortError(signal);
      const known = choose();
      if (known) return asUsed(known);
      using turn = abandoned(signal);
      const reachable = untilReachable(turn.signal);
      // Whichever ends it, the other's end is no news.
      reachable.catch(() => undefined);
      await Promise.race([reachable, Promise.all(entries.map(probeOne))]);
      if (signal.aborted) throw abortError(signal);
      const found = choose();
      if (!found) throw unreachable();
      return asUsed(found);
    },
    succeeded(road) {
      road.health.requestSucceeded(clock.now());
    },
    failed(road, error) {
      const entry = entries.find((one) => one.road === road.road);
      if (entry?.life !== road.life) return;
      entry.life++;
      entry.health.requestFailed(clock.now(), error);
      settle(entry);
    },
    doubt(road, { isBusy }) {
      const entry = entries.find((one) => one.road === road.road);
      if (entry === undefined || entry.isInDoubt || road.fallen.aborted || closing.signal.aborted) return;
      const others = entries.filter((one) => one !== entry && one.health.state === 'up');
      if (others.length === 0) return void probeOne(entry);
      entry.isInDoubt = true;
      void compare(entry, others, isBusy ? doubting.busyGraceMs : doubting.graceMs).finally(() => {
        entry.isInDoubt = false;
      });
    },
    async whenReachable(limitMs, given) {
      if (choose() !== null) return;
      using turn = abandoned(within(given));
      const reachable = untilReachable(turn.signal);
      reachable.catch(() => undefined);
      let cancel: () => void = () => undefined;
      const late = new Promise<void>((resolve) => {
        cancel = clock.after(limitMs, resolve);
      });
      await Promise.race([reachable, late]).finally(() => cancel());
    },
    async probe() {
      await Promise.all(entries.map(probeOne));
    },
    status() {
      const used = choose();
      return entries.map((entry) => statusOf(entry, entry === used)).toSorted((one, other) => Number(other.isUsed) - Number(one.isUsed));
    },
    get isReachable() {
      return choose() !== null;
    },
    close() {
      closing.abort(new ForecourtError('ABORTED', `The connection to ${name} was closed.`));
      for (const entry of entries) entry.cancelTimer();
    },
  };
  for (const entry of entries) void probeOne(entry);
  return pool;
}

function asUsed({ kind, road, health, fall, life }: Entry): PooledRoad {
  return { kind, road, health, fallen: fall.signal, life };
}

/** A signal that fires with another one, or when its block is left. */
function abandoned(signal: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const left = new AbortController();
  return { signal: AbortSignal.any([signal, left.signal]), [Symbol.dispose]: () => left.abort() };
}

function silent(kind: RoadKind, limitMs: number): ForecourtError {
  return new ForecourtError('ROAD_DOWN', `Nothing came over the road ${kind} within ${limitMs / 1000} s.`, {
    details: { stage: 'open', limitMs },
  });
}

function outdone(kind: RoadKind): ForecourtError {
  return new ForecourtError('ROAD_DOWN', `Nothing comes over the road ${kind} any more, while another one to the same host works.`, {
    details: { stage: 'open' },
  });
}

function sentence({ road, message }: { readonly road: RoadKind; readonly message: string | null }): string {
  return `${road}: ${(message ?? 'it was not tried yet').replace(/\.$/, '')}`;
}
