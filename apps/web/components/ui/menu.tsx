'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { overlayMotion } from './dialog.tsx';

export interface MenuProps {
  /** A Button, given the trigger's behaviour. */
  readonly trigger: ReactElement;
  readonly children: ReactNode;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
}

export function Menu({ trigger, children, align = 'end', side = 'bottom' }: MenuProps) {
  return (
    <BaseMenu.Root>
      <BaseMenu.Trigger render={trigger} />
      <BaseMenu.Portal>
        <BaseMenu.Positioner sideOffset={4} align={align} side={side} className="z-50 outline-none">
          <BaseMenu.Popup
            className={classNames(
              'min-w-44 max-w-80 origin-(--transform-origin) rounded-md border border-line bg-raised p-1 shadow-overlay outline-none',
              overlayMotion,
            )}
          >
            {children}
          </BaseMenu.Popup>
        </BaseMenu.Positioner>
      </BaseMenu.Portal>
    </BaseMenu.Root>
  );
}

export interface MenuItemProps extends Omit<ComponentProps<typeof BaseMenu.Item>, 'className'> {
  readonly icon?: ReactNode;
  readonly isDangerous?: boolean;
  /** Keys that do the same, shown at the right. */
  readonly keys?: ReactNode;
}

export function MenuItem({ icon, isDangerous = false, keys, children, ...rest }: MenuItemProps) {
  return (
    <BaseMenu.Item
      {...rest}
      className={classNames(
        'flex h-8 cursor-default select-none items-center gap-2.5 rounded-sm px-2.5 text-base outline-none touch:h-11',
        'data-highlighted:bg-hover data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-quiet',
        isDangerous && 'text-danger-text [&_svg]:text-danger-text',
      )}
    >
      {icon}
      <span className="grow truncate">{children}</span>
      {keys}
    </BaseMenu.Item>
  );
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
