import { VehiclePageSkeleton } from '@/features/photos/vehicle-page-skeleton.tsx';

export default function Loading() {
  return <VehiclePageSkeleton />;
}
