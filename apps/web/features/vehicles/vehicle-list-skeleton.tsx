import { Skeleton } from '@/components/ui/skeleton.tsx';
import type { View } from './view.ts';

const places = Array.from({ length: 8 }, (_, index) => `place-${index}`);

/** The list's shape while it loads. */
export function VehicleListSkeleton({ view }: { readonly view: View }) {
  return (
    <div role="status">
      <span className="sr-only">Loading the vehicles</span>
      {view === 'cards' ? (
        <div className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,248px),1fr))] gap-4">
          {places.map((place) => (
            <div key={place} className="overflow-hidden rounded-md border border-line bg-surface">
              <Skeleton className="aspect-3/2 rounded-none" />
              <div className="flex flex-col gap-2 p-3 pt-4">
                <Skeleton className="h-4 w-2/3" />
                <Skeleton className="h-4 w-1/2" />
                <Skeleton className="mt-1 h-4 w-1/3" />
              </div>
            </div>
          ))}
        </div>
      ) : (
        <div className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
          {places.map((place) => (
            <div key={place} className="flex h-14 items-center gap-4 px-3">
              <Skeleton className="h-10 w-15" />
              <Skeleton className="h-4 w-1/3" />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
