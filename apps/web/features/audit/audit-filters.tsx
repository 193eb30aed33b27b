'use client';

import { auditActionSchema } from '@forecourt/sdk/contract';
import { X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/input.tsx';
import type { AuditFilter } from './audit-queries.ts';
import { actionWords } from './audit-words.ts';

export interface AuditFiltersProps {
  readonly filter: AuditFilter;
  readonly onChange: (filter: AuditFilter) => void;
}

const actions = auditActionSchema.options.toSorted((one, other) => actionWords[one].localeCompare(actionWords[other]));

/** What is shown of the log: of which kind, from when to when; who and about what come from an entry. */
export function AuditFilters({ filter, onChange }: AuditFiltersProps) {
  const set = (changes: Partial<AuditFilter>) => onChange({ ...filter, ...changes });
  return (
    <search className="flex flex-wrap items-center gap-2">
      <select
        aria-label="What was done"
        value={filter.action ?? ''}
        onChange={({ target }) => set({ action: auditActionSchema.safeParse(target.value).data })}
        className="h-8 max-w-full grow rounded-md border border-line-control/70 bg-surface px-2 text-base hover:border-line-control sm:max-w-64 touch:h-11 touch:text-lg"
      >
        <option value="">Everything that was done</option>
        {actions.map((action) => (
          <option key={action} value={action}>
            {actionWords[action]}
          </option>
        ))}
      </select>
      <Day label="From" value={filter.from} latest={filter.until} onChange={(from) => set({ from })} />
      <Day label="To" value={filter.until} earliest={filter.from} onChange={(until) => set({ until })} />
      {filter.actor === undefined ? null : <Chip onRemove={() => set({ actor: undefined })}>by {filter.actor.name}</Chip>}
      {filter.target === undefined ? null : <Chip onRemove={() => set({ target: undefined })}>about one {filter.target.kind}</Chip>}
    </search>
  );
}

interface DayProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly earliest?: string | undefined;
  readonly latest?: string | undefined;
  readonly onChange: (day: string | undefined) => void;
}

function Day({ label, value, earliest, latest, onChange }: DayProps) {
  const id = useId();
  return (
    <div className="flex grow items-center gap-2 text-sm text-quiet sm:grow-0">
      <label htmlFor={id} className="w-9 sm:w-auto">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        value={value ?? ''}
        {...(earliest === undefined ? {} : { min: earliest })}
        {...(latest === undefined ? {} : { max: latest })}
        onValueChange={(day) => onChange(day === '' ? undefined : day)}
        className="min-w-36 sm:w-36"
      />
    </div>
  );
}

function Chip({ children, onRemove }: { readonly children: ReactNode; readonly onRemove: () => void }) {
  return (
    <Button size="small" onClick={onRemove} icon={<X aria-hidden />}>
      <span className="sr-only">Show more than what is </span>
      {children}
    </Button>
  );
}
