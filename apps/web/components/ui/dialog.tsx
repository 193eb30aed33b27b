'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useRef } from 'react';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';

export const overlayMotion =
  'transition-[opacity,transform] duration-(--gentle) ease-out data-ending-style:opacity-0 data-starting-style:opacity-0';

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: ReactNode;
  readonly description?: ReactNode;
  readonly children?: ReactNode;
  /** Buttons, at the right of the lower edge; the one that goes on stands last. */
  readonly footer?: ReactNode;
  readonly className?: string;
  readonly initialFocus?: RefObject<HTMLElement | null>;
}

/** A modal window: centred on a desktop, a sheet from below on a phone. */
export function Dialog({ isOpen, onOpenChange, title, description, children, footer, className, initialFocus }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null);
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={classNames('fixed inset-0 z-40 bg-backdrop', overlayMotion)} />
        <BaseDialog.Popup
          ref={popup}
          // Where nothing is to be filled in, the window itself: a ring around its closing cross would only puzzle.
          initialFocus={initialFocus ?? popup}
          className={classNames(
            'fixed z-50 flex max-h-[min(90dvh,48rem)] flex-col overflow-hidden border border-line bg-raised shadow-overlay outline-none',
            'inset-x-0 bottom-0 rounded-t-md sm:inset-x-auto sm:bottom-auto sm:top-[12dvh] sm:left-1/2 sm:w-[30rem] sm:-translate-x-1/2 sm:rounded-md',
            'max-h-[92dvh] sm:max-h-[76dvh]',
            overlayMotion,
            'data-ending-style:translate-y-2 data-starting-style:translate-y-2',
            className,
          )}
        >
          <header className="flex items-start gap-4 px-5 pt-4 pb-3">
            <div className="min-w-0 grow">
              <BaseDialog.Title className="text-lg font-semibold">{title}</BaseDialog.Title>
              {description === undefined ? null : (
                <BaseDialog.Description className="mt-1 text-sm text-quiet">{description}</BaseDialog.Description>
              )}
            </div>
            <BaseDialog.Close render={<Button variant="quiet" size="icon-small" aria-label="Close" className="-mr-2" />}>
              <X aria-hidden />
            </BaseDialog.Close>
          </header>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
          <div className="min-h-0 grow overflow-y-auto px-5 pb-5 focus-visible:-outline-offset-2" tabIndex={0}>
            {children}
          </div>
          {footer === undefined ? null : (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line bg-surface px-5 py-3">{footer}</footer>
          )}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

export interface ConfirmDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly title: string;
  /** What happens and that it cannot be undone. */
  readonly description: ReactNode;
  /** The verb on the button, as `Revoke key`. */
  readonly action: string;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
}

/** Asks before what cannot be undone. */
export function ConfirmDialog({ isOpen, onOpenChange, title, description, action, isBusy = false, onConfirm }: ConfirmDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      className="sm:w-[26rem]"
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>Keep</Button>
          <Button variant="danger" isBusy={isBusy} onClick={onConfirm}>
            {action}
          </Button>
        </>
      }
    />
  );
}
