'use client';

import { type Budget, type BudgetPeriod, budgetPeriodSchema } from '@forecourt/sdk/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bell } from 'lucide-react';
import { useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { notify, notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { budgetOptions } from '../generate/generation-queries.ts';
import { BudgetBar } from './budget-bar.tsx';
import { BudgetDialog } from './budget-dialog.tsx';
import { money } from './usage-words.ts';

const periodWords: Readonly<Record<BudgetPeriod, string>> = { day: 'A day', month: 'A month' };

/** What may be spent in a day and in a month, and what is left of it. */
export function BudgetList({ mayWrite }: { readonly mayWrite: boolean }) {
  const { data, error, isFetching, refetch } = useQuery({ ...budgetOptions(browserClient), refetchInterval: 15_000 });
  if (data === undefined) {
    if (error === null) return <Skeleton className="h-32" />;
    return (
      <ProblemNote
        error={error}
        title="The budgets could not be loaded."
        action={
          <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
            Try again
          </Button>
        }
      />
    );
  }
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {budgetPeriodSchema.options.map((period) => (
        <BudgetRow key={period} period={period} budget={data.find((budget) => budget.period === period)} mayWrite={mayWrite} />
      ))}
    </ul>
  );
}

interface BudgetRowProps {
  readonly period: BudgetPeriod;
  readonly budget: Budget | undefined;
  readonly mayWrite: boolean;
}

function BudgetRow({ period, budget, mayWrite }: BudgetRowProps) {
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<'edit' | 'remove' | null>(null);
  const remove = useMutation({
    mutationFn: () => browserClient().budgets.remove(period),
    onSuccess: () => {
      setOpen(null);
      notify({ title: 'The budget is removed' });
      return queryClient.invalidateQueries({ queryKey: queryKeys.budgets });
    },
    onError: (error) => notifyProblem({ title: 'The budget was not removed.', description: error.message }),
  });
  return (
    <li data-budget={period} className="px-4 py-3">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h3 className="text-base font-medium">{periodWords[period]}</h3>
          {budget === undefined ? (
            <p className="text-sm text-quiet">No budget: nothing is held back.</p>
          ) : (
            <p className="figures text-sm text-quiet">
              <span className="font-medium text-ink">{money(budget.spentMicrodollars)}</span> of {money(budget.limitMicrodollars)} spent
              {budget.reservedMicrodollars > 0 ? `, up to ${money(budget.reservedMicrodollars)} more under way` : ''}
            </p>
          )}
        </div>
        {mayWrite ? (
          <div className="flex gap-2">
            {budget === undefined ? null : (
              <Button size="small" variant="quiet" aria-label={`Remove budget of a ${period}`} onClick={() => setOpen('remove')}>
                Remove
              </Button>
            )}
            <Button
              size="small"
              aria-label={`${budget === undefined ? 'Set' : 'Change'} budget of a ${period}`}
              onClick={() => setOpen('edit')}
            >
              {budget === undefined ? 'Set budget' : 'Change'}
            </Button>
          </div>
        ) : null}
      </div>
      {budget === undefined ? null : (
        <>
          <BudgetBar budget={budget} />
          <p className="mt-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-xs text-quiet">
            <span className="inline-flex items-center gap-1.5">
              <Bell aria-hidden className="size-3.5" />
              {alertsInWords(budget.alertsAtPercent)}
            </span>
            <span>
              Begins anew <RelativeTime at={budget.resetsAt} />
            </span>
          </p>
        </>
      )}
      {open === 'edit' ? <BudgetDialog period={period} budget={budget} onClose={() => setOpen(null)} /> : null}
      <ConfirmDialog
        isOpen={open === 'remove'}
        onOpenChange={(isOpen) => isOpen || setOpen(null)}
        title={`Remove the budget of a ${period}?`}
        description="Nothing is held back by it any more, whatever it costs. What was spent stays in the sums."
        action="Remove budget"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      />
    </li>
  );
}

function alertsInWords(percents: readonly number[]): string {
  const before = percents.filter((percent) => percent < 100).map((percent) => `${percent} %`);
  return before.length === 0 ? 'Managers are told when it is used up' : `Managers are told at ${before.join(', ')} and when it is used up`;
}
