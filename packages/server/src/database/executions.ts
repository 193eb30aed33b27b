import { ForecourtError } from '@forecourt/errors';
import { type Execution, type ExecutionDetail, type HostJobEvent, hostJobEventSchema } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, asc, desc, eq, gt, ilike, lt, type SQL, sql } from './drizzle.ts';
import type { ForecourtOrm } from './orm.ts';
import { executionFiles, executionLogs, executions, hosts } from './schema.ts';
import { likePattern } from './search.ts';

export type ExecutionRow = typeof executions.$inferSelect;
export type ExecutionFileRow = typeof executionFiles.$inferSelect;

export interface ExecutionName {
  readonly dealershipId: string;
  readonly id: string;
}

export interface ExecutionFilter {
  readonly hostId?: string | undefined;
  readonly state?: ExecutionRow['state'] | undefined;
  readonly script?: string | undefined;
  /** The job of a photo that they were for. */
  readonly jobId?: string | undefined;
  /** Part of what was run, where, with what and how it ended, in any case. */
  readonly search?: string | undefined;
}

const cursorSchema = z.tuple([z.literal('executions'), z.uuid()]);

/** Runs on hosts, newest first. @throws INVALID_INPUT for a cursor of something else */
export async function listExecutions(
  orm: ForecourtOrm,
  dealershipId: string,
  { cursor, limit, ...filter }: PageQuery & ExecutionFilter,
): Promise<Page<Execution>> {
  const after = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor)[1];
  const rows = await selectExecutions(orm)
    .where(and(within(dealershipId, filter), after === undefined ? undefined : lt(executions.id, after)))
    .orderBy(desc(executions.id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ row }) => ['executions', row.id]);
  return { ...page, items: page.items.map(executionOf) };
}

/** The newest runs, so many at a time, and no more than `most`. */
export async function* walkExecutions(
  orm: ForecourtOrm,
  dealershipId: string,
  filter: ExecutionFilter,
  { most, pageSize = 500 }: { readonly most: number; readonly pageSize?: number },
): AsyncGenerator<readonly Execution[], void, undefined> {
  let cursor: string | null = null;
  let left = most;
  do {
    const limit = Math.min(pageSize, left);
    const page: Page<Execution> = await listExecutions(orm, dealershipId, { ...filter, limit, cursor: cursor ?? undefined });
    if (page.items.length > 0) yield page.items;
    left -= page.items.length;
    cursor = page.nextCursor;
  } while (cursor !== null && left > 0);
}

/** @throws NOT_FOUND, also for one of another dealership */
export async function readExecution(orm: ForecourtOrm, name: ExecutionName): Promise<Execution> {
  return executionOf(await readJoined(orm, name));
}

/** The row itself. @throws NOT_FOUND */
export async function readExecutionRow(orm: ForecourtOrm, name: ExecutionName): Promise<ExecutionRow> {
  return (await readJoined(orm, name)).row;
}

/** With its files and the end of its log. @throws NOT_FOUND */
export async function readExecutionDetail(orm: ForecourtOrm, name: ExecutionName): Promise<ExecutionDetail> {
  const joined = await readJoined(orm, name);
  const { parameters, whatIf, logBytes } = joined.row;
  const files = await readExecutionFiles(orm, name);
  return {
    ...executionOf(joined),
    ...{ parameters, whatIf, logBytes },
    files: files.map(({ input, output, problem }) => ({ input, output, problem })),
    log: await readLogEnd(orm, name, shownEvents),
  };
}

/** Files of a run in their order. */
export async function readExecutionFiles(orm: ForecourtOrm, { dealershipId, id }: ExecutionName): Promise<ExecutionFileRow[]> {
  return await orm
    .select()
    .from(executionFiles)
    .where(and(eq(executionFiles.dealershipId, dealershipId), eq(executionFiles.executionId, id)))
    .orderBy(asc(executionFiles.place));
}

/** As the contract says of a run's log. */
const shownEvents = 2_000;

async function readLogEnd(orm: ForecourtOrm, name: ExecutionName, most: number): Promise<HostJobEvent[]> {
  const parts: string[] = [];
  let events = 0;
  let before: number | undefined;
  do {
    const rows = await orm
      .select()
      .from(executionLogs)
      .where(and(isLogOf(name), before === undefined ? undefined : lt(executionLogs.sequence, before)))
      .orderBy(desc(executionLogs.sequence))
      .limit(20);
    for (const { lines, count } of rows) {
      parts.unshift(lines);
      events += count;
    }
    before = rows.at(-1)?.sequence;
  } while (before !== undefined && events < most);
  return parts.flatMap(eventsOf).slice(-most);
}

/** The whole log, some events at a time, in their order. */
export async function* walkExecutionLog(orm: ForecourtOrm, name: ExecutionName): AsyncGenerator<readonly HostJobEvent[], void, undefined> {
  let after = -1;
  for (;;) {
    const [part] = await orm
      .select()
      .from(executionLogs)
      .where(and(isLogOf(name), gt(executionLogs.sequence, after)))
      .orderBy(asc(executionLogs.sequence))
      .limit(1);
    if (part === undefined) return;
    after = part.sequence;
    yield eventsOf(part.lines);
  }
}

function eventsOf(lines: string): HostJobEvent[] {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => hostJobEventSchema.parse(JSON.parse(line)));
}

function isLogOf({ dealershipId, id }: ExecutionName): SQL | undefined {
  return and(eq(executionLogs.dealershipId, dealershipId), eq(executionLogs.executionId, id));
}

async function readJoined(orm: ForecourtOrm, { dealershipId, id }: ExecutionName): Promise<Joined> {
  const [joined] = await selectExecutions(orm).where(and(eq(executions.dealershipId, dealershipId), eq(executions.id, id)));
  if (joined === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such run.');
  return joined;
}

function within(dealershipId: string, { hostId, state, script, jobId, search }: ExecutionFilter): SQL | undefined {
  return and(
    eq(executions.dealershipId, dealershipId),
    hostId === undefined ? undefined : eq(executions.hostId, hostId),
    state && eq(executions.state, state),
    script === undefined ? undefined : eq(executions.scriptName, script),
    jobId === undefined ? undefined : eq(executions.jobId, jobId),
    search ? ilike(executions.searchText, likePattern(search)) : undefined,
  );
}

function selectExecutions(orm: ForecourtOrm) {
  return orm
    .select({
      row: executions,
      // Not joined: so it is looked up for those on the page, whatever else the planner thinks of.
      hostName: sql<string>`(select ${hosts.name} from ${hosts}
        where ${hosts.dealershipId} = ${executions.dealershipId} and ${hosts.id} = ${executions.hostId})`,
    })
    .from(executions)
    .$dynamic();
}

type Joined = Awaited<ReturnType<typeof selectExecutions>>[number];

/** The contract's shape of a row. */
function executionOf({ row, hostName }: Joined): Execution {
  const { id, hostId, operation, road, state, attempts, exitCode, problem, startedBy, photoId, scriptName, scriptVersion } = row;
  return {
    ...{ id, hostId, hostName, operation, road, state, attempts, exitCode, problem, startedBy, photoId },
    script: scriptName === null || scriptVersion === null ? null : { name: scriptName, version: scriptVersion },
    progress: row.progressStage === null ? null : { stage: row.progressStage, share: row.progressShare ?? 0 },
    inputs: row.inputCount,
    outputs: row.outputCount,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
