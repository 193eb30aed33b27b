import type { LucideIcon } from 'lucide-react';
import { classNames } from '@/components/ui/class-names.ts';

export interface SignProps {
  readonly sign: { readonly word: string; readonly icon: LucideIcon; readonly text: string };
  readonly className?: string;
}

/** A state as icon and word. */
export function Sign({ sign: { word, icon: Icon, text }, className }: SignProps) {
  return (
    <span className={classNames('inline-flex items-center gap-1.5 text-sm font-medium whitespace-nowrap', text, className)}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {word}
    </span>
  );
}
