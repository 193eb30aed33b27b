import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { type Clock, systemClock } from '../../clock/clock.ts';
import type { Host } from '../../remote/host.ts';
import { untilAborted } from '../until-aborted.ts';
import { chooseHost, cuts, isWilling } from './choose-host.ts';
import { createRests } from './rests.ts';

/** Gives work to one host after the other until one has done it. */
export interface Workforce {
  hosts(): Promise<readonly Host[]>;
  /** Has it done by the host that is through first; by the next where that one cannot. @throws what the last one failed with */
  perform<Result>(signal: AbortSignal, work: (host: Host) => Promise<Result>): Promise<Result>;
}

/** Whose fault it is, but not what to do: the same would happen elsewhere, or it is being done elsewhere. */
const stays: readonly string[] = ['LEASE_LOST', 'ABORTED', 'DEADLINE_EXCEEDED'];
/** What this host lacks another may have. */
const lacks: readonly string[] = ['SCRIPT_UNKNOWN', 'HOST_REVOKED', 'INPUT_MISSING', 'FILE_NOT_FOUND', 'MODEL_UNKNOWN', 'ENGINE_CLOSED'];

/** A host that is away is asked no more often than that whether it is back: whoever has another provider does not wait for it each time. */
const askAgainMs = 5000;

export function createWorkforce(
  given: readonly Host[] | (() => readonly Host[] | Promise<readonly Host[]>),
  clock: Clock = systemClock,
): Workforce {
  const underWay = new Map<string, number>();
  const rests = createRests(clock);
  const asked = new Map<string, { readonly at: number; readonly answer: Promise<void> }>();
  const hosts = async () => (typeof given === 'function' ? await given() : given);
  const workers = (all: readonly Host[]) => all.map((host) => ({ host, underWay: underWay.get(host.id) ?? 0 }));

  /** Whoever failed lately is taken where nobody else is there. */
  const best = (all: readonly Host[]) => {
    const fresh = all.filter(({ id }) => !rests.isResting(id));
    return (chooseHost(workers(fresh)) ?? chooseHost(workers(all)))?.host;
  };

  /** Once for all who want to know. */
  function ask(host: Host): Promise<void> {
    const now = clock.now();
    const last = asked.get(host.id);
    if (last && now >= last.at && now - last.at < askAgainMs) return last.answer;
    const answer = (async () => {
      await host.health();
      if (!isWilling({ host, underWay: 0 })) throw new ForecourtError('HOST_DRAINING', `${host.name} takes no work.`);
    })();
    asked.set(host.id, { at: now, answer });
    return answer;
  }

  async function choose(signal: AbortSignal, tried: ReadonlySet<string>): Promise<Host | undefined> {
    const left = (await hosts()).filter(({ id }) => !tried.has(id));
    const known = best(left);
    if (known) return known;
    // A host that was never heard of, or that was just away: it is asked, and the first that answers will do.
    await untilAborted(
      Promise.any(left.map(ask)).catch(() => undefined), // none of them: the choice below finds none either
      signal,
    );
    return best(left);
  }

  async function nobody(): Promise<ForecourtError> {
    const all = await hosts();
    if (all.length === 0) {
      return new ForecourtError('HOST_UNREACHABLE', 'There is no host.', {
        hint: 'Connect a computer on the page Hosts.',
        details: { hosts: 0 },
      });
    }
    const states = all.map((host) => `${host.name} ${whyNot(host)}`);
    return new ForecourtError('HOSTS_AWAY', `No host takes work: ${states.join(', ')}.`, { details: { hosts: all.length } });
  }

  return {
    hosts,
    async perform(signal, work) {
      const tried = new Set<string>();
      let last: ForecourtError | undefined;
      for (;;) {
        throwIfAborted(signal);
        const host = await choose(signal, tried);
        throwIfAborted(signal);
        if (!host) throw last ?? (await nobody());
        underWay.set(host.id, (underWay.get(host.id) ?? 0) + 1);
        try {
          const result = await work(host);
          rests.succeeded(host.id);
          return result;
        } catch (error) {
          last = ForecourtError.from(error);
          if (signal.aborted || !movesOn(last)) throw last;
          if (!lacks.includes(last.code)) rests.failed(host.id);
          tried.add(host.id);
        } finally {
          underWay.set(host.id, (underWay.get(host.id) ?? 1) - 1);
        }
      }
    },
  };
}

function whyNot({ lastHealth, roads }: Host): string {
  if (lastHealth === null || !roads().some(({ isUsed }) => isUsed)) return 'cannot be reached';
  return cuts(lastHealth) ? 'takes no new work' : 'has nothing to cut with';
}

/** Whether another host is asked. A host that was lost has surely ended the job: that is how long {@link Host.run} waits. */
export function movesOn({ code, fault }: ForecourtError): boolean {
  if (stays.includes(code)) return false;
  return lacks.includes(code) || (fault !== 'caller' && fault !== 'picture');
}
