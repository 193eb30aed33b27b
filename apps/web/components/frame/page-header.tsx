import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names.ts';

export interface PageHeaderProps {
  readonly title: ReactNode;
  /** A line of facts below the title. */
  readonly description?: ReactNode;
  /** Buttons at the right; the one that matters most stands last. */
  readonly actions?: ReactNode;
}

export function PageHeader({ title, description, actions }: PageHeaderProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 pb-5">
      <div className="min-w-0">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {description === undefined ? null : <div className="mt-0.5 text-base text-quiet">{description}</div>}
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}

/** The place of a page's content. `isWide` uses the whole window, as grids of pictures do. */
export function Page({
  children,
  isWide = false,
  className,
}: {
  readonly children: ReactNode;
  readonly isWide?: boolean;
  readonly className?: string;
}) {
  return <div className={classNames('mx-auto w-full px-4 py-6 md:px-8', isWide ? '' : 'max-w-7xl', className)}>{children}</div>;
}
