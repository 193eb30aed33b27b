import type { Scope } from '@forecourt/sdk/contract';
import { Car, ListChecks, type LucideIcon, OctagonAlert, Server, Settings, SquareCheckBig, WandSparkles } from 'lucide-react';

export interface Destination {
  readonly path: `/${string}`;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Letters to press one after the other, from anywhere. */
  readonly keys: readonly [string, string];
  /** The right that somebody needs to see it; everybody where there is none. */
  readonly right?: Scope;
  /** Pages at other addresses that belong to it. */
  readonly alsoAt?: readonly `/${string}`[];
  /** In the bar of a phone, which has room for three beside its menu with all others. */
  readonly isInBar?: boolean;
}

/** Where the rail leads: only pages that exist. */
export const destinations: readonly Destination[] = [
  { path: '/vehicles', label: 'Vehicles', icon: Car, keys: ['g', 'v'], isInBar: true },
  { path: '/review', label: 'Review', icon: SquareCheckBig, keys: ['g', 'r'], isInBar: true },
  { path: '/generate', label: 'Create', icon: WandSparkles, keys: ['g', 'c'], right: 'generations:read' },
  { path: '/jobs', label: 'Jobs', icon: ListChecks, keys: ['g', 'j'], isInBar: true },
  {
    path: '/hosts',
    label: 'Hosts',
    icon: Server,
    keys: ['g', 'h'],
    right: 'hosts:read',
    alsoAt: ['/scripts', '/runs', '/transfers', '/sync'],
  },
  { path: '/errors', label: 'Errors', icon: OctagonAlert, keys: ['g', 'e'], right: 'errors:read' },
  { path: '/settings', label: 'Settings', icon: Settings, keys: ['g', 's'] },
];

export function isWithin(pathname: string, { path, alsoAt = [] }: Pick<Destination, 'path' | 'alsoAt'>): boolean {
  return [path, ...alsoAt].some((one) => pathname === one || pathname.startsWith(`${one}/`));
}
