import { v7 as newId } from 'uuid';
import { and, desc, eq, inArray, isNull, lt, or, sql } from './drizzle.ts';
import type { Database } from './open.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { storageMoves } from './schema.ts';
import type { StorageProblem } from './tables/storage.ts';

export type StorageMoveRow = typeof storageMoves.$inferSelect;
export type StoragePlace = StorageMoveRow['source'];
export type StorageMoveState = StorageMoveRow['state'];

/** The right to work on a move: what an older fence writes is refused. */
export type MoveLease = Pick<StorageMoveRow, 'id' | 'fence'>;

const activeStates: readonly StorageMoveState[] = ['counting', 'copying', 'verifying', 'removing'];

export function isMoveActive({ state }: Pick<StorageMoveRow, 'state'>): boolean {
  return activeStates.includes(state);
}

/** The newest move, which says where files are; undefined where none was ever begun. */
export async function readNewestMove(orm: ForecourtOrm): Promise<StorageMoveRow | undefined> {
  const [row] = await orm.select().from(storageMoves).orderBy(desc(storageMoves.id)).limit(1);
  return row;
}

export interface NewMove {
  readonly source: StoragePlace;
  readonly target: StoragePlace;
  readonly bytesPerSecond: number | null;
}

/** Writes down who wanted it, in the transaction that does it. */
export type Noted = (tx: Transaction, move: StorageMoveRow) => Promise<unknown>;

/** Begins a move, and ends one the other way round where it was. */
export function createMove(database: Database, move: NewMove, noted?: Noted): Promise<StorageMoveRow> {
  return database.transaction(async (tx) => {
    await tx
      .update(storageMoves)
      .set({ state: 'cancelled', fence: sql`${storageMoves.fence} + 1`, leaseUntil: null, updatedAt: sql`now()` })
      .where(inArray(storageMoves.state, [...activeStates]));
    const [row] = await tx
      .insert(storageMoves)
      .values({ id: newId(), ...move })
      .returning();
    if (row === undefined) throw new TypeError('An insert gives its row back.');
    await noted?.(tx, row);
    return row;
  });
}

/** Changes how fast a move may be. */
export async function paceMove(orm: ForecourtOrm, id: string, bytesPerSecond: number | null): Promise<void> {
  await orm.update(storageMoves).set({ bytesPerSecond }).where(eq(storageMoves.id, id));
}

/** Starts the pass that checks the target and then empties the source. @returns false if the move is in another state */
export function beginRemoval(database: Database, id: string, noted?: Noted): Promise<boolean> {
  return database.transaction(async (tx) => {
    const [row] = await tx
      .update(storageMoves)
      .set({ state: 'verifying', ...atTheStart, problems: [], problemCount: 0, trouble: null, updatedAt: sql`now()` })
      .where(and(eq(storageMoves.id, id), eq(storageMoves.state, 'switched')))
      .returning();
    if (row !== undefined) await noted?.(tx, row);
    return row !== undefined;
  });
}

/** Takes a move up that nobody works on, or whose process gave no sign of life until its lease ran out. */
export async function claimMove(orm: ForecourtOrm, id: string, leaseMs: number): Promise<StorageMoveRow | undefined> {
  const [row] = await orm
    .update(storageMoves)
    .set({ fence: sql`${storageMoves.fence} + 1`, leaseUntil: later(leaseMs) })
    .where(
      and(
        eq(storageMoves.id, id),
        inArray(storageMoves.state, [...activeStates]),
        or(isNull(storageMoves.leaseUntil), lt(storageMoves.leaseUntil, sql`now()`)),
      ),
    )
    .returning();
  return row;
}

/** Says that the process lives. @returns the row as it is now; undefined if the move is not its own any more */
export async function keepMove(orm: ForecourtOrm, lease: MoveLease, leaseMs: number): Promise<StorageMoveRow | undefined> {
  const [row] = await orm
    .update(storageMoves)
    .set({ leaseUntil: later(leaseMs) })
    .where(holds(lease))
    .returning();
  return row;
}

/** What has been done since the last time it was told. */
export interface MoveProgress {
  readonly cursor: string;
  readonly doneFiles: number;
  readonly doneBytes: number;
  readonly copiedFiles: number;
  readonly copiedBytes: number;
  readonly removedFiles: number;
  readonly problems: readonly StorageProblem[];
}

/** Enough to see what is wrong; the count tells how much. */
const mostProblems = 100;

/** Writes what was done along with the cursor behind it: a file counts once, however often it was begun. @returns as {@link keepMove} */
export async function advanceMove(
  orm: ForecourtOrm,
  lease: MoveLease,
  progress: MoveProgress,
  leaseMs: number,
): Promise<StorageMoveRow | undefined> {
  const { cursor, problems, doneFiles, doneBytes, copiedFiles, copiedBytes, removedFiles } = progress;
  const added = JSON.stringify(problems.slice(0, mostProblems));
  const [row] = await orm
    .update(storageMoves)
    .set({
      cursor,
      doneFiles: sql`${storageMoves.doneFiles} + ${doneFiles}`,
      doneBytes: sql`${storageMoves.doneBytes} + ${doneBytes}`,
      copiedFiles: sql`${storageMoves.copiedFiles} + ${copiedFiles}`,
      copiedBytes: sql`${storageMoves.copiedBytes} + ${copiedBytes}`,
      removedFiles: sql`${storageMoves.removedFiles} + ${removedFiles}`,
      problemCount: sql`${storageMoves.problemCount} + ${problems.length}`,
      ...(problems.length > 0 && {
        problems: sql`case when jsonb_array_length(${storageMoves.problems}) < ${mostProblems} then ${storageMoves.problems} || ${added}::jsonb else ${storageMoves.problems} end`,
      }),
      trouble: null,
      leaseUntil: later(leaseMs),
      updatedAt: sql`now()`,
    })
    .where(holds(lease))
    .returning();
  return row;
}

/** Goes on to the next state, from its beginning. @returns as {@link keepMove} */
export async function enterMoveState(
  orm: ForecourtOrm,
  lease: MoveLease,
  state: StorageMoveState,
  totals?: { readonly totalFiles: number; readonly totalBytes: number },
): Promise<StorageMoveRow | undefined> {
  const [row] = await orm
    .update(storageMoves)
    .set({
      state,
      ...(state === 'switched' ? { switchedAt: sql`coalesce(${storageMoves.switchedAt}, now())` } : state === 'removed' ? {} : atTheStart),
      ...(state === 'removed' && { removedAt: sql`now()` }),
      ...(!activeStates.includes(state) && { leaseUntil: null }),
      ...totals,
      trouble: null,
      updatedAt: sql`now()`,
    })
    .where(holds(lease))
    .returning();
  return row;
}

/** Says why it does not go on right now. */
export async function tellMoveTrouble(orm: ForecourtOrm, lease: MoveLease, trouble: StorageProblem): Promise<void> {
  await orm.update(storageMoves).set({ trouble, updatedAt: sql`now()` }).where(holds(lease));
}

/** Lets another process take it up at once. */
export async function releaseMove(orm: ForecourtOrm, lease: MoveLease): Promise<void> {
  await orm.update(storageMoves).set({ leaseUntil: null }).where(holds(lease));
}

const atTheStart = { cursor: '', doneFiles: 0, doneBytes: 0 } as const;
const later = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;
const holds = ({ id, fence }: MoveLease) =>
  and(eq(storageMoves.id, id), eq(storageMoves.fence, fence), inArray(storageMoves.state, [...activeStates]));
