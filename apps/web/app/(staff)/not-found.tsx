import type { Metadata } from 'next';
import { Missing } from '@/components/state/missing.tsx';

export const metadata: Metadata = { title: 'Not found' };

/** Within the frame: a vehicle that was removed, for instance. */
export default function StaffNotFound() {
  return <Missing />;
}
