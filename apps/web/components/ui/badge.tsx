import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

/** A short fact in a thin frame. For a photo's or job's state use `StateBadge`. */
export function Badge({ children, className }: { readonly children: ReactNode; readonly className?: string }) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 items-center gap-1 whitespace-nowrap rounded-sm border border-line bg-surface px-1.5 text-xs font-medium text-quiet',
        className,
      )}
    >
      {children}
    </span>
  );
}
