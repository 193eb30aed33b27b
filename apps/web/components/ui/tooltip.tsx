'use client';

import { Tooltip as BaseTooltip } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { overlayMotion } from './dialog.tsx';

export const TooltipProvider = BaseTooltip.Provider;

export interface TooltipProps {
  /** Says more than the thing itself; never the only name of a button (give that an aria-label). */
  readonly text: ReactNode;
  readonly children: ReactElement;
  readonly side?: 'top' | 'bottom' | 'left' | 'right';
}

export function Tooltip({ text, children, side = 'bottom' }: TooltipProps) {
  return (
    <BaseTooltip.Root>
      <BaseTooltip.Trigger render={children} />
      <BaseTooltip.Portal>
        <BaseTooltip.Positioner side={side} sideOffset={6} className="z-50">
          <BaseTooltip.Popup
            className={classNames(
              'flex max-w-72 items-center gap-2 rounded-md bg-[oklch(25%_0_0)] px-2 py-1 text-xs text-white shadow-overlay',
              overlayMotion,
            )}
          >
            {text}
          </BaseTooltip.Popup>
        </BaseTooltip.Positioner>
      </BaseTooltip.Portal>
    </BaseTooltip.Root>
  );
}
