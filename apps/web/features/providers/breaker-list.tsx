'use client';

import { isErrorCode, wordsOf } from '@forecourt/errors';
import type { Breaker, ProviderDetail } from '@forecourt/sdk/contract';
import { RotateCcw } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { Sign } from '../webhooks/sign.tsx';
import { breakerSigns, operationWords } from './provider-words.ts';
import { useProviderActions } from './use-provider-actions.ts';

export interface BreakerListProps {
  readonly provider: ProviderDetail;
  readonly mayWrite: boolean;
}

/** Whether calls go to it, for each operation: after too many failures it is left alone for a while. */
export function BreakerList({ provider, mayWrite }: BreakerListProps) {
  const { reset } = useProviderActions(provider);
  return (
    <div className="overflow-hidden rounded-md border border-line bg-surface">
      {/* What is wrong stands above, with what to do. */}
      {provider.health.state === 'ready' ? <p className="border-b border-line px-4 py-2.5 text-sm">{provider.health.message}</p> : null}
      <ul aria-label="Operations" className="divide-y divide-line">
        {provider.breakers.map((breaker) => (
          <li
            key={breaker.operation}
            data-breaker={breaker.operation}
            className="grid min-h-11 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 sm:grid-cols-[10rem_7rem_minmax(0,1fr)_auto]"
          >
            <span className="font-medium">{operationWords[breaker.operation]}</span>
            <Sign sign={breakerSigns[breaker.state]} />
            <span className="text-sm text-quiet max-sm:order-last max-sm:col-span-2" suppressHydrationWarning>
              {whyOf(breaker)}
            </span>
            {breaker.state !== 'closed' && mayWrite ? (
              <Button
                size="small"
                icon={<RotateCcw aria-hidden />}
                aria-label={`Reset: ${operationWords[breaker.operation]}`}
                isBusy={reset.isPending && reset.variables === breaker.operation}
                onClick={() => reset.mutate(breaker.operation)}
                className="max-sm:order-last max-sm:col-span-2"
              >
                Reset
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Why it is left alone, and until when. */
function whyOf({ state, until, code }: Breaker): string {
  if (state === 'closed') return '';
  if (state === 'half-open') return 'One call is let through, to see whether it works again.';
  const why = code === null ? 'It failed too often' : isErrorCode(code) ? wordsOf(code).title : code;
  const time =
    until === null ? null : new Date(until).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return time === null ? `${why}. It waits for somebody to reset it.` : `${why}. Tries again at ${time}.`;
}
