'use client';

import { useQuery } from '@tanstack/react-query';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { LoadedThing } from '../settings/loaded-thing.tsx';
import { Section } from '../settings/section.tsx';
import { Sign } from '../webhooks/sign.tsx';
import { BreakerList } from './breaker-list.tsx';
import { OfferList } from './offer-list.tsx';
import { ProviderActions } from './provider-actions.tsx';
import { ProviderFacts } from './provider-facts.tsx';
import { ProviderNotes } from './provider-notes.tsx';
import { providerOptions, stateEveryMs } from './provider-queries.ts';
import { dayInWords, kindWords, signOf } from './provider-words.ts';

export interface ProviderPageProps {
  readonly providerId: string;
  readonly mayWrite: boolean;
}

/** One provider: how it is, how it is reached, what it may be used for, what it can do at what price. */
export function ProviderPage({ providerId, mayWrite }: ProviderPageProps) {
  const query = useQuery({ ...providerOptions(browserClient, providerId), refetchInterval: stateEveryMs });
  return (
    <LoadedThing list={{ path: '/settings/providers', label: 'Providers' }} query={query} problemTitle="The provider could not be loaded.">
      {(provider) => (
        <>
          <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
            <div className="min-w-0">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <h2 className="text-lg font-semibold">{provider.name}</h2>
                <Sign sign={signOf(provider)} />
              </div>
              <p className="mt-0.5 text-sm text-quiet">{kindWords[provider.kind].words}</p>
            </div>
            {mayWrite ? <ProviderActions provider={provider} /> : null}
          </div>
          <ProviderNotes provider={provider} />
          <div className="mt-6">
            <Section
              id="state"
              title="State"
              description={
                provider.health.checkedAt === null ? (
                  'Not tried yet.'
                ) : (
                  <>
                    Heard last <RelativeTime at={provider.health.checkedAt} />.
                  </>
                )
              }
            >
              <BreakerList provider={provider} mayWrite={mayWrite} />
            </Section>
            <Section id="access" title="Access and use" description="What it is asked with, and for what.">
              <ProviderFacts provider={provider} />
            </Section>
            <Section
              id="models"
              title="Models"
              description={
                <span suppressHydrationWarning>
                  {provider.pricesCheckedOn === null
                    ? 'What it can do.'
                    : `What it can do, and what that costs. Prices as of ${dayInWords(provider.pricesCheckedOn)}.`}
                </span>
              }
            >
              <OfferList provider={provider} />
            </Section>
          </div>
        </>
      )}
    </LoadedThing>
  );
}
