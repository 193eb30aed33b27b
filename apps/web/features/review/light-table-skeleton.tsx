import { Skeleton } from '@/components/ui/skeleton.tsx';

/** The light table's shape while its first picture loads. */
export function LightTableSkeleton() {
  return (
    <div
      role="status"
      aria-label="Loading the pictures"
      className="flex h-[calc(100dvh-var(--top-height)-var(--bottom-height))] flex-col md:h-[calc(100dvh-var(--top-height))]"
    >
      <div className="flex h-12 shrink-0 items-center gap-3 border-b border-line px-4">
        <Skeleton className="size-6" />
        <Skeleton className="h-4 w-40" />
      </div>
      <div className="flex min-h-0 grow">
        <div className="grow bg-ground-grey" />
        <div className="hidden w-84 flex-col gap-4 border-l border-line p-5 lg:flex">
          <Skeleton className="h-9 w-20" />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-16 w-full" />
          <Skeleton className="h-16 w-full" />
        </div>
      </div>
      <div className="flex h-18 shrink-0 gap-1.5 border-t border-line px-3 py-2">
        {['a', 'b', 'c', 'd', 'e'].map((key) => (
          <Skeleton key={key} className="h-14 w-18" />
        ))}
      </div>
    </div>
  );
}
