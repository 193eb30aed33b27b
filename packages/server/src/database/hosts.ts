import { ForecourtError } from '@forecourt/errors';
import type { SshAddress } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { decodeCursor, type Page, type PageQuery, pageOfRows } from './cursor.ts';
import { and, asc, eq, ne, or, sql } from './drizzle.ts';
import { isDuplicate } from './failures.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { hosts } from './schema.ts';

export type HostRow = typeof hosts.$inferSelect;
export type HostColumns = Partial<Omit<typeof hosts.$inferInsert, 'id' | 'dealershipId' | 'createdAt' | 'updatedAt'>>;

/** A host of a dealership. */
export interface HostName {
  readonly dealershipId: string;
  readonly id: string;
}

/** Tells processes that hosts of this dealership are set up differently now: `dealership/host`. */
export const hostsChannel = 'forecourt_hosts';
/** More than any dealer has: whoever reaches it has forgotten to revoke. */
const mostHosts = 100;

export interface NewHost {
  readonly dealershipId: string;
  readonly name: string;
  readonly mode: 'agent' | 'ssh';
  readonly platform?: string | undefined;
  readonly agentVersion?: string | undefined;
  readonly addresses?: readonly string[] | undefined;
  readonly ssh?: SshAddress | undefined;
  readonly sshSecretId?: string | undefined;
  readonly sshPublicKey?: string | undefined;
}

/** @throws HOST_NAME_TAKEN, TOO_MANY_HOSTS */
export async function insertHost(tx: Transaction, { addresses = [], ...host }: NewHost): Promise<string> {
  await requireRoom(tx, host.dealershipId);
  const id = newId();
  await named(host.name, tx.insert(hosts).values({ id, ...host, addresses: [...addresses] }));
  return id;
}

/** @throws TOO_MANY_HOSTS */
export async function requireRoom(tx: Transaction, dealershipId: string): Promise<void> {
  if ((await tx.$count(hosts, and(eq(hosts.dealershipId, dealershipId), ne(hosts.state, 'revoked')))) < mostHosts) return;
  throw new ForecourtError('TOO_MANY_HOSTS', `A dealership has at most ${mostHosts} hosts.`);
}

/** @throws HOST_NAME_TAKEN */
export async function requireFreeName(tx: Transaction, dealershipId: string, name: string): Promise<void> {
  const same = and(eq(hosts.dealershipId, dealershipId), eq(sql`lower(${hosts.name})`, name.toLowerCase()), ne(hosts.state, 'revoked'));
  if ((await tx.$count(hosts, same)) > 0) throw nameTaken(name);
}

const cursorSchema = z.tuple([z.literal('hosts'), z.string(), z.uuid()]);

/** One page in the order of names. Those that were revoked come last. @throws INVALID_INPUT for a cursor of something else */
export async function listHosts(orm: ForecourtOrm, dealershipId: string, { cursor, limit }: PageQuery): Promise<Page<HostRow>> {
  const key = sql<string>`(case when ${hosts.state} = 'revoked' then '1' else '0' end || lower(${hosts.name}) collate "C")`;
  const after = cursor === undefined ? undefined : decodeCursor(cursorSchema, cursor);
  const isAfter = after && sql`(${key}, ${hosts.id}) > (${after[1]} collate "C", ${after[2]}::uuid)`;
  const rows = await orm
    .select({ row: hosts, key })
    .from(hosts)
    .where(and(eq(hosts.dealershipId, dealershipId), isAfter))
    .orderBy(key, asc(hosts.id))
    .limit(limit + 1);
  const page = pageOfRows(rows, limit, ({ row, key: name }) => ['hosts', name, row.id]);
  return { ...page, items: page.items.map(({ row }) => row) };
}

/** All hosts that work for a dealership, oldest first. */
export async function listWorkingHosts(orm: ForecourtOrm, dealershipId: string): Promise<HostRow[]> {
  return await orm
    .select()
    .from(hosts)
    .where(and(eq(hosts.dealershipId, dealershipId), ne(hosts.state, 'revoked')))
    .orderBy(asc(hosts.id));
}

/** @throws NOT_FOUND, also for one of another dealership */
export async function readHost(orm: ForecourtOrm, host: HostName): Promise<HostRow> {
  const [row] = await orm.select().from(hosts).where(isHost(host));
  return existing(row);
}

/** The host that says that it has this id; undefined for none. */
export async function findHost(orm: ForecourtOrm, id: string): Promise<HostRow | undefined> {
  const [row] = await orm.select().from(hosts).where(eq(hosts.id, id));
  return row;
}

/** The row, held until the end of the transaction. @throws NOT_FOUND */
export async function lockHost(tx: Transaction, host: HostName): Promise<HostRow> {
  const [row] = await tx.select().from(hosts).where(isHost(host)).for('update');
  return existing(row);
}

/** @throws NOT_FOUND, HOST_NAME_TAKEN */
export async function updateHost(tx: Transaction, host: HostName, columns: HostColumns): Promise<HostRow> {
  const updating = tx
    .update(hosts)
    .set({ ...columns, updatedAt: sql`now()` })
    .where(isHost(host))
    .returning();
  const [row] = await named(columns.name ?? '', updating);
  return existing(row);
}

/** Writes what was found, without making the host a changed one. */
export async function noteHost(orm: ForecourtOrm, host: HostName, columns: HostColumns): Promise<void> {
  await orm.update(hosts).set(columns).where(isHost(host));
}

/** Tells every process once the transaction is committed. */
export async function tellHost(tx: Transaction, { dealershipId, id }: HostName): Promise<void> {
  await tx.execute(sql`select pg_notify(${hostsChannel}, ${`${dealershipId}/${id}`})`);
}

/**
 * Hosts that this process looks after from now until `until`: those that it did before, and those that nobody does.
 *
 * @param preferred ids of those that it holds a line of: it takes these from others
 */
export async function claimHosts(
  orm: ForecourtOrm,
  { watcher, now, until, preferred }: { watcher: string; now: Date; until: Date; preferred: readonly string[] },
): Promise<HostRow[]> {
  const isFree = sql`${hosts.watchedUntil} is null or ${hosts.watchedUntil} < ${now.toISOString()}::timestamptz`;
  const isPreferred = sql`${hosts.id}::text = any(string_to_array(${preferred.join(',')}, ','))`;
  return await orm
    .update(hosts)
    .set({ watchedBy: watcher, watchedUntil: until })
    .where(and(ne(hosts.state, 'revoked'), or(isFree, eq(hosts.watchedBy, watcher), isPreferred)))
    .returning();
}

/** Lets others look after its hosts at once. */
export async function releaseHosts(orm: ForecourtOrm, watcher: string): Promise<void> {
  await orm.update(hosts).set({ watchedBy: null, watchedUntil: null }).where(eq(hosts.watchedBy, watcher));
}

function isHost({ dealershipId, id }: HostName) {
  return and(eq(hosts.dealershipId, dealershipId), eq(hosts.id, id));
}

async function named<Answer>(name: string, write: Promise<Answer>): Promise<Answer> {
  try {
    return await write;
  } catch (error) {
    throw isDuplicate(error, 'hosts_name') ? nameTaken(name, error) : error;
  }
}

function nameTaken(name: string, cause?: unknown): ForecourtError {
  return new ForecourtError('HOST_NAME_TAKEN', `Another host is called ${name}.`, {
    details: { field: 'name' },
    ...(cause !== undefined && { cause }),
  });
}

function existing(row: HostRow | undefined): HostRow {
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such host.');
  return row;
}
