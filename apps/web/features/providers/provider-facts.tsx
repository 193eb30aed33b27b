import { keyedKinds, type ProviderDetail } from '@forecourt/sdk/contract';
import type { ReactNode } from 'react';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { limitsInWords, operationsInShort } from './provider-words.ts';

/** How it is reached, and what the dealership allows it. Of the key only its end is known here. */
export function ProviderFacts({ provider }: { readonly provider: ProviderDetail }) {
  const { kind, key, baseUrl, operations, weight, limits } = provider;
  return (
    <dl className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {!keyedKinds.includes(kind) ? null : (
        <>
          <Fact name="Key">
            {key === null ? (
              'None'
            ) : (
              <>
                <span className="font-mono">…{key.lastFour}</span>
                <span className="text-quiet">
                  {' '}
                  · entered <RelativeTime at={key.changedAt} />
                </span>
              </>
            )}
          </Fact>
          <Fact name="Address">{baseUrl === null ? 'The provider’s own' : <span className="font-mono break-all">{baseUrl}</span>}</Fact>
        </>
      )}
      <Fact name="Used for">{operationsInShort(operations)}</Fact>
      <Fact name="Weight">{weight}</Fact>
      <Fact name="Limits">
        <span suppressHydrationWarning>{limitsInWords(limits)}</span>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="grid min-h-10 grid-cols-[6rem_minmax(0,1fr)] items-center gap-x-4 px-4 py-2 sm:grid-cols-[10rem_minmax(0,1fr)]">
      <dt className="text-sm text-quiet">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
