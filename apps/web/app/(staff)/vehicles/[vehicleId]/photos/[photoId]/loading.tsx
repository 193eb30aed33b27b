import { LightTableSkeleton } from '@/features/review/light-table-skeleton.tsx';

export default function Loading() {
  return <LightTableSkeleton />;
}
