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
  /** 1 where it is all that the page says. */
  readonly headingLevel?: 1 | 2;
}

/** What a list shows while there is nothing in it. */
export function Empty({ icon: Icon, title, children, actions, className, headingLevel = 2 }: EmptyProps) {
  const Heading = `h${headingLevel}` as const;
  return (
    <div className={classNames('flex flex-col items-center px-6 py-16 text-center', className)}>
      <span className="mb-4 flex size-10 items-center justify-center rounded-md border border-line bg-surface text-quiet">
        <Icon aria-hidden className="size-5" strokeWidth={1.75} />
      </span>
      <Heading className="text-lg font-semibold">{title}</Heading>
      {children === undefined ? null : <div className="mt-1 max-w-sm text-balance text-base text-quiet">{children}</div>}
      {actions === undefined ? null : <div className="mt-5 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}
