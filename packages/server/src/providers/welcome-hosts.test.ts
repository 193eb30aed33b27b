import type { Provider } from '@forecourt/sdk/providers';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listAudit } from '../database/audit.ts';
import type { Database } from '../database/open.ts';
import { changeChoice, deleteProvider, insertProvider, listProviders, noteHostsSetUp, updateProvider } from '../database/providers.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { createWelcomeHosts } from './welcome-hosts.ts';

const able = { operations: ['removeBackground' as const] };
const office = { name: 'Office PC' };

onBothColumns('the first computer of a dealership that can cut', (column) => {
  let database: Database;
  let engine: Provider;
  beforeAll(async () => {
    database = await column.open();
    engine = createLocalProvider();
  });
  afterAll(async () => {
    await engine.close();
    await database.close();
  });

  /** As a process that has just started. */
  const welcome = (id: string, health: { readonly operations: 'removeBackground'[] } = able, host = office) =>
    createWelcomeHosts({ database, engine })(id, host, health);
  const namesOf = async (id: string) => (await listProviders(database.orm, id)).map(({ name }) => name);
  const addOther = (id: string, name: string, operations: 'removeBackground'[] = ['removeBackground']) =>
    database.transaction((tx) =>
      insertProvider(tx, {
        ...{ dealershipId: id, kind: 'replicate', name, baseUrl: null, secretId: null, operations, weight: 100, isEnabled: true },
        ...{ limits: { concurrency: null, requestsPerMinute: null }, health: { state: 'ready', message: 'ready' } },
      }),
    );

  it('is asked before the engine of this machine from then on, and the audit log says since which computer', async () => {
    const id = await sampleDealership(database);
    await Promise.all([welcome(id), welcome(id, able, { name: 'Studio' })]);
    const rows = await listProviders(database.orm, id);
    expect(rows.map(({ kind, operations, isEnabled }) => [kind, operations, isEnabled])).toEqual([
      ['remote', ['removeBackground'], true],
      ['local', ['removeBackground'], true],
    ]);
    const { items } = await listAudit(database.orm, id, { limit: 10 });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      ...{ action: 'provider.created', actor: { kind: 'system' }, target: { kind: 'provider', id: rows[0]?.id } },
      details: { kind: 'remote', sinceFirstHost: expect.stringMatching(/Office PC|Studio/) },
    });
  });

  it('is the first that can: one without an engine changes nothing', async () => {
    const id = await sampleDealership(database);
    await welcome(id, { operations: [] });
    expect(await namesOf(id)).toEqual([]);
    await welcome(id);
    expect(await namesOf(id)).toEqual(['remote', 'local']);
  });

  it('overtakes nobody whom people have put before the engine, and takes nobody’s name', async () => {
    const id = await sampleDealership(database);
    await addOther(id, 'remote');
    await welcome(id);
    expect(await namesOf(id)).toEqual(['remote', 'remote-2']);
  });

  it('stays as people make it: switched off, taken away, or set up by themselves before', async () => {
    const [off, gone, own] = [await sampleDealership(database), await sampleDealership(database), await sampleDealership(database)];
    for (const id of [off, gone]) await welcome(id);
    const first = async (id: string) => (await listProviders(database.orm, id))[0]?.id ?? '';
    const [offId, goneId] = [await first(off), await first(gone)];
    await database.transaction(async (tx) => {
      await updateProvider(tx, { dealershipId: off, id: offId }, { isEnabled: false });
      await deleteProvider(tx, { dealershipId: gone, id: goneId });
      await changeChoice(tx, gone, 'price');
      await noteHostsSetUp(tx, own);
    });
    for (const id of [off, gone, own]) await welcome(id);
    expect((await listProviders(database.orm, off)).map(({ isEnabled }) => isEnabled)).toEqual([false, true]);
    expect([await namesOf(gone), await namesOf(own)]).toEqual([['local'], []]);
  });
});
