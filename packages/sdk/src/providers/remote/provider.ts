import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { idleClock, systemClock } from '../../clock/clock.ts';
import type { Abilities, ProviderHealth } from '../../contract/index.ts';
import { readableTypes } from '../../imaging/index.ts';
import type { Host } from '../../remote/host.ts';
import { checkRequest, offerFor } from '../check-request.ts';
import { progressTeller } from '../cutout/progress.ts';
import type { CallContext, Cutout, Provider, RemoveBackgroundRequest } from '../provider.ts';
import { untilAborted } from '../until-aborted.ts';
import { createWorkforce } from './anywhere.ts';
import { cuts, expectedMs, isWilling, unmeasuredMs } from './choose-host.ts';
import { createCollector } from './collector.ts';
import { cutOut } from './cut-out.ts';
import { workOn } from './on-host.ts';
import type { RemoteProviderOptions } from './options.ts';
import { createTurns } from './turns.ts';

/** Hosts as a provider: free of charge, and photos go nowhere but to one's own computers. */
export interface RemoteProvider extends Provider {
  /** @throws HOST_…, SCRIPT_…, what an engine throws; HOSTS_AWAY where no host takes work; HOST_UNREACHABLE where there is none */
  removeBackground(request: RemoveBackgroundRequest, context?: CallContext): Promise<Cutout>;
}

const usualLimits = { bytes: 64_000_000, pixels: 120_000_000 } as const;
const never = new AbortController().signal;

/**
 * Makes a provider of one host or several. Work goes to the one that is through with it first, and to another when one dies, once that one has
 * surely given it up. A job is named by its content: who asks again after a crash finds it where it was.
 *
 * @example
 * await using remote = createRemoteProvider({ hosts: [office, workshop] });
 * const cutout = await remote.removeBackground({ image: 'car.jpg' }, { signal, onProgress: ({ share }) => bar.update(share) });
 * await cutout.save('car.png');
 */
export function createRemoteProvider(options: RemoteProviderOptions): RemoteProvider {
  const { name = 'remote', script, timeLimitMs = 300_000, limits, collectAfterMs = 300_000, clock = systemClock } = options;
  const workforce = createWorkforce(options.hosts, clock);
  const collector = createCollector(options.clock ?? idleClock, collectAfterMs);
  const inTurn = createTurns();
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  const model = script?.name ?? 'engine';

  /** What was given up ends on its host by itself; closing waits for that. */
  function tracked<Value>(running: Promise<Value>): Promise<Value> {
    const settled = running.then(
      () => undefined,
      () => undefined,
    );
    underWay.add(settled);
    void settled.then(() => underWay.delete(settled));
    return running;
  }

  async function abilities(): Promise<Abilities> {
    const hosts = (await workforce.hosts()).filter((host) => isWilling({ host, underWay: 0 }));
    const slots = hosts.reduce((sum, { lastHealth }) => sum + (lastHealth?.capacity.slots ?? 0), 0);
    const times = hosts.map((host) => expectedMs({ host, underWay: 0 }, unmeasuredMs)).filter((ms) => ms > 0);
    return {
      provider: name,
      checkedOn: null,
      offers: [
        {
          operation: 'removeBackground',
          model,
          title: script ? `${script.name} ${script.version} on your computers` : 'The engine on your computers',
          // While one photo is worked on, the next is on its way.
          limits: {
            bytes: limits?.bytes ?? usualLimits.bytes,
            pixels: limits?.pixels ?? usualLimits.pixels,
            concurrency: Math.max(2, 2 * slots),
          },
          inputTypes: [...readableTypes],
          outputFormats: ['png', 'webp', 'avif', 'tiff', 'jpeg'],
          parameters: script ? ['background', 'quality'] : ['background', 'quality', 'careful'],
          ranges: {},
          qualities: [],
          defaults: {},
          price: { per: 'call', usd: 0 },
          expectedMs: times.length > 0 ? Math.min(...times) : unmeasuredMs,
          retiresOn: null,
          replacedBy: null,
        },
      ],
    };
  }

  async function health(signal: AbortSignal): Promise<ProviderHealth> {
    const hosts = await workforce.hosts();
    if (hosts.length === 0) return { state: 'unavailable', message: 'There is no host.', hint: 'Connect a computer on the page Hosts.' };
    const all = await Promise.all(hosts.map((host) => stateOf(host, signal)));
    // A computer that only runs scripts makes those that cut no worse.
    const cutters = all.filter(({ problem }) => problem?.code !== 'OPERATION_UNSUPPORTED');
    const states = cutters.length > 0 ? cutters : all;
    const ready = states.filter(({ problem }) => problem === undefined);
    const away = states.flatMap(({ problem }) => problem ?? []);
    const [first] = away;
    if (!first) return { state: 'ready', message: `${ready.map(({ host }) => host.name).join(', ')}: ready.` };
    const state = ready.length > 0 ? 'degraded' : 'unavailable';
    return { state, message: away.map(({ message }) => message).join(' '), hint: first.hint, code: first.code };
  }

  async function removeBackground(request: RemoveBackgroundRequest, context: CallContext = {}): Promise<Cutout> {
    if (closing.signal.aborted) throw closedError();
    const { image, ...asked } = request;
    const signal = AbortSignal.any([closing.signal, context.signal ?? never]);
    throwIfAborted(signal);
    checkRequest(offerFor(await abilities(), 'removeBackground', request.model), asked);
    const teller = progressTeller(context.onProgress);
    const tell: typeof teller = (progress) => signal.aborted || teller(progress);
    let isAccepted = false;
    const running = cutOut(request, {
      ...{ name, model, script, timeLimitMs, limits, correlationId: context.correlationId, signal, tell },
      perform: (work) =>
        inTurn(work.key, signal, () =>
          workforce
            .perform(signal, (host) => {
              const accepted = () => {
                if (isAccepted) return;
                isAccepted = true;
                context.onAccepted?.({ providerJobId: work.key });
              };
              return workOn(host, { ...work, signal, tell, accepted }, collector);
            })
            .catch((error: unknown) => Promise.reject(isAccepted ? error : asAway(error))),
        ),
    });
    return await untilAborted(tracked(running), signal);
  }

  const close = async () => {
    closing.abort(closedError());
    await Promise.all(underWay);
    collector.close();
  };

  return {
    name,
    abilities,
    async health({ signal } = {}) {
      if (closing.signal.aborted) return { state: 'unavailable', message: 'This provider was closed.' };
      return await health(AbortSignal.any([closing.signal, signal ?? never]));
    },
    removeBackground,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A host that went away before it had the job has not tried it: that is the same as if it had not been there. */
function asAway(error: unknown): unknown {
  if (!ForecourtError.is(error) || error.code !== 'HOST_UNREACHABLE' || error.details?.hosts === 0) return error;
  return new ForecourtError('HOSTS_AWAY', error.message, { details: error.details, cause: error });
}

async function stateOf(host: Host, signal: AbortSignal): Promise<{ host: Host; problem?: ForecourtError }> {
  try {
    const health = await host.health({ signal });
    if (!cuts(health)) return { host, problem: withoutEngine(host) };
    return health.isDraining ? { host, problem: new ForecourtError('HOST_DRAINING', `${host.name} takes no new work.`) } : { host };
  } catch (error) {
    return { host, problem: ForecourtError.from(error) };
  }
}

function withoutEngine({ name }: Host): ForecourtError {
  return new ForecourtError('OPERATION_UNSUPPORTED', `${name} has nothing to cut with.`, {
    hint: 'Its diagnostics on the page Hosts say what to install.',
  });
}

function closedError(): ForecourtError {
  return new ForecourtError('ENGINE_CLOSED', 'This provider was closed.');
}
