'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import type { ComponentProps, ReactElement, ReactNode, RefObject } from 'react';
import { classNames } from './class-names.ts';
import { overlayMotion } from './dialog.tsx';

export interface MenuProps {
  /** A Button, given the trigger's behaviour; none for a menu that something else opens beside its anchor. */
  readonly trigger?: ReactElement;
  readonly triggerRef?: RefObject<HTMLButtonElement | null>;
  readonly anchor?: RefObject<HTMLElement | null>;
  /** Its name, where it tells more than its items do: then it is a landmark, so that its words are found as such. */
  readonly label?: string;
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  readonly children: ReactNode;
  readonly align?: 'start' | 'center' | 'end';
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
}

export function Menu({ trigger, triggerRef, anchor, label, isOpen, onOpenChange, children, align = 'end', side = 'bottom' }: MenuProps) {
  return (
    <BaseMenu.Root open={isOpen} onOpenChange={onOpenChange}>
      {trigger === undefined ? null : <BaseMenu.Trigger ref={triggerRef} render={trigger} />}
      <BaseMenu.Portal {...(label === undefined ? {} : { render: <section aria-label={label} /> })}>
        <BaseMenu.Positioner anchor={anchor} sideOffset={4} align={align} side={side} className="z-50 outline-none">
          <BaseMenu.Popup
            finalFocus={anchor}
            {...(label === undefined ? {} : { 'aria-label': label })}
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

export interface MenuChoiceProps extends Omit<ComponentProps<typeof BaseMenu.Item>, 'className'> {
  /** At the right, as a price. */
  readonly side: ReactNode;
  /** Below, in small. */
  readonly line: ReactNode;
}

/** An item of two lines, for what is chosen by more than its name. */
export function MenuChoice({ side, line, children, ...rest }: MenuChoiceProps) {
  return (
    <BaseMenu.Item
      {...rest}
      className="flex min-w-64 cursor-default select-none flex-col gap-0.5 rounded-sm px-2.5 py-1.5 outline-none data-highlighted:bg-hover data-disabled:opacity-50"
    >
      <span className="flex items-baseline justify-between gap-4">
        <span className="truncate text-base font-medium">{children}</span>
        <span className="figures shrink-0 text-sm">{side}</span>
      </span>
      <span className="text-xs text-quiet">{line}</span>
    </BaseMenu.Item>
  );
}

/** Items below a line of words about them. */
export function MenuGroup({ words, children }: { readonly words: ReactNode; readonly children: ReactNode }) {
  return (
    <BaseMenu.Group>
      <BaseMenu.GroupLabel className="max-w-72 px-2.5 pt-1.5 pb-1 text-xs text-quiet">{words}</BaseMenu.GroupLabel>
      {children}
    </BaseMenu.Group>
  );
}

export function MenuSeparator() {
  return <BaseMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
