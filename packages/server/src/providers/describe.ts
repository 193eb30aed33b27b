import type { Breaker, Operation, ProviderDetail, ProviderHealth, ProviderSettings, Retirement } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import type { BreakerState, Breakers } from '@forecourt/sdk/router';
import type { ProviderRow } from '../database/providers.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** So long before its end a model is listed as one that is taken away. */
const retirementShownMs = 183 * dayMs;

/** Everything that may be said of a provider. Asks nobody but what keeps the breakers. */
export async function describeProvider(row: ProviderRow, provider: Provider | undefined, breakers: Breakers): Promise<ProviderDetail> {
  const { id, kind, name, baseUrl, operations, weight, position, isEnabled, limits, key } = row;
  const [abilities, states] = await Promise.all([
    // One whose key cannot be read tells nothing; its health says why.
    provider?.abilities().catch(() => undefined),
    readBreakers(breakers, row),
  ]);
  const offers = abilities?.offers ?? [];
  return {
    ...{ id, kind, name, baseUrl, weight, position, isEnabled, limits, offers },
    operations: [...operations],
    key: key && { lastFour: key.lastFour, changedAt: key.changedAt.toISOString() },
    health: { ...healthOf(row), checkedAt: row.healthCheckedAt?.toISOString() ?? null },
    breakers: states,
    retirements: retirementsOf(offers, operations),
    pricesCheckedOn: abilities?.checkedOn ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** The same for a list. */
export function withoutOffers({ offers: _, ...settings }: ProviderDetail): ProviderSettings {
  return settings;
}

/** What is known of it without asking. */
export function healthOf({ health, name }: Pick<ProviderRow, 'health' | 'name'>): ProviderHealth {
  return health ?? { state: 'ready', message: `${name} has not been tried yet.` };
}

export function readBreakers(breakers: Breakers, { name, operations }: Pick<ProviderRow, 'name' | 'operations'>): Promise<Breaker[]> {
  return Promise.all(operations.map(async (operation) => breakerOf(operation, await breakers.read({ provider: name, operation }))));
}

function breakerOf(operation: Operation, given: BreakerState): Breaker {
  if (given.state !== 'open')
    return {
      operation,
      state: given.state === 'half-open' ? 'half-open' : given.state === 'closed' ? 'closed' : 'open',
      until: null,
      code: null,
    };
  const { until, code } = given;
  return { operation, state: 'open', until: Number.isFinite(until) ? new Date(until).toISOString() : null, code };
}

/** Models that are taken away soon, or were, of the operations that it is used for; soonest first. */
export function retirementsOf(offers: ProviderDetail['offers'], operations: readonly Operation[], now = Date.now()): Retirement[] {
  return offers
    .flatMap(({ model, operation, retiresOn, replacedBy }) =>
      retiresOn !== null && operations.includes(operation) && Date.parse(retiresOn) - now <= retirementShownMs
        ? [{ model, operation, retiresOn, replacedBy, isGone: Date.parse(retiresOn) <= now }]
        : [],
    )
    .sort((one, other) => (one.retiresOn < other.retiresOn ? -1 : 1));
}
