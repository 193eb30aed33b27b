import type { ProviderDetail, Retirement } from '@forecourt/sdk/contract';
import { CalendarX, ChevronRight, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { countOf } from '../transfers/figures.ts';
import { modelsOf, retirementInWords } from './provider-words.ts';

/** What is wrong with a provider or soon will be, and what to do. */
export function ProviderNotes({ provider: { health, retirements } }: { readonly provider: ProviderDetail }) {
  const { state, message, hint } = health;
  const ending = modelsOf(retirements, false);
  const gone = modelsOf(retirements, true);
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
      {ending.length + gone.length === 0 ? null : (
        <Note
          icon={<CalendarX aria-hidden className={ending.length === 0 ? 'text-quiet' : 'text-review'} />}
          title={ending.length === 0 ? 'The provider took models away.' : 'The provider takes models away.'}
        >
          <Lines retirements={ending} />
          {gone.length === 0 ? null : (
            <details className="group">
              <summary className="inline-flex h-7 list-none items-center gap-1 rounded-sm hover:text-ink touch:h-11">
                <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
                {countOf(gone.length, 'model')} ended
              </summary>
              <Lines retirements={gone} />
            </details>
          )}
        </Note>
      )}
    </>
  );
}

function Lines({ retirements }: { readonly retirements: readonly Retirement[] }) {
  return retirements.map((retirement) => (
    <p key={retirement.model} suppressHydrationWarning>
      {retirementInWords(retirement)}
    </p>
  ));
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
        <div className="mt-0.5 text-sm text-quiet">{children}</div>
      </div>
    </div>
  );
}
