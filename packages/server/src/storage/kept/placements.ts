import type { Database } from '../../database/open.ts';
import { readNewestMove, type StorageMoveRow, type StoragePlace } from '../../database/storage-moves.ts';

/** Where files are, as the newest move says. */
export interface Placement {
  /** Where new files go. */
  readonly write: StoragePlace;
  /** Where files are looked for, in this order. */
  readonly reads: readonly StoragePlace[];
}

/** Told whenever a move begins or changes its state. */
export const storageChannel = 'forecourt_storage';

/**
 * New files go to the target from the moment a move begins. The source is looked into until it was emptied: a file that was put there
 * while the move began may still be nowhere else.
 *
 * @param chosen by the settings, for an installation that never moved its files
 */
export function placementOf(move: Pick<StorageMoveRow, 'source' | 'target' | 'state'> | undefined, chosen: StoragePlace): Placement {
  if (move === undefined) return { write: chosen, reads: [chosen] };
  const { source, target, state } = move;
  return { write: target, reads: state === 'removed' ? [target] : [target, source] };
}

export interface Placements {
  /** As it was when somebody looked last: for reading, where a second look mends an old answer. */
  known(): Placement;
  /** As it is now: for writing. */
  fresh(): Promise<Placement>;
}

/** @throws DATABASE_UNAVAILABLE */
export async function createPlacements(database: Database, chosen: StoragePlace): Promise<Placements> {
  let known = placementOf(await readNewestMove(database.orm), chosen);
  return {
    known: () => known,
    async fresh() {
      known = placementOf(await readNewestMove(database.orm), chosen);
      return known;
    },
  };
}
