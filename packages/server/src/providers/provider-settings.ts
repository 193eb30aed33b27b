import { ForecourtError } from '@forecourt/errors';
import type {
  Choice,
  Operation,
  ProviderDetail,
  ProviderKind,
  ProviderLimits,
  ProviderRules,
  ProviderSettings,
} from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import { actorOf, appendAudit } from '../database/audit.ts';
import type { Database } from '../database/open.ts';
import {
  changeChoice,
  changeProviderSecret,
  deleteProvider,
  insertProvider,
  listProviders,
  noteHostsSetUp,
  orderProviders,
  type ProviderChanges,
  type ProviderRow,
  readChoice,
  readProvider,
  tellProvider,
  tellProviders,
  updateProvider,
} from '../database/providers.ts';
import type { Caller } from '../identity/index.ts';
import type { Outbound } from '../outbound/index.ts';
import type { Secrets } from '../secrets/index.ts';
import type { BuildParts } from './build.ts';
import { describeProvider, withoutOffers } from './describe.ts';
import { keepEngine, localReady } from './keep-engine.ts';
import { kinds, operationsOf } from './kinds.ts';
import { noteState } from './refusals.ts';
import type { Routers } from './routers.ts';
import type { SharedParts } from './shared-parts.ts';

export interface ProviderSettingsOptions extends Omit<BuildParts, 'secrets'> {
  readonly database: Database;
  readonly secrets: Pick<Secrets, 'put' | 'remove' | 'read'>;
  readonly outbound: Pick<Outbound, 'check'>;
  readonly routers: Routers;
  readonly sharedOf: (dealershipId: string) => SharedParts;
}

export interface NewProviderSettings {
  readonly kind: ProviderKind;
  readonly name?: string | undefined;
  readonly key?: string | undefined;
  readonly baseUrl: string | null;
  readonly operations?: readonly Operation[] | undefined;
  readonly weight: number;
  readonly isEnabled: boolean;
  readonly limits: ProviderLimits;
}

/** Providers of a dealership as people handle them. Every change is written down, and counts in every process from the next call on. */
export interface ProviderAdministration {
  list(dealershipId: string): Promise<{ items: ProviderSettings[]; rules: ProviderRules }>;
  /** @throws NOT_FOUND */
  read(dealershipId: string, id: string): Promise<ProviderDetail>;
  /** @throws INVALID_INPUT, OUTBOUND_REFUSED, PROVIDER_KEY_REFUSED, PROVIDER_NAME_TAKEN, OPERATION_UNSUPPORTED, TOO_MANY_PROVIDERS */
  create(caller: Caller, wanted: NewProviderSettings): Promise<ProviderDetail>;
  /** @throws NOT_FOUND, PROVIDER_NAME_TAKEN, OPERATION_UNSUPPORTED */
  change(caller: Caller, id: string, changes: ProviderChanges): Promise<ProviderDetail>;
  /** @throws NOT_FOUND, INVALID_INPUT, OUTBOUND_REFUSED, PROVIDER_KEY_REFUSED */
  changeKey(
    caller: Caller,
    id: string,
    access: { readonly key: string; readonly baseUrl?: string | null | undefined },
  ): Promise<ProviderDetail>;
  /** @throws NOT_FOUND */
  delete(caller: Caller, id: string): Promise<void>;
  /** @throws NOT_FOUND */
  order(caller: Caller, ids: readonly string[]): Promise<ProviderSettings[]>;
  choose(caller: Caller, choose: Choice): Promise<ProviderRules>;
  /** Asks it now. @throws NOT_FOUND */
  test(caller: Caller, id: string): Promise<ProviderDetail>;
  /** @throws NOT_FOUND */
  resetBreaker(caller: Caller, id: string, operation?: Operation): Promise<ProviderDetail>;
}

interface TriedAccess {
  readonly dealershipId: string;
  readonly kind: ProviderKind;
  readonly name: string;
  readonly key: string;
  readonly baseUrl: string | null;
}

const purpose = 'provider key';
const refusals: ReadonlySet<string | undefined> = new Set(['PROVIDER_UNAUTHENTICATED', 'PROVIDER_FORBIDDEN']);

export function createProviderSettings(options: ProviderSettingsOptions): ProviderAdministration {
  const { database, secrets, outbound, routers, sharedOf, engine, hostsOf, ...making } = options;

  const read = async (dealershipId: string, id: string) => {
    const row = await readProvider(database.orm, { dealershipId, id });
    const { providers } = await routers.built(dealershipId);
    return await describeProvider(row, providers.get(id), sharedOf(dealershipId).breakers);
  };
  const list = async (dealershipId: string) => {
    const [rows, { providers }] = await Promise.all([listProviders(database.orm, dealershipId), routers.built(dealershipId)]);
    const { breakers } = sharedOf(dealershipId);
    return await Promise.all(rows.map(async (row) => withoutOffers(await describeProvider(row, providers.get(row.id), breakers))));
  };

  /** Tries an address and a key before they are kept. @throws OUTBOUND_REFUSED, PROVIDER_KEY_REFUSED */
  async function tryAccess({ dealershipId, kind, name, key, baseUrl }: TriedAccess) {
    if (baseUrl !== null) await outbound.check(baseUrl, { isSecureOnly: true });
    const provider: Provider = kinds[kind].make({ ...making, engine, name, key, baseUrl, hosts: () => hostsOf(dealershipId) });
    try {
      const operations = await operationsOf(provider);
      if (kind === 'local') return { operations, health: localReady };
      const health = await provider.health();
      if (refusals.has(health.code)) throw new ForecourtError('PROVIDER_KEY_REFUSED', health.message, { details: { field: 'key' } });
      return { operations, health };
    } finally {
      await provider.close();
    }
  }

  /** Tells all processes after the change is there, and this one at once. */
  const changed = async (caller: Caller, id: string) => {
    routers.forget(caller.dealershipId);
    return await read(caller.dealershipId, id);
  };
  const resetAll = async (row: ProviderRow, name = row.name) => {
    const { breakers } = sharedOf(row.dealershipId);
    await Promise.all(row.operations.map((operation) => breakers.reset({ provider: name, operation })));
  };

  return {
    read,
    list: async (dealershipId) => ({ items: await list(dealershipId), rules: await rulesOf(database, dealershipId) }),
    async create(caller, { key, name: wantedName, operations: wanted, ...wish }) {
      const { dealershipId } = caller;
      const { kind, baseUrl } = wish;
      const name = wantedName ?? kind;
      requireAccess(kind, { key, baseUrl });
      const { operations, health } = await tryAccess({ dealershipId, kind, name, key: key ?? '', baseUrl });
      requireOperations(kind, wanted, operations);
      const id = await database.transaction(async (tx) => {
        if (kind !== 'local') await keepEngine(tx, dealershipId, engine);
        if (kind === 'remote') await noteHostsSetUp(tx, dealershipId);
        const secretId = key === undefined ? null : await secrets.put(tx, { dealershipId, purpose, value: key, actor: actorOf(caller) });
        const made = await insertProvider(tx, { ...wish, dealershipId, name, secretId, operations: wanted ?? operations, health });
        await appendAudit(tx, { ...entryOf(caller, made), action: 'provider.created', details: { kind, name, baseUrl } });
        await tellProvider(tx, { dealershipId, id: made }, { name });
        return made;
      });
      return await changed(caller, id);
    },
    async change(caller, id, changes) {
      const { dealershipId } = caller;
      const before = await readProvider(database.orm, { dealershipId, id });
      const provider = (await routers.built(dealershipId)).providers.get(id);
      if (changes.operations && provider) requireOperations(before.kind, changes.operations, await operationsOf(provider));
      await database.transaction(async (tx) => {
        await updateProvider(tx, { dealershipId, id }, changes);
        await appendAudit(tx, { ...entryOf(caller, id), action: 'provider.changed', details: { name: before.name, ...changes } });
        await tellProvider(tx, { dealershipId, id }, { name: changes.name ?? before.name });
      });
      return await changed(caller, id);
    },
    async changeKey(caller, id, { key, baseUrl: wanted }) {
      const { dealershipId } = caller;
      // First whether there is one at all: an address is none of the business of who asks for another's.
      const row = await readProvider(database.orm, { dealershipId, id });
      const { kind, name } = row;
      const baseUrl = wanted === undefined ? row.baseUrl : wanted;
      requireAccess(kind, { key, baseUrl });
      const { health } = await tryAccess({ dealershipId, kind, name, key, baseUrl });
      await database.transaction(async (tx) => {
        const secretId = await secrets.put(tx, { dealershipId, purpose, value: key, actor: actorOf(caller) });
        const former = await changeProviderSecret(tx, { dealershipId, id }, { secretId, baseUrl, health });
        if (former !== null) await secrets.remove(tx, dealershipId, former, actorOf(caller));
        await appendAudit(tx, { ...entryOf(caller, id), action: 'provider.key_changed', details: { name, baseUrl } });
        await tellProvider(tx, { dealershipId, id }, { name });
      });
      // What the former key could not do says nothing of this one.
      await resetAll(row);
      return await changed(caller, id);
    },
    async delete(caller, id) {
      const { dealershipId } = caller;
      await database.transaction(async (tx) => {
        const { name, kind, secretId } = await deleteProvider(tx, { dealershipId, id });
        if (secretId !== null) await secrets.remove(tx, dealershipId, secretId, actorOf(caller));
        await appendAudit(tx, { ...entryOf(caller, id), action: 'provider.deleted', details: { name, kind } });
        await tellProvider(tx, { dealershipId, id }, { name, isDeleted: true });
      });
      routers.forget(dealershipId);
    },
    async order(caller, ids) {
      const { dealershipId } = caller;
      const [first = ''] = ids;
      await database.transaction(async (tx) => {
        await orderProviders(tx, dealershipId, ids);
        const { name } = await readProvider(tx, { dealershipId, id: first });
        await appendAudit(tx, { ...entryOf(caller, first), action: 'provider.changed', details: { name, order: ids } });
        await tellProvider(tx, { dealershipId, id: first }, { name });
      });
      routers.forget(dealershipId);
      return await list(dealershipId);
    },
    async choose(caller, choose) {
      const { dealershipId } = caller;
      await database.transaction(async (tx) => {
        await changeChoice(tx, dealershipId, choose);
        await appendAudit(tx, { ...entryOf(caller, dealershipId), target: null, action: 'provider.rules_changed', details: { choose } });
        await tellProviders(tx, dealershipId);
      });
      routers.forget(dealershipId);
      return await rulesOf(database, dealershipId);
    },
    async test({ dealershipId }, id) {
      const row = await readProvider(database.orm, { dealershipId, id });
      const provider = (await routers.built(dealershipId)).providers.get(id);
      if (provider) await noteState(database, row, await provider.health());
      return await read(dealershipId, id);
    },
    async resetBreaker(caller, id, operation) {
      const { dealershipId } = caller;
      const row = await readProvider(database.orm, { dealershipId, id });
      await resetAll({ ...row, operations: operation === undefined ? row.operations : [operation] });
      await database.transaction(async (tx) => {
        const details = { name: row.name, operation: operation ?? 'all' };
        await appendAudit(tx, { ...entryOf(caller, id), action: 'provider.breaker_reset', details });
        await tellProvider(tx, { dealershipId, id }, row);
      });
      return await changed(caller, id);
    },
  };
}

async function rulesOf(database: Database, dealershipId: string): Promise<ProviderRules> {
  const rows = await listProviders(database.orm, dealershipId);
  return { choose: await readChoice(database.orm, dealershipId), isDefault: rows.length === 0 };
}

function entryOf(caller: Caller, id: string) {
  return { dealershipId: caller.dealershipId, actor: actorOf(caller), target: { kind: 'provider', id } };
}

/** @throws INVALID_INPUT */
function requireAccess(kind: ProviderKind, { key, baseUrl }: { readonly key: string | undefined; readonly baseUrl: string | null }): void {
  const { isKeyed } = kinds[kind];
  if (isKeyed && key === undefined) throw wrong('key', `A provider of the kind ${kind} needs a key.`);
  if (!isKeyed && key !== undefined) throw wrong('key', `A provider of the kind ${kind} has no key.`);
  if (!isKeyed && baseUrl !== null) throw wrong('baseUrl', `A provider of the kind ${kind} has no address.`);
}

function wrong(field: string, message: string): ForecourtError {
  return new ForecourtError('INVALID_INPUT', message, { details: { field } });
}

/** @throws OPERATION_UNSUPPORTED */
function requireOperations(kind: ProviderKind, wanted: readonly Operation[] | undefined, able: readonly Operation[]): void {
  const beyond = wanted?.filter((operation) => !able.includes(operation)) ?? [];
  if (beyond.length === 0) return;
  throw new ForecourtError('OPERATION_UNSUPPORTED', `A provider of the kind ${kind} does no ${beyond.join(', ')}.`, {
    hint: `It does: ${able.join(', ')}.`,
    details: { field: 'operations', can: able },
  });
}
