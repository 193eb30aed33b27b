'use client';

import { type ExternalToast, Toaster as SonnerToaster, toast as sonner } from 'sonner';

/** Where toasts appear; once, in the root layout. */
export function Toaster() {
  return (
    <SonnerToaster
      position="bottom-right"
      gap={8}
      offset={16}
      mobileOffset={{ bottom: 'calc(var(--bottom-height) + env(safe-area-inset-bottom) + 8px)' }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            'flex w-full items-center gap-3 rounded-md border border-line bg-raised px-4 py-3 text-base text-ink shadow-overlay sm:w-88 font-sans',
          content: 'min-w-0 grow',
          title: 'font-medium',
          description: 'text-sm text-quiet',
          actionButton: 'shrink-0 rounded-sm px-2 h-7 touch:h-11 text-sm font-semibold text-accent-text hover:bg-hover',
          icon: 'shrink-0 [&_svg]:size-4',
        },
      }}
    />
  );
}

export interface Notice {
  readonly title: string;
  readonly description?: string;
  /** One action, as Undo or Try again. */
  readonly action?: { readonly label: string; readonly onClick: () => void };
  /** A later notice of the same id takes the place of this one. */
  readonly id?: string;
}

/** Tells what happened, in a corner, for some seconds. */
export function notify({ title, description, action, id }: Notice): void {
  sonner(title, options({ description, action, id }));
}

/** Tells what went wrong; stays twice as long. */
export function notifyProblem({ title, description, action, id }: Notice): void {
  sonner.error(title, { ...options({ description, action, id }), duration: 10_000 });
}

function options({ description, action, id }: { [Key in Exclude<keyof Notice, 'title'>]: Notice[Key] | undefined }): ExternalToast {
  return {
    ...(description === undefined ? {} : { description }),
    ...(action === undefined ? {} : { action }),
    ...(id === undefined ? {} : { id }),
  };
}
