'use client';

import { Button as BaseButton } from '@base-ui/react/button';
import type { VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { buttonStyle } from './button-style.ts';
import { classNames } from './class-names.ts';

export { buttonStyle } from './button-style.ts';

export interface ButtonProps extends Omit<ComponentProps<typeof BaseButton>, 'className'>, VariantProps<typeof buttonStyle> {
  readonly className?: string;
  /** Turns an icon and refuses clicks, keeping focus and width. */
  readonly isBusy?: boolean;
  readonly icon?: ReactNode;
}

export function Button({
  variant,
  size,
  className,
  isBusy = false,
  icon,
  children,
  disabled,
  focusableWhenDisabled,
  ...rest
}: ButtonProps) {
  return (
    <BaseButton
      {...rest}
      disabled={disabled === true || isBusy}
      focusableWhenDisabled={focusableWhenDisabled ?? isBusy}
      aria-busy={isBusy || undefined}
      className={classNames(buttonStyle({ variant, size }), className)}
    >
      {isBusy ? <LoaderCircle className="animate-spin" aria-hidden /> : icon}
      {children}
    </BaseButton>
  );
}
