'use client';

import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';

export interface SelectProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Options. */
  readonly children: ReactNode;
  /** Names it for screen readers alone, where what stands around it says it already. */
  readonly hasHiddenLabel?: boolean;
  readonly className?: string;
}

/** A choice of one from a list: the browser's own, which phones show as a wheel. */
export function Select({ label, value, onChange, children, hasHiddenLabel = false, className }: SelectProps) {
  const id = useId();
  return (
    <div className={classNames('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className={hasHiddenLabel ? 'sr-only' : 'text-sm font-medium'}>
        {label}
      </label>
      <select
        id={id}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className="h-8 w-full min-w-0 rounded-md border border-line-control/70 bg-surface px-2 text-base hover:border-line-control touch:h-11 touch:text-lg"
      >
        {children}
      </select>
    </div>
  );
}
