'use client';

import { PageFailed, type PageFailedProps } from '@/components/state/page-failed.tsx';

/** Within the frame, so that the way to the other pages stays. */
export default function StaffError(props: PageFailedProps) {
  return <PageFailed {...props} />;
}
