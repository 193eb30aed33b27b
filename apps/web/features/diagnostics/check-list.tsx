'use client';

import type { CheckResult } from '@forecourt/sdk/contract';
import { classNames } from '@/components/ui/class-names.ts';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { checkWords, worstFirst } from './check-words.ts';

/** Each part: its state, what was found, and what to do. */
export function CheckList({ checks }: { readonly checks: readonly CheckResult[] }) {
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {worstFirst([...checks]).map((check) => (
        <CheckRow key={check.name} check={check} />
      ))}
    </ul>
  );
}

function CheckRow({ check: { name, title, state, message, hint } }: { readonly check: CheckResult }) {
  const { word, icon: Icon, text } = checkWords[state];
  return (
    <li data-check={name} data-state={state} className="grid gap-x-6 gap-y-1 px-4 py-3 sm:grid-cols-[9rem_9rem_minmax(0,1fr)]">
      <span className={classNames('inline-flex items-center gap-1.5 self-start text-sm font-medium', text)}>
        <Icon aria-hidden className="size-4 shrink-0" />
        {word}
      </span>
      <span className="font-medium">{title}</span>
      <div className="min-w-0">
        <p className={classNames('text-sm break-words', state === 'ok' || state === 'skipped' ? 'text-quiet' : '')}>{message}</p>
        {hint === null ? null : <p className="mt-1 text-sm break-words text-quiet">{hint}</p>}
      </div>
    </li>
  );
}

/** As many rows as there are parts, while they are looked at. */
export function CheckListSkeleton() {
  const rows = Array.from({ length: 15 }, (_, index) => index);
  return (
    <div className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {rows.map((row) => (
        <div key={row} className="grid gap-x-6 gap-y-2 px-4 py-3 sm:grid-cols-[9rem_9rem_minmax(0,1fr)]">
          <Skeleton className="h-5 w-24" />
          <Skeleton className="h-5 w-28" />
          <Skeleton className="h-5 w-full max-w-md" />
        </div>
      ))}
    </div>
  );
}
