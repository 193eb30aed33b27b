import type { PhotoState } from '@forecourt/sdk/contract';
import type { Card } from './photo-set.ts';

/** What a large set can be narrowed to: where one stands, in the words of the states. */
export const photoFilters = [
  { filter: 'all', name: 'All', states: null },
  { filter: 'working', name: 'Under way', states: ['waiting', 'working'] },
  { filter: 'review', name: 'Need you', states: ['review'] },
  { filter: 'approved', name: 'Approved', states: ['approved'] },
  { filter: 'stopped', name: 'Stopped', states: ['rejected', 'failed', 'cancelled'] },
] as const satisfies readonly { filter: string; name: string; states: readonly PhotoState[] | null }[];

export type PhotoFilter = (typeof photoFilters)[number]['filter'];

/** From so many photos on a set needs filters. */
export const filtersFrom = 12;

/** Whether a card is shown; an upload counts as under way, or as stopped when it failed. */
export function passes({ photo, transfer }: Card, filter: PhotoFilter): boolean {
  const states: readonly PhotoState[] | null = photoFilters.find((one) => one.filter === filter)?.states ?? null;
  if (states === null) return true;
  const state: PhotoState = photo?.state ?? (transfer?.state.status === 'failed' ? 'failed' : 'working');
  return states.includes(state);
}
