import type { Metadata } from 'next';
import { Missing } from '@/components/state/missing.tsx';

export const metadata: Metadata = { title: 'Not found' };

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col">
      <Missing />
    </main>
  );
}
