import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';

export interface EmptyProps {
  readonly icon: LucideIcon;
  readonly title: string;
  /** Teaches the first step. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string;
}

/** What a list shows while there is nothing in it. */
export function Empty({ icon: Icon, title, children, actions, className }: EmptyProps) {
  return (
    <div className={classNames('flex flex-col items-center px-6 py-16 text-center', className)}>
      <span className="mb-4 flex size-10 items-center justify-center rounded-md border border-line bg-surface text-quiet">
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <h2 className="text-lg font-semibold">{title}</h2>
      {children === undefined ? null : <div className="mt-1 max-w-sm text-balance text-base text-quiet">{children}</div>}
      {actions === undefined ? null : <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
