import { classNames } from './class-names.ts';

/** Keeps the place of what is still loading. Give it the size of the real thing. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={classNames('block animate-pulse rounded-sm bg-picture-empty', className)} />;
}
