import { expect, it, vi } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership, sampleVehicle } from '../testing/samples.ts';
import { appendEvent, eventBounds, eventsChannel, readEvents, removeEventsBefore } from './events.ts';
import { openDatabase } from './open.ts';

const id = '01900000-0000-7000-8000-000000000000';

onBothColumns('events', (column) => {
  it('have sequences without gaps in the order of commits, however many append at once', async () => {
    await using place = await column.makePlace();
    await using database = await openDatabase(place);
    // On PostgreSQL a second server appends too; on PGlite there is never one.
    await using second = column.name === 'PostgreSQL' ? await openDatabase(place) : undefined;
    const [one, other] = [await sampleDealership(database), await sampleDealership(database)];
    const seen: number[] = [];
    const reader = setInterval(async () => {
      const events = await readEvents(database.orm, one, seen.at(-1) ?? 0, 100);
      seen.push(...events.map((event) => Number(event.id)));
    }, 1);
    const appended = await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        (index % 2 && second ? second : database)
          .transaction(async (tx) => {
            const sequence = await appendEvent(tx, index % 3 === 0 ? other : one, 'vehicle.deleted', { id });
            // Every fifth is rolled back: it must leave no gap.
            if (index % 5 === 0) throw new Error('no');
            return sequence;
          })
          .catch((error: unknown) => {
            if (error instanceof Error && error.message === 'no') return null;
            throw error;
          }),
      ),
    );
    clearInterval(reader);
    expect(appended.filter((sequence) => sequence === null)).toHaveLength(12);
    const events = await readEvents(database.orm, one, 0, 1_000);
    expect(events.map((event) => event.id)).toEqual(events.map((_, index) => String(index + 1)));
    // Who read along saw each once and in order, so that nothing came before what was read already.
    await vi.waitFor(async () => {
      seen.push(...(await readEvents(database.orm, one, seen.at(-1) ?? 0, 100)).map((event) => Number(event.id)));
      expect(new Set(seen).size).toBe(events.length);
    });
    expect([...new Set(seen)]).toEqual([...new Set(seen)].sort((a, b) => a - b));
    expect(await eventBounds(database.orm, other)).toEqual({ oldest: 1, newest: 16 });
  });

  it('are heard of after the commit, with the dealership to look at', async () => {
    await using database = await column.open();
    const dealershipId = await sampleDealership(database);
    const heard = vi.fn<(payload: string) => void>();
    await using _listening = await database.listen(eventsChannel, heard);
    await database
      .transaction(async (tx) => {
        await appendEvent(tx, dealershipId, 'vehicle.deleted', { id });
        throw new Error('no');
      })
      .catch(() => undefined);
    await database.transaction((tx) => appendEvent(tx, dealershipId, 'vehicle.deleted', { id }));
    await vi.waitFor(() => expect(heard).toHaveBeenCalledExactlyOnceWith(dealershipId));
    expect(await readEvents(database.orm, dealershipId, 0, 10)).toMatchObject([{ id: '1', type: 'vehicle.deleted', data: { id } }]);
  });

  it('are forgotten after their time, and the bounds tell a reader so', async () => {
    await using database = await column.open();
    const dealershipId = await sampleDealership(database);
    const foreign = await sampleDealership(database);
    await sampleVehicle(database, dealershipId);
    expect(await eventBounds(database.orm, dealershipId)).toEqual({ oldest: null, newest: 0 });
    for (let count = 0; count < 3; count++) {
      await database.transaction((tx) => appendEvent(tx, dealershipId, 'vehicle.deleted', { id }));
    }
    expect(await removeEventsBefore(database.orm, new Date(Date.now() - 60_000))).toBe(0);
    expect(await removeEventsBefore(database.orm, new Date(Date.now() + 60_000))).toBe(3);
    expect(await eventBounds(database.orm, dealershipId)).toEqual({ oldest: null, newest: 3 });
    expect(await readEvents(database.orm, foreign, 0, 10)).toEqual([]);
    await expect(database.transaction((tx) => appendEvent(tx, id, 'vehicle.deleted', { id }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
