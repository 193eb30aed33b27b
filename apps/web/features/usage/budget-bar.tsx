import type { Budget } from '@forecourt/sdk/contract';
import { classNames } from '@/components/ui/class-names.ts';

/** What is spent, what may be by calls under way, and where people are told. */
export function BudgetBar({ budget }: { readonly budget: Budget }) {
  const { period, limitMicrodollars: limit, spentMicrodollars: spent, reservedMicrodollars: reserved, alertsAtPercent } = budget;
  const percentOf = (microdollars: number) => (limit === 0 ? 100 : Math.min(100, (microdollars / limit) * 100));
  const spentPercent = percentOf(spent);
  const isAlerted = alertsAtPercent.some((percent) => spentPercent >= percent);
  const colour = spentPercent >= 100 ? 'bg-failed' : isAlerted ? 'bg-review' : 'bg-accent';
  return (
    <div
      role="progressbar"
      aria-label={`Spent of the budget of this ${period}`}
      aria-valuenow={Math.round(spentPercent)}
      aria-valuemin={0}
      aria-valuemax={100}
      className="relative mt-3 h-2 overflow-hidden rounded-full bg-picture-empty"
    >
      <span className="absolute inset-y-0 left-0 bg-line-control" style={{ width: `${percentOf(spent + reserved)}%` }} />
      <span className={classNames('absolute inset-y-0 left-0', colour)} style={{ width: `${spentPercent}%` }} />
      {alertsAtPercent
        .filter((percent) => percent < 100)
        .map((percent) => (
          <span key={percent} className="absolute inset-y-0 w-0.5 bg-surface" style={{ left: `${percent}%` }} />
        ))}
    </div>
  );
}
