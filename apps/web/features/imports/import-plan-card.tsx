'use client';

import { type Import, type ImportField, type ImportPlan, importFieldSchema } from '@forecourt/sdk/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { ImportPreviewTable } from './import-preview-table.tsx';
import { importKeys, previewOptions } from './import-queries.ts';
import { fieldWords, requiredFields } from './import-words.ts';

/** How a source is understood, what would come in by that, and the button that brings it in. */
export function ImportPlanCard({ given }: { readonly given: Import }) {
  const headingId = useId();
  const queryClient = useQueryClient();
  const preview = useQuery({ ...previewOptions(browserClient, given), placeholderData: (before) => before });
  const refresh = () => queryClient.invalidateQueries({ queryKey: importKeys.list });
  const change = useMutation({
    mutationFn: (plan: ImportPlan) => browserClient().imports.change(given.id, plan),
    onSuccess: refresh,
    onError: (error) => notifyProblem({ title: 'The columns stayed as they were.', description: error.message }),
  });
  const start = useMutation({ mutationFn: () => browserClient().imports.start(given.id), onSettled: refresh });
  const { plan } = given;
  if (plan === null) return null;
  const choose = (field: ImportField, column: string) => {
    const { [field]: _before, ...columns } = plan.columns;
    change.mutate({ ...plan, columns: column === '' ? columns : { ...columns, [field]: column } });
  };
  const goodRows = preview.data?.goodRows ?? 0;
  return (
    <section aria-labelledby={headingId} className="rounded-md border border-line bg-surface">
      <h3 id={headingId} className="truncate border-b border-line px-4 py-2.5 font-medium">
        {given.name}
      </h3>
      <div className="grid grid-cols-2 gap-x-4 gap-y-3 p-4 sm:grid-cols-3">
        {importFieldSchema.options.map((field) => (
          <ColumnChoice
            key={field}
            label={fieldWords[field]}
            isRequired={requiredFields.includes(field)}
            value={plan.columns[field] ?? ''}
            columns={columnsOf(preview.data?.columns, plan)}
            isDisabled={change.isPending || start.isPending}
            onChange={(column) => choose(field, column)}
          />
        ))}
      </div>
      {preview.error === null ? null : <ProblemNote error={preview.error} title="The rows could not be looked at." className="m-4 mt-0" />}
      {preview.data === undefined ? (
        preview.error === null && <Skeleton className="m-4 mt-0 h-48" />
      ) : (
        <ImportPreviewTable preview={preview.data} />
      )}
      {start.error === null ? null : <ProblemNote error={start.error} title="The import was not started." className="m-4" />}
      <div className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-4 py-3">
        <p aria-live="polite" className="figures text-sm text-quiet">
          {preview.data === undefined ? 'Looking at every row…' : summary(preview.data)}
        </p>
        <Button variant="primary" disabled={goodRows === 0 || change.isPending} isBusy={start.isPending} onClick={() => start.mutate()}>
          Import {goodRows.toLocaleString()} vehicles
        </Button>
      </div>
    </section>
  );
}

function summary({ goodRows, brokenRows }: { readonly goodRows: number; readonly brokenRows: number }): string {
  if (brokenRows === 0) return `All ${goodRows.toLocaleString()} rows can come in.`;
  return `${goodRows.toLocaleString()} rows can come in, ${brokenRows.toLocaleString()} cannot.`;
}

/** Those that the first rows have, and those that are chosen already. */
function columnsOf(seen: readonly string[] | undefined, plan: ImportPlan): readonly string[] {
  return [...new Set([...(seen ?? []), ...Object.values(plan.columns)])];
}

interface ColumnChoiceProps {
  readonly label: string;
  readonly isRequired: boolean;
  readonly value: string;
  readonly columns: readonly string[];
  readonly isDisabled: boolean;
  readonly onChange: (column: string) => void;
}

function ColumnChoice({ label, isRequired, value, columns, isDisabled, onChange }: ColumnChoiceProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <select
        id={id}
        value={value}
        disabled={isDisabled}
        onChange={(event) => onChange(event.target.value)}
        className="h-8 w-full min-w-0 rounded-md border border-line-control/70 bg-surface px-2 text-base text-ink hover:border-line-control disabled:opacity-60 touch:h-11 touch:text-lg"
      >
        <option value="">{isRequired ? 'Choose a column' : 'None'}</option>
        {columns.map((column) => (
          <option key={column} value={column}>
            {column}
          </option>
        ))}
      </select>
    </div>
  );
}
