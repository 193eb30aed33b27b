'use client';

import { useState } from 'react';
import { Select } from '@/components/ui/select.tsx';
import { countOf } from '../transfers/figures.ts';
import { type DaySum, dayInShort } from './days.ts';
import { money } from './usage-words.ts';

const heightPx = 120;
const slot = 10;
const barWidth = 7;
/** A day of cents among days of dollars is still seen. */
const leastPx = 3;

/** Cost or calls, day by day: bars to see; the table of days below says the same in figures. */
export function UsageChart({ days }: { readonly days: readonly DaySum[] }) {
  const [what, setWhat] = useState<'cost' | 'calls'>('cost');
  const figureOf = (day: DaySum) => (what === 'cost' ? day.costMicrodollars : day.calls);
  const inWords = (value: number) => (what === 'cost' ? money(value) : countOf(value, 'call'));
  const most = Math.max(...days.map(figureOf));
  const first = days[0];
  const last = days.at(-1);
  return (
    <figure className="rounded-md border border-line bg-surface px-4 py-3">
      <figcaption className="flex items-center justify-between gap-4 text-sm">
        <Select
          label="Shown by day"
          hasHiddenLabel
          value={what}
          onChange={(value) => setWhat(value === 'calls' ? 'calls' : 'cost')}
          className="w-36"
        >
          <option value="cost">Cost by day</option>
          <option value="calls">Calls by day</option>
        </Select>
        <span className="figures text-quiet">{most === 0 ? 'Nothing' : `at most ${inWords(most)} a day`}</span>
      </figcaption>
      <svg aria-hidden viewBox={`0 0 ${days.length * slot} ${heightPx}`} preserveAspectRatio="none" className="mt-3 h-30 w-full">
        {days.map((day, index) => {
          const value = figureOf(day);
          const height = value === 0 ? 1 : Math.max(leastPx, (value / most) * heightPx);
          return (
            <rect
              key={day.day}
              x={index * slot + (slot - barWidth) / 2}
              y={heightPx - height}
              width={barWidth}
              height={height}
              className={value === 0 ? 'fill-line-strong' : 'fill-accent'}
            >
              <title>{`${dayInShort(day.day)}: ${inWords(value)}`}</title>
            </rect>
          );
        })}
      </svg>
      <div aria-hidden className="figures mt-1.5 flex justify-between text-xs text-quiet">
        <span>{first === undefined ? '' : dayInShort(first.day)}</span>
        <span>{last === undefined ? '' : dayInShort(last.day)}</span>
      </div>
    </figure>
  );
}
