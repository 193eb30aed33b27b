'use client';

import type { Budget, BudgetPeriod } from '@forecourt/sdk/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { dollarsToEdit, microdollarsOf, percentsOf } from './usage-words.ts';

export interface BudgetDialogProps {
  readonly period: BudgetPeriod;
  readonly budget: Budget | undefined;
  readonly onClose: () => void;
}

/** How much, and when people are told. Shown anew each time, so that it begins with what counts now. */
export function BudgetDialog({ period, budget, onClose }: BudgetDialogProps) {
  const formId = useId();
  const first = useRef<HTMLInputElement>(null);
  const queryClient = useQueryClient();
  const [limit, setLimit] = useState(budget === undefined ? '' : dollarsToEdit(budget.limitMicrodollars));
  const [alerts, setAlerts] = useState((budget?.alertsAtPercent ?? [80]).join(', '));
  const [wasTried, setTried] = useState(false);
  const limitMicrodollars = microdollarsOf(limit);
  const alertsAtPercent = percentsOf(alerts);
  const save = useMutation({
    mutationFn: (wanted: { limitMicrodollars: number; alertsAtPercent: number[] }) => browserClient().budgets.set(period, wanted),
    onSuccess: () => {
      onClose();
      return queryClient.invalidateQueries({ queryKey: queryKeys.budgets });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (limitMicrodollars === null) first.current?.focus();
    else if (alertsAtPercent !== null) save.mutate({ limitMicrodollars, alertsAtPercent: [...alertsAtPercent] });
  };
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={`Budget of a ${period}`}
      description={`What was spent in this ${period} already counts.`}
      initialFocus={first}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={save.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {save.error === null ? null : <ProblemNote error={save.error} title="The budget was not set." />}
        <TextField
          ref={first}
          name="limit"
          inputMode="decimal"
          label="US dollars"
          placeholder="20.00"
          help="A call that could cost more than what is left is not made."
          autoComplete="off"
          value={limit}
          onValueChange={setLimit}
          error={wasTried && limitMicrodollars === null ? 'Enter an amount, such as 20 or 12.50.' : undefined}
        />
        <TextField
          name="alerts"
          inputMode="text"
          label="Tell managers at (percent)"
          placeholder="50, 80"
          help="Up to five. They are always told when it is used up."
          isOptional
          autoComplete="off"
          value={alerts}
          onValueChange={setAlerts}
          error={wasTried && alertsAtPercent === null ? 'Enter whole numbers from 1 to 100, such as 50, 80.' : undefined}
        />
      </form>
    </Dialog>
  );
}
