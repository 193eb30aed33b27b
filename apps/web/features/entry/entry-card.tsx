import type { ReactNode } from 'react';
import { LogoMark } from '@/components/frame/logo.tsx';

export interface EntryCardProps {
  readonly title: string;
  readonly description: ReactNode;
  readonly children: ReactNode;
}

export function EntryCard({ title, description, children }: EntryCardProps) {
  return (
    <div className="w-full max-w-100">
      <div className="mb-6 flex items-center gap-2.5">
        <LogoMark className="size-7" />
        <span className="text-lg font-semibold tracking-tight">Forecourt</span>
      </div>
      <div className="rounded-md border border-line bg-surface p-6">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        <p className="mt-1 text-base text-pretty text-quiet">{description}</p>
        <div className="mt-6">{children}</div>
      </div>
    </div>
  );
}
