import { Page } from '@/components/frame/page-header.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { anglePlaces } from './angles.ts';
import { gridStyle } from './photo-grid.tsx';

/** The vehicle page's shape while it loads. */
export function VehiclePageSkeleton() {
  return (
    <Page isWide>
      <div role="status" aria-label="Loading the vehicle">
        <Skeleton className="mb-2 h-4 w-32" />
        <Skeleton className="mb-2 h-7 w-64" />
        <Skeleton className="mb-8 h-5 w-80 max-w-full" />
        <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_24rem]">
          <div className={gridStyle}>
            {anglePlaces
              .filter((place) => place.wanted)
              .map(({ angle }) => (
                <div key={angle} className="overflow-hidden rounded-md border border-line">
                  <Skeleton className="aspect-4/3 rounded-none" />
                  <div className="flex flex-col gap-2 px-3 py-3">
                    <Skeleton className="h-4 w-24" />
                    <Skeleton className="h-3 w-16" />
                  </div>
                </div>
              ))}
          </div>
          <Skeleton className="hidden h-96 rounded-md xl:block" />
        </div>
      </div>
    </Page>
  );
}
