import type { PhotoState, Vehicle } from '@forecourt/sdk/contract';
import { classNames } from '../ui/class-names.ts';
import { stateLanguage } from './language.ts';
import { StateIcon } from './state-badge.tsx';

/** What asks for somebody first, then what is under way, then what is settled. */
const order: readonly PhotoState[] = ['failed', 'review', 'rejected', 'working', 'waiting', 'cancelled', 'approved'];

type Counts = Vehicle['photos'];

export function photoTotal(counts: Counts): number {
  return order.reduce((sum, state) => sum + counts[state], 0);
}

/** How many photos are in which state: sign, number and word, the pressing ones first. */
export function PhotoCounts({ counts, className }: { readonly counts: Counts; readonly className?: string }) {
  const present = order.filter((state) => counts[state] > 0);
  return (
    <ul className={classNames('flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-quiet', className)}>
      {present.map((state) => (
        <li key={state} className={classNames('inline-flex items-center gap-1', stateLanguage[state].text)}>
          <StateIcon state={state} />
          <span className="figures font-medium">{counts[state]}</span>
          <span>{stateLanguage[state].counted}</span>
        </li>
      ))}
    </ul>
  );
}

/** The same as one line of coloured parts, for cards; the numbers stand beside it, so it is hidden from screen readers. */
export function PhotoCountsBar({ counts, className }: { readonly counts: Counts; readonly className?: string }) {
  const present = [...order].reverse().filter((state) => counts[state] > 0);
  return (
    <div aria-hidden className={classNames('flex h-1 gap-px overflow-hidden rounded-full bg-picture-empty', className)}>
      {present.map((state) => (
        <span key={state} className={stateLanguage[state].fill} style={{ flexGrow: counts[state] }} />
      ))}
    </div>
  );
}
