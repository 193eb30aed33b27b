'use client';

import { Field } from '@base-ui/react/field';
import { Input as BaseInput } from '@base-ui/react/input';
import type { ComponentProps, ReactNode } from 'react';
import { classNames } from './class-names.ts';

const inputStyle = classNames(
  'h-8 w-full min-w-0 rounded-md border border-line-control/70 bg-surface px-3 text-base text-ink touch:h-11 touch:text-lg',
  'transition-colors duration-(--quick) hover:border-line-control focus:border-focus focus:outline-1 focus:outline-offset-0 focus:outline-focus',
  'data-invalid:border-failed disabled:opacity-60',
);

export interface InputProps extends Omit<ComponentProps<typeof BaseInput>, 'className'> {
  readonly className?: string;
}

export function Input({ className, ...rest }: InputProps) {
  return <BaseInput {...rest} className={classNames(inputStyle, className)} />;
}

export interface TextFieldProps extends InputProps {
  readonly label: string;
  /** Says what to enter, below the box. */
  readonly help?: ReactNode;
  /** What is wrong with it, said by the server or by a check. */
  readonly error?: string | undefined;
  /** Shown after the label where a field may stay empty. */
  readonly isOptional?: boolean;
}

/** A labelled text box with its help and its error, tied together for screen readers. */
export function TextField({ label, help, error, isOptional = false, className, name, ...rest }: TextFieldProps) {
  return (
    <Field.Root {...(name === undefined ? {} : { name })} invalid={error !== undefined} className="flex flex-col gap-1.5">
      <Field.Label className="flex items-baseline justify-between gap-2 text-sm font-medium">
        {label}
        {isOptional ? <span className="text-xs font-normal text-faint">Optional</span> : null}
      </Field.Label>
      <Field.Control {...rest} className={classNames(inputStyle, className)} />
      {help === undefined ? null : <Field.Description className="text-xs text-quiet">{help}</Field.Description>}
      <Field.Error match={error !== undefined} className="text-xs text-danger-text">
        {error}
      </Field.Error>
    </Field.Root>
  );
}
