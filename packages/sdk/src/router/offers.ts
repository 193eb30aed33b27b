import { ForecourtError } from '@forecourt/errors';
import { abilitiesSchema } from '../contract/index.ts';
import type { Provider } from '../providers/index.ts';
import type { KnownOffer } from './choice/candidate.ts';
import { createHistory, type History } from './choice/history.ts';
import type { Clock } from './clock.ts';
import type { Soon } from './parts.ts';

/** What the providers of a router offer, with what was learnt of each offer. */
export interface Offers {
  /** There at once while it is fresh. */
  read(): Soon<OfferTable>;
}

export interface OfferTable {
  readonly known: readonly KnownOffer[];
  /** Providers that do not tell what they can do. */
  readonly silent: readonly { readonly provider: Provider; readonly error: ForecourtError }[];
}

/** Prices and models change by the day; a provider that did not tell is asked again soon. */
const freshMs = 60_000;
const askAgainMs = 2000;

/** Asks providers for their offers, and keeps the answer for a while. */
export function createOffers(providers: readonly Provider[], clock: Clock): Offers {
  const histories = new Map<string, History>();
  let table: OfferTable = { known: [], silent: [] };
  let freshUntil = Number.NEGATIVE_INFINITY;
  let reading: Promise<OfferTable> | undefined;

  function historyOf(key: string, declaredMs: number): History {
    const history = histories.get(key) ?? createHistory(declaredMs);
    histories.set(key, history);
    return history;
  }

  async function ask(provider: Provider): Promise<readonly KnownOffer[] | ForecourtError> {
    try {
      const { offers } = abilitiesSchema.parse(await provider.abilities());
      return offers.map((offer) => ({
        provider,
        offer,
        target: { provider: provider.name, operation: offer.operation },
        history: historyOf(`${provider.name}/${offer.operation}/${offer.model}`, offer.expectedMs),
      }));
    } catch (error) {
      return ForecourtError.from(error, 'ANSWER_INVALID', `${provider.name} does not tell what it can do`);
    }
  }

  async function readAll(): Promise<OfferTable> {
    const answers = await Promise.all(providers.map(async (provider) => ({ provider, answer: await ask(provider) })));
    const silent = answers.flatMap(({ provider, answer }) => (ForecourtError.is(answer) ? [{ provider, error: answer }] : []));
    table = { known: answers.flatMap(({ answer }) => (ForecourtError.is(answer) ? [] : answer)), silent };
    freshUntil = clock.now() + (silent.length === 0 ? freshMs : askAgainMs);
    reading = undefined;
    return table;
  }

  return {
    read() {
      if (clock.now() < freshUntil) return table;
      reading ??= readAll();
      return reading;
    },
  };
}
