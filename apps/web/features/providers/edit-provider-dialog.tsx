'use client';

import type { Operation, ProviderDetail } from '@forecourt/sdk/contract';
import { useMutation } from '@tanstack/react-query';
import { type SubmitEvent, useId, useRef, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { OperationChoice } from './operation-choice.tsx';
import { nameProblem } from './provider-names.ts';
import { useKeepProvider } from './use-provider-actions.ts';
import { numberProblem, wholeNumber } from './whole-number.ts';

export interface EditProviderDialogProps {
  readonly provider: ProviderDetail;
  readonly onClose: () => void;
}

interface Fields {
  readonly name: string;
  readonly operations: readonly Operation[];
  readonly weight: string;
  readonly concurrency: string;
  readonly requestsPerMinute: string;
}

/** Name, operations, weight and limits. Shown anew each time, so that it begins with what counts now. */
export function EditProviderDialog({ provider, onClose }: EditProviderDialogProps) {
  const formId = useId();
  const keep = useKeepProvider();
  const first = useRef<HTMLInputElement>(null);
  const [fields, setFields] = useState<Fields>(() => ({
    name: provider.name,
    operations: provider.operations,
    weight: String(provider.weight),
    concurrency: String(provider.limits.concurrency ?? ''),
    requestsPerMinute: String(provider.limits.requestsPerMinute ?? ''),
  }));
  const [wasTried, setTried] = useState(false);
  const set = (changes: Partial<Fields>) => setFields({ ...fields, ...changes });
  const problems = {
    name: nameProblem(fields.name),
    operations: fields.operations.length > 0 ? undefined : 'Choose at least one, or switch the provider off.',
    weight: numberProblem(fields.weight, { least: 0, most: 1000 }),
    concurrency: numberProblem(fields.concurrency, { least: 1, most: 100, isOptional: true }),
    requestsPerMinute: numberProblem(fields.requestsPerMinute, { least: 1, most: 100_000, isOptional: true }),
  };
  const shown: Partial<typeof problems> = wasTried ? problems : {};
  const change = useMutation({
    mutationFn: () =>
      browserClient().providers.change(provider.id, {
        name: fields.name,
        operations: [...fields.operations],
        weight: wholeNumber(fields.weight) ?? provider.weight,
        limits: { concurrency: wholeNumber(fields.concurrency), requestsPerMinute: wholeNumber(fields.requestsPerMinute) },
      }),
    onSuccess: async (changed) => {
      onClose();
      await keep(changed);
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(problems).every((problem) => problem === undefined)) change.mutate();
  };
  const able = [...new Set([...provider.offers.map(({ operation }) => operation), ...provider.operations])];
  return (
    <Dialog
      isOpen
      onOpenChange={(isOpen) => isOpen || onClose()}
      title={`Change ${provider.name}`}
      initialFocus={first}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" isBusy={change.isPending}>
            Save
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} noValidate className="flex flex-col gap-5">
        {change.error === null ? null : <ProblemNote error={change.error} title="The provider was not changed." />}
        <TextField
          ref={first}
          name="name"
          label="Name"
          help="Sums of usage go by the name: what was used before stays under the former one."
          autoComplete="off"
          maxLength={40}
          value={fields.name}
          onValueChange={(name) => set({ name })}
          error={shown.name}
        />
        <OperationChoice able={able} chosen={fields.operations} onChange={(operations) => set({ operations })} error={shown.operations} />
        <TextField
          name="weight"
          inputMode="numeric"
          label="Weight"
          help="Its share of the calls where weights choose, 0 to 1000. With 0 it is asked only when the others fail."
          value={fields.weight}
          onValueChange={(weight) => set({ weight })}
          error={shown.weight}
        />
        <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2">
          <TextField
            name="concurrency"
            inputMode="numeric"
            label="Calls at once"
            placeholder="The provider’s own"
            isOptional
            value={fields.concurrency}
            onValueChange={(concurrency) => set({ concurrency })}
            error={shown.concurrency}
          />
          <TextField
            name="requestsPerMinute"
            inputMode="numeric"
            label="Calls a minute"
            placeholder="The provider’s own"
            isOptional
            value={fields.requestsPerMinute}
            onValueChange={(requestsPerMinute) => set({ requestsPerMinute })}
            error={shown.requestsPerMinute}
          />
        </div>
      </form>
    </Dialog>
  );
}
