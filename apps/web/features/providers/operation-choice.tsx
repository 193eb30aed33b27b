'use client';

import type { Operation } from '@forecourt/sdk/contract';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { operationWords } from './provider-words.ts';

export interface OperationChoiceProps {
  /** What the provider can do at all. */
  readonly able: readonly Operation[];
  readonly chosen: readonly Operation[];
  readonly onChange: (chosen: readonly Operation[]) => void;
  readonly error: string | undefined;
}

/** What a provider is used for, of what it can do. */
export function OperationChoice({ able, chosen, onChange, error }: OperationChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium">Used for</legend>
      {able.map((operation) => (
        <Checkbox
          key={operation}
          label={operationWords[operation]}
          isChecked={chosen.includes(operation)}
          onChange={(isChecked) => onChange(able.filter((each) => (each === operation ? isChecked : chosen.includes(each))))}
        />
      ))}
      {error === undefined ? null : (
        <p role="alert" className="text-xs text-danger-text">
          {error}
        </p>
      )}
    </fieldset>
  );
}
