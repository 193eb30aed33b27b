import type { Offer, ProviderLimits } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import type { ProviderRow } from '../database/providers.ts';

/** A provider as the dealership wants it: only for the operations that it is for, and within its limits. */
export function asSetUp(provider: Provider, { operations, limits }: Pick<ProviderRow, 'operations' | 'limits'>): Provider {
  return {
    ...provider,
    async abilities() {
      const { offers, ...rest } = await provider.abilities();
      const wanted = offers.filter(({ operation }) => operations.includes(operation));
      return { ...rest, offers: wanted.map((offer) => ({ ...offer, limits: { ...offer.limits, ...tighter(offer, limits) } })) };
    },
  };
}

function tighter({ limits }: Offer, own: ProviderLimits): Pick<Offer['limits'], 'concurrency' | 'requestsPerMinute'> {
  const least = (one: number | undefined, other: number | null) => (other === null ? one : Math.min(one ?? other, other));
  return {
    concurrency: least(limits.concurrency, own.concurrency),
    requestsPerMinute: least(limits.requestsPerMinute, own.requestsPerMinute),
  };
}
