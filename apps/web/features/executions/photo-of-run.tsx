'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRight } from '@/components/frame/rights.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';

/** The photo that a run cut out, with the way to it as long as it is there. */
export function PhotoOfRun({ photoId }: { readonly photoId: string }) {
  const mayRead = useRight('photos:read');
  const { data } = useQuery({
    queryKey: queryKeys.photo(photoId),
    queryFn: ({ signal }) => browserClient().photos.get(photoId, { signal }),
    enabled: mayRead,
    // It may be gone, which is an answer.
    retry: false,
  });
  if (data === undefined) return 'A photo to cut out';
  return (
    <Link href={`/vehicles/${data.vehicleId}/photos/${photoId}`} className="underline underline-offset-2 hover:text-accent-text">
      A photo to cut out
    </Link>
  );
}
