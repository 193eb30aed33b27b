import type { ProviderDetail } from '@forecourt/sdk/contract';
import { CalendarX, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { retirementInWords } from './provider-words.ts';

/** What is wrong with a provider or soon will be, and what to do. */
export function ProviderNotes({ provider: { health, retirements } }: { readonly provider: ProviderDetail }) {
  const { state, message, hint } = health;
  return (
    <>
      {state === 'ready' ? null : (
        <Note
          icon={
            state === 'unavailable' ? (
              <OctagonAlert aria-hidden className="text-failed" />
            ) : (
              <TriangleAlert aria-hidden className="text-review" />
            )
          }
          title={message}
        >
          {hint ?? 'Other providers go on meanwhile.'}
        </Note>
      )}
      {retirements.length === 0 ? null : (
        <Note icon={<CalendarX aria-hidden className="text-review" />} title="The provider takes models away.">
          {retirements.map((retirement) => (
            <span key={`${retirement.operation} ${retirement.model}`} className="block" suppressHydrationWarning>
              {retirementInWords(retirement)}
            </span>
          ))}
        </Note>
      )}
    </>
  );
}

function Note({ icon, title, children }: { readonly icon: ReactNode; readonly title: string; readonly children: ReactNode }) {
  return (
    <div
      role="status"
      className="mt-4 flex gap-3 rounded-md border border-line bg-surface p-4 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0"
    >
      {icon}
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        <p className="mt-0.5 text-sm text-quiet">{children}</p>
      </div>
    </div>
  );
}
