import type { UsageSummary } from '@forecourt/sdk/contract';
import { time } from '../generate/generate-words.ts';
import { countOf } from '../transfers/figures.ts';
import { money, successOf } from './usage-words.ts';

/** The sums of all: cost, calls, success, time. */
export function UsageFigures({ total }: Pick<UsageSummary, 'total'>) {
  const { costMicrodollars, calls, cached, failed, medianMs, slowMs } = total;
  const number = new Intl.NumberFormat();
  const figures = [
    ['Cost', money(costMicrodollars), cached > 0 ? `${countOf(cached, 'call')} answered from what was made before` : ''],
    ['Calls', number.format(calls), failed > 0 ? `${number.format(failed)} failed` : ''],
    ['Success', successOf(total), ''],
    ['Usual time', medianMs === null ? '–' : time(medianMs), slowMs === null ? '' : `95 of 100 within ${time(slowMs)}`],
  ] as const;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-4">
      {figures.map(([name, figure, more]) => (
        <div key={name} data-figure={name} className="bg-surface px-4 py-3">
          <dt className="text-sm text-quiet">{name}</dt>
          <dd>
            <div className="figures mt-1 text-lg font-semibold">{figure}</div>
            <div className="figures min-h-5 text-sm text-quiet">{more}</div>
          </dd>
        </div>
      ))}
    </dl>
  );
}
