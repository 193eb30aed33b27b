import type { ProviderDetail, Retirement } from '@forecourt/sdk/contract';
import { CalendarX, ChevronRight, OctagonAlert, TriangleAlert } from 'lucide-react';
import { Note } from '../../components/ui/note.tsx';
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
