import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { Host } from '../../remote/host.ts';
import { chooseHost, isWilling } from './choose-host.ts';

/** Gives work to one host after the other until one has done it. */
export interface Workforce {
  hosts(): Promise<readonly Host[]>;
  /** Has it done by the host that is through first; by the next where that one cannot. @throws what the last one failed with */
  perform<Result>(signal: AbortSignal, work: (host: Host) => Promise<Result>): Promise<Result>;
}

/** Whose fault it is, but not what to do: the same would happen elsewhere, or it is being done elsewhere. */
const stays: readonly string[] = ['LEASE_LOST', 'ABORTED', 'DEADLINE_EXCEEDED'];
/** What this host lacks another may have. */
const moves: readonly string[] = ['SCRIPT_UNKNOWN', 'HOST_REVOKED', 'INPUT_MISSING', 'FILE_NOT_FOUND', 'MODEL_UNKNOWN', 'ENGINE_CLOSED'];

export function createWorkforce(given: readonly Host[] | (() => readonly Host[] | Promise<readonly Host[]>)): Workforce {
  const underWay = new Map<string, number>();
  const hosts = async () => (typeof given === 'function' ? await given() : given);
  const workers = (all: readonly Host[]) => all.map((host) => ({ host, underWay: underWay.get(host.id) ?? 0 }));

  async function choose(signal: AbortSignal, tried: ReadonlySet<string>): Promise<Host | undefined> {
    const left = (await hosts()).filter(({ id }) => !tried.has(id));
    const known = chooseHost(workers(left));
    if (known) return known.host;
    // A host that was never heard of, or that was just away: it is asked, and the first that answers will do.
    const asked = left.map(async (host) => {
      await host.health({ signal });
      if (!isWilling({ host, underWay: 0 })) throw new ForecourtError('HOST_DRAINING', `${host.name} takes no work.`);
    });
    await Promise.any(asked).catch(() => undefined); // none of them: the choice below finds none either
    return chooseHost(workers(left))?.host;
  }

  async function nobody(tried: number): Promise<ForecourtError> {
    const all = await hosts();
    const states = all.map((host) => `${host.name} ${host.lastHealth?.isDraining ? 'takes no new work' : 'cannot be reached'}`);
    const text = all.length === 0 ? 'There is no host.' : `No host takes work: ${states.join(', ')}.`;
    return new ForecourtError('HOST_UNREACHABLE', text, { details: { hosts: all.length, tried } });
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
        if (!host) throw last ?? (await nobody(tried.size));
        underWay.set(host.id, (underWay.get(host.id) ?? 0) + 1);
        try {
          return await work(host);
        } catch (error) {
          last = ForecourtError.from(error);
          if (signal.aborted || !movesOn(last)) throw last;
          tried.add(host.id);
        } finally {
          underWay.set(host.id, (underWay.get(host.id) ?? 1) - 1);
        }
      }
    },
  };
}

/** Whether another host is asked. A host that was lost has surely ended the job: that is how long {@link Host.run} waits. */
export function movesOn({ code, fault }: ForecourtError): boolean {
  if (stays.includes(code)) return false;
  return moves.includes(code) || (fault !== 'caller' && fault !== 'picture');
}
