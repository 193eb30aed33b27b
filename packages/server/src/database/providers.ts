import { ForecourtError } from '@forecourt/errors';
import {
  type Choice,
  type Operation,
  type ProviderHealth,
  type ProviderKind,
  type ProviderLimits,
  providerKindSchema,
  providerLimitsSchema,
} from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { and, asc, eq, isNull, sql } from './drizzle.ts';
import { appendEvent } from './events.ts';
import { isDuplicate } from './failures.ts';
import { type ForecourtOrm, rowsOf, type Transaction } from './orm.ts';
import { dealerships, providerRules, providers, secrets } from './schema.ts';

/** Says the id of a dealership whose providers, or whose rules for them, have changed. */
export const providersChannel = 'forecourt_providers';

export interface ProviderName {
  readonly dealershipId: string;
  readonly id: string;
}

/** A provider as it is set up, with what may be shown of its key. */
export interface ProviderRow extends ProviderName {
  readonly kind: ProviderKind;
  readonly name: string;
  readonly baseUrl: string | null;
  readonly secretId: string | null;
  readonly key: { readonly lastFour: string; readonly changedAt: Date } | null;
  readonly operations: readonly Operation[];
  readonly weight: number;
  readonly position: number;
  readonly isEnabled: boolean;
  readonly limits: ProviderLimits;
  readonly health: ProviderHealth | null;
  readonly healthCheckedAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

const columns = { provider: providers, lastFour: secrets.lastFour, changedAt: secrets.createdAt };

/** Providers of a dealership in their order. */
export async function listProviders(orm: ForecourtOrm, dealershipId: string): Promise<ProviderRow[]> {
  const rows = await withKeys(orm).where(eq(providers.dealershipId, dealershipId)).orderBy(asc(providers.position), asc(providers.id));
  return rows.map(rowOf);
}

/** Providers that are on, of all dealerships, from behind one on. */
export async function listEnabledProviders(orm: ForecourtOrm, after: ProviderName | null, limit: number): Promise<ProviderRow[]> {
  const rows = await withKeys(orm)
    .where(
      and(
        eq(providers.isEnabled, true),
        after === null ? undefined : sql`(${providers.dealershipId}, ${providers.id}) > (${after.dealershipId}, ${after.id})`,
      ),
    )
    .orderBy(asc(providers.dealershipId), asc(providers.id))
    .limit(limit);
  return rows.map(rowOf);
}

/** Who makes cutouts, over all dealerships: this machine for anybody, others for anybody. */
export async function readCutoutMakers(orm: ForecourtOrm): Promise<{ readonly engine: boolean; readonly others: boolean }> {
  const makes = sql`${providers.isEnabled} and 'removeBackground' = any(${providers.operations})`;
  const query = sql`select
    exists (select from ${providers} where ${makes} and ${providers.kind} <> 'local') as others,
    exists (select from ${dealerships} where not exists (select from ${providers} where ${providers.dealershipId} = ${dealerships.id}))
      or exists (select from ${providers} where ${makes} and ${providers.kind} = 'local') as engine`;
  const [row] = rowsOf(makersSchema, await orm.execute(query));
  return row ?? { engine: true, others: false };
}

const makersSchema = z.object({ engine: z.boolean(), others: z.boolean() });

/** @throws NOT_FOUND, also for one of another dealership */
export async function readProvider(orm: ForecourtOrm, name: ProviderName): Promise<ProviderRow> {
  const [row] = await withKeys(orm).where(isProvider(name));
  if (row === undefined) throw unknown();
  return rowOf(row);
}

function withKeys(orm: ForecourtOrm) {
  return orm
    .select(columns)
    .from(providers)
    .leftJoin(secrets, and(eq(secrets.dealershipId, providers.dealershipId), eq(secrets.id, providers.secretId)))
    .$dynamic();
}

type Joined = { provider: typeof providers.$inferSelect; lastFour: string | null; changedAt: Date | null };

function rowOf({ provider, lastFour, changedAt }: Joined): ProviderRow {
  const { kind, limits, ...row } = provider;
  return {
    ...row,
    kind: providerKindSchema.parse(kind),
    limits: providerLimitsSchema.parse(limits),
    key: lastFour === null || changedAt === null ? null : { lastFour, changedAt },
  };
}

export interface NewProvider {
  readonly dealershipId: string;
  readonly kind: ProviderKind;
  readonly name: string;
  readonly baseUrl: string | null;
  readonly secretId: string | null;
  readonly operations: readonly Operation[];
  readonly weight: number;
  readonly isEnabled: boolean;
  readonly limits: ProviderLimits;
  readonly health: ProviderHealth;
}

/** Most that a dealership can have. */
export const mostProviders = 50;

/** Adds one behind the others. @throws PROVIDER_NAME_TAKEN, TOO_MANY_PROVIDERS */
export async function insertProvider(tx: Transaction, { operations, ...provider }: NewProvider): Promise<string> {
  const present = await tx.$count(providers, eq(providers.dealershipId, provider.dealershipId));
  if (present >= mostProviders) throw new ForecourtError('TOO_MANY_PROVIDERS', `There are ${mostProviders} providers already.`);
  const id = newId();
  const behind = tx
    .select({ position: sql`coalesce(max(${providers.position}) + 1, 0)` })
    .from(providers)
    .where(eq(providers.dealershipId, provider.dealershipId));
  await named(
    provider.name,
    tx.insert(providers).values({
      ...{ ...provider, id, operations: [...new Set(operations)] },
      ...{ position: sql`(${behind})`, healthCheckedAt: sql`now()` },
    }),
  );
  return id;
}

export interface ProviderChanges {
  readonly name?: string | undefined;
  readonly operations?: readonly Operation[] | undefined;
  readonly weight?: number | undefined;
  readonly isEnabled?: boolean | undefined;
  readonly limits?: ProviderLimits | undefined;
}

/** @throws NOT_FOUND, PROVIDER_NAME_TAKEN */
export async function updateProvider(tx: Transaction, name: ProviderName, { operations, ...changes }: ProviderChanges): Promise<void> {
  const set = { ...changes, ...(operations && { operations: [...new Set(operations)] }), updatedAt: sql`now()` };
  const changed = await named(changes.name ?? '', tx.update(providers).set(set).where(isProvider(name)).returning({ id: providers.id }));
  if (changed.length === 0) throw unknown();
}

/** Gives another key, and the address that it is for. @returns the former key's secret, to be removed. @throws NOT_FOUND */
export async function changeProviderSecret(
  tx: Transaction,
  name: ProviderName,
  { secretId, baseUrl, health }: { readonly secretId: string; readonly baseUrl: string | null; readonly health: ProviderHealth },
): Promise<string | null> {
  const [before] = await tx.select({ secretId: providers.secretId }).from(providers).where(isProvider(name)).for('update');
  if (before === undefined) throw unknown();
  await tx.update(providers).set({ secretId, baseUrl, health, healthCheckedAt: sql`now()`, updatedAt: sql`now()` }).where(isProvider(name));
  return before.secretId;
}

/** @returns what was removed, whose secret is to be removed too. @throws NOT_FOUND */
export async function deleteProvider(
  tx: Transaction,
  name: ProviderName,
): Promise<{ readonly name: string; readonly kind: string; readonly secretId: string | null }> {
  const [row] = await tx.delete(providers).where(isProvider(name)).returning();
  if (row === undefined) throw unknown();
  return row;
}

/** Puts those that are named in front in their order, and the others behind them in theirs. @throws NOT_FOUND */
export async function orderProviders(tx: Transaction, dealershipId: string, ids: readonly string[]): Promise<void> {
  const rows = await tx
    .select({ id: providers.id })
    .from(providers)
    .where(eq(providers.dealershipId, dealershipId))
    .orderBy(asc(providers.position), asc(providers.id))
    .for('update');
  const present = rows.map(({ id }) => id);
  if (ids.some((id) => !present.includes(id))) throw unknown();
  const order = [...new Set([...ids, ...present])];
  for (const [position, id] of order.entries()) await tx.update(providers).set({ position }).where(isProvider({ dealershipId, id }));
}

/** Notes how a provider is, by its name or its id. @returns whether it is another state than was known */
export async function noteHealth(tx: Transaction, name: ProviderName, health: ProviderHealth): Promise<boolean> {
  const [before] = await tx.select({ health: providers.health }).from(providers).where(isProvider(name)).for('update');
  if (before === undefined) return false;
  await tx.update(providers).set({ health, healthCheckedAt: sql`now()` }).where(isProvider(name));
  return before.health?.state !== health.state || before.health?.code !== health.code;
}

export async function readChoice(orm: ForecourtOrm, dealershipId: string): Promise<Choice> {
  const [row] = await orm.select().from(providerRules).where(eq(providerRules.dealershipId, dealershipId));
  return row?.choose ?? 'order';
}

export async function changeChoice(tx: Transaction, dealershipId: string, choose: Choice): Promise<void> {
  await tx
    .insert(providerRules)
    .values({ dealershipId, choose })
    .onConflictDoUpdate({ target: providerRules.dealershipId, set: { choose, updatedAt: sql`now()` } });
}

/** Notes that hosts are a provider, or were one. @returns whether nobody had done so before: of several at once one */
export async function noteHostsSetUp(tx: Transaction, dealershipId: string): Promise<boolean> {
  const noted = await tx
    .insert(providerRules)
    .values({ dealershipId, hostsSetUpAt: sql`now()` })
    .onConflictDoUpdate({
      target: providerRules.dealershipId,
      set: { hostsSetUpAt: sql`now()` },
      setWhere: isNull(providerRules.hostsSetUpAt),
    })
    .returning({ dealershipId: providerRules.dealershipId });
  return noted.length > 0;
}

/** Lets every process build its router anew, and pages show it, once the transaction is committed. To be called last. */
export async function tellProvider(
  tx: Transaction,
  { dealershipId, id }: ProviderName,
  { name, isDeleted = false }: { readonly name: string; readonly isDeleted?: boolean },
): Promise<void> {
  await tellProviders(tx, dealershipId);
  await appendEvent(tx, dealershipId, 'provider.changed', { id, name, isDeleted });
}

/** The same for what concerns all of them. */
export async function tellProviders(tx: Transaction, dealershipId: string): Promise<void> {
  await tx.execute(sql`select pg_notify(${providersChannel}, ${dealershipId})`);
}

function isProvider({ dealershipId, id }: ProviderName) {
  return and(eq(providers.dealershipId, dealershipId), eq(providers.id, id));
}

function unknown(): ForecourtError {
  return new ForecourtError('NOT_FOUND', 'There is no such provider.');
}

async function named<Result>(name: string, query: Promise<Result>): Promise<Result> {
  try {
    return await query;
  } catch (error) {
    if (isDuplicate(error, 'providers_name')) throw new ForecourtError('PROVIDER_NAME_TAKEN', `There is a provider ${name} already.`);
    if (isDuplicate(error, 'providers_one_keyless')) {
      throw new ForecourtError('PROVIDER_NAME_TAKEN', 'It is among the providers already, under another name.', {
        hint: 'Change that one.',
      });
    }
    throw error;
  }
}
