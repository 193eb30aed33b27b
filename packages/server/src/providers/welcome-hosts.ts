import type { AgentHealth } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import type { Host } from '@forecourt/sdk/remote';
import { appendAudit, systemActor } from '../database/audit.ts';
import type { Database, Transaction } from '../database/open.ts';
import { insertProvider, listProviders, noteHostsSetUp, orderProviders, tellProvider } from '../database/providers.ts';
import { keepEngine } from './keep-engine.ts';

/** Told of each host that has just said how it is. */
export type WelcomeHost = (dealershipId: string, host: Pick<Host, 'name'>, health: Pick<AgentHealth, 'operations'>) => Promise<void>;

export interface WelcomeHostsOptions {
  readonly database: Database;
  /** What makes cutouts on this machine. */
  readonly engine: Provider;
}

/**
 * Whoever connects a computer wants it to work: the first one of a dealership that can cut is asked before the engine of this machine from then
 * on. Once: what people make of it afterwards stays as it is, also where they take it away.
 */
export function createWelcomeHosts({ database, engine }: WelcomeHostsOptions): WelcomeHost {
  /** Of this process: it is looked no more whether there is anything to do. */
  const welcomed = new Set<string>();
  return async (dealershipId, { name }, { operations }) => {
    if (welcomed.has(dealershipId) || !operations.includes('removeBackground')) return;
    await database.transaction(async (tx) => {
      if (await noteHostsSetUp(tx, dealershipId)) await setUp(tx, dealershipId, { engine, host: name });
    });
    welcomed.add(dealershipId);
  };
}

async function setUp(tx: Transaction, dealershipId: string, { engine, host }: { readonly engine: Provider; readonly host: string }) {
  if ((await listProviders(tx, dealershipId)).some(({ kind }) => kind === 'remote')) return;
  await keepEngine(tx, dealershipId, engine);
  const present = await listProviders(tx, dealershipId);
  const name = freeName(present.map((each) => each.name));
  const id = await insertProvider(tx, {
    ...{
      dealershipId,
      kind: 'remote',
      name,
      baseUrl: null,
      secretId: null,
      operations: ['removeBackground'],
      weight: 100,
      isEnabled: true,
    },
    ...{ limits: { concurrency: null, requestsPerMinute: null }, health: { state: 'ready', message: `${host}: ready.` } },
  });
  await orderProviders(tx, dealershipId, placed(id, present));
  const details = { name, kind: 'remote', baseUrl: null, sinceFirstHost: host };
  await appendAudit(tx, { dealershipId, actor: systemActor, action: 'provider.created', target: { kind: 'provider', id }, details });
  await tellProvider(tx, { dealershipId, id }, { name });
}

/** In front of the engine of this machine, and of nobody else: that somebody is asked before the engine, people have chosen. */
function placed(id: string, present: readonly { readonly id: string; readonly kind: string }[]): readonly string[] {
  const ids = present.map((each) => each.id);
  const engineAt = present.findIndex(({ kind }) => kind === 'local');
  return ids.toSpliced(engineAt === -1 ? ids.length : engineAt, 0, id);
}

/** The kind, with a number behind it where another provider is called so. */
function freeName(taken: readonly string[]): string {
  let name = 'remote';
  for (let number = 2; taken.includes(name); number++) name = `remote-${number}`;
  return name;
}
