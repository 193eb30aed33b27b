import type { Scope } from '@forecourt/sdk/contract';
import { Car, ListChecks, type LucideIcon, OctagonAlert, Settings, SquareCheckBig, WandSparkles } from 'lucide-react';

export interface Destination {
  readonly path: `/${string}`;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Letters to press one after the other, from anywhere. */
  readonly keys: readonly [string, string];
  /** The right that somebody needs to see it; everybody where there is none. */
  readonly right?: Scope;
  /** Not in the bar of a phone, which has room for four. */
  readonly isForDesktop?: boolean;
}

/** Where the rail leads: only pages that exist. */
export const destinations: readonly Destination[] = [
  { path: '/vehicles', label: 'Vehicles', icon: Car, keys: ['g', 'v'] },
  { path: '/review', label: 'Review', icon: SquareCheckBig, keys: ['g', 'r'] },
  { path: '/generate', label: 'Create', icon: WandSparkles, keys: ['g', 'c'], right: 'generations:read', isForDesktop: true },
  { path: '/jobs', label: 'Jobs', icon: ListChecks, keys: ['g', 'j'] },
  { path: '/errors', label: 'Errors', icon: OctagonAlert, keys: ['g', 'e'], right: 'errors:read', isForDesktop: true },
  { path: '/settings', label: 'Settings', icon: Settings, keys: ['g', 's'] },
];

export function isWithin(pathname: string, destination: Destination): boolean {
  return pathname === destination.path || pathname.startsWith(`${destination.path}/`);
}
