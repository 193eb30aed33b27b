'use client';

import { Field } from '@base-ui/react/field';
import type { ReactNode, RefObject } from 'react';

export interface TextAreaProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly help?: ReactNode;
  readonly rows?: number;
  readonly maxLength?: number;
  readonly isOptional?: boolean;
  readonly area?: RefObject<HTMLTextAreaElement | null>;
}

/** A labelled box for several lines. */
export function TextArea({ label, value, onChange, placeholder, help, rows = 3, maxLength, isOptional = false, area }: TextAreaProps) {
  return (
    <Field.Root className="flex flex-col gap-1.5">
      <Field.Label className="flex items-baseline justify-between gap-2 text-sm font-medium">
        {label}
        {isOptional ? <span className="text-xs font-normal text-faint">Optional</span> : null}
      </Field.Label>
      <Field.Control
        render={<textarea rows={rows} {...(area === undefined ? {} : { ref: area })} />}
        value={value}
        onValueChange={onChange}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(maxLength === undefined ? {} : { maxLength })}
        className="w-full min-w-0 resize-y rounded-md border border-line-control/70 bg-surface px-3 py-1.5 text-base text-ink transition-colors duration-(--quick) hover:border-line-control focus:border-focus focus:outline-1 focus:outline-offset-0 focus:outline-focus touch:text-lg"
      />
      {help === undefined ? null : <Field.Description className="text-xs text-quiet">{help}</Field.Description>}
    </Field.Root>
  );
}
