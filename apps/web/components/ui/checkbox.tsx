'use client';

import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Check } from 'lucide-react';
import { type ReactNode, useId } from 'react';

export interface CheckboxProps {
  readonly label: ReactNode;
  readonly help?: ReactNode;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
  readonly name?: string;
}

/** A box to tick with its label; the whole line is the target. */
export function Checkbox({ label, help, isChecked, onChange, name }: CheckboxProps) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the box renders its own input inside of this label
    <label className="flex cursor-pointer select-none items-start gap-2.5 py-1 touch:min-h-11 touch:items-center">
      <BaseCheckbox.Root
        aria-labelledby={id}
        checked={isChecked}
        onCheckedChange={onChange}
        {...(name === undefined ? {} : { name })}
        className="mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-sm border border-line-control bg-surface data-checked:border-accent data-checked:bg-accent touch:mt-0"
      >
        <BaseCheckbox.Indicator className="text-accent-ink">
          <Check className="size-3" strokeWidth={3.5} aria-hidden />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      <span className="min-w-0">
        <span id={id} className="block text-base">
          {label}
        </span>
        {help === undefined ? null : <span className="block text-xs text-quiet">{help}</span>}
      </span>
    </label>
  );
}
