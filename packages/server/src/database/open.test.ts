import { expect, it, vi } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { sql } from './drizzle.ts';
import { openDatabase } from './open.ts';
import { dealerships } from './schema.ts';

onBothColumns('a database', (column) => {
  it('keeps what was committed, and nothing of what was not', async () => {
    await using place = await column.makePlace();
    {
      await using database = await openDatabase(place);
      await sampleDealership(database, 'kept');
      const failing = database.transaction(async (tx) => {
        await tx.insert(dealerships).values({ id: '00000000-0000-7000-8000-000000000000', name: 'lost' });
        throw new Error('changed my mind');
      });
      await expect(failing).rejects.toThrow('changed my mind');
    }
    await using again = await openDatabase(place);
    await again.check();
    expect(await again.orm.select({ name: dealerships.name }).from(dealerships)).toEqual([{ name: 'kept' }]);
  });

  it('refuses a query around the transaction in which it stands, instead of waiting for ever', async () => {
    await using database = await column.open();
    const around = database.transaction(async () => {
      await database.orm.select().from(dealerships);
    });
    await expect(around).rejects.toMatchObject({ code: 'INTERNAL', message: expect.stringContaining('only its own handle') });
    const nested = database.transaction(() => database.transaction(async () => 1));
    await expect(nested).rejects.toMatchObject({ code: 'INTERNAL' });
    // What a transaction has started and left behind may go on afterwards.
    let later: Promise<unknown> = Promise.resolve();
    const go = Promise.withResolvers<void>();
    await database.transaction(async () => {
      later = go.promise.then(() => database.orm.select().from(dealerships));
    });
    go.resolve();
    await expect(later).resolves.toEqual([]);
  });

  it('tells listeners what was said, and what a transaction said only when it is committed', async () => {
    await using database = await column.open();
    const heard = vi.fn<(payload: string) => void>();
    await using _listening = await database.listen('forecourt_test', heard);
    const deaf = vi.fn<(payload: string) => void>();
    const other = await database.listen('forecourt_test', deaf);
    await other[Symbol.asyncDispose]();
    await database.notify('forecourt_test', 'ünï "code"');
    await vi.waitFor(() => expect(heard).toHaveBeenCalledExactlyOnceWith('ünï "code"'));
    await database.transaction(async (tx) => {
      await tx.execute(sql`select pg_notify('forecourt_test', 'committed')`);
      expect(heard).toHaveBeenCalledTimes(1);
    });
    await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
    await expect(database.notify('forecourt_test', 'x'.repeat(7_001))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    expect(deaf).not.toHaveBeenCalled();
  });

  it('can be closed twice, and answers nothing afterwards', async () => {
    const database = await column.open();
    await database.close();
    await database.close();
    await expect(database.check()).rejects.toMatchObject({ code: 'DATABASE_UNAVAILABLE' });
  });
});
