import { Car, ListChecks, type LucideIcon, Settings, SquareCheckBig } from 'lucide-react';

export interface Destination {
  readonly path: `/${string}`;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Letters to press one after the other, from anywhere. */
  readonly keys: readonly [string, string];
}

/** Where the rail leads: only pages that exist. */
export const destinations: readonly Destination[] = [
  { path: '/vehicles', label: 'Vehicles', icon: Car, keys: ['g', 'v'] },
  { path: '/review', label: 'Review', icon: SquareCheckBig, keys: ['g', 'r'] },
  { path: '/jobs', label: 'Jobs', icon: ListChecks, keys: ['g', 'j'] },
  { path: '/settings', label: 'Settings', icon: Settings, keys: ['g', 's'] },
];

export function isWithin(pathname: string, destination: Destination): boolean {
  return pathname === destination.path || pathname.startsWith(`${destination.path}/`);
}
