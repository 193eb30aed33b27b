import type { Role } from '@forecourt/sdk/contract';
import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { and, eq } from '../database/drizzle.ts';
import { readEvents } from '../database/events.ts';
import { acknowledge, countUnread, listNotifications, markRead } from '../database/notification-inbox.ts';
import { changePreferences, changeRules } from '../database/notification-settings.ts';
import { notify } from '../database/notifications.ts';
import type { Database } from '../database/open.ts';
import { deliveries, memberships, people } from '../database/schema.ts';
import { createFailureRecorder } from '../monitoring/failures.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { takeSteps } from './notifier.ts';
import { quietUntil } from './quiet-hours.ts';

const minuteMs = 60_000;
const logger = pino({ enabled: false });

onBothColumns('notifications', (column) => {
  let database: Database;
  let dealershipId: string;
  let at: Date;
  beforeAll(async () => {
    database = await column.open();
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    dealershipId = await sampleDealership(database);
    at = new Date('2026-05-04T10:00:00Z');
  });

  const pass = (minutes: number) => {
    at = new Date(at.getTime() + minutes * minuteMs);
  };
  const person = async (role: Role, { isOperator = false } = {}) => {
    const id = newId();
    await database.orm.insert(people).values({ id, email: `${id}@example.com`, name: role, isOperator });
    await database.orm.insert(memberships).values({ dealershipId, personId: id, role });
    return { dealershipId, personId: id };
  };
  const raise = (groupKey = 'error:1', kind: 'error.opened' | 'batch.finished' | 'security.key-created' = 'error.opened') =>
    database.transaction((tx) => notify(tx, { dealershipId, kind, title: 'Model not installed', body: 'Install it.', groupKey, at }));
  const step = () => database.transaction((tx) => takeSteps(tx, { at }));
  const inbox = async (reader: { dealershipId: string; personId: string }) =>
    (await listNotifications(database.orm, reader, { limit: 50, state: 'all' })).items;
  const mailsTo = async ({ personId }: { personId: string }) => {
    const rows = await database.orm
      .select({ subject: deliveries.subject, body: deliveries.body })
      .from(deliveries)
      .where(and(eq(deliveries.dealershipId, dealershipId), eq(deliveries.recipient, `${personId}@example.com`)))
      .orderBy(deliveries.id);
    return rows.map(({ subject }) => subject);
  };

  it('of 1,000 equal errors are one, and one mail', async () => {
    const manager = await person('manager');
    {
      await using recorder = createFailureRecorder({ database, logger, passingChannel: 'test_passing', now: () => at });
      for (let index = 0; index < 1000; index++) {
        recorder.record({ dealershipId, code: 'MODEL_NOT_INSTALLED', message: `Photo ${index} has no model.`, where: 'job' });
        // Written in several steps, as over the seconds that they take.
        if (index % 250 === 0) await recorder.flush();
      }
    }
    await step();
    pass(10);
    await step();
    expect(await inbox(manager)).toEqual([expect.objectContaining({ kind: 'error.opened', count: 1, readAt: null })]);
    expect(await mailsTo(manager)).toEqual(['Forecourt: The model is not installed']);
  });

  it('of the same thing are one, however often it happens', async () => {
    const manager = await person('manager');
    for (let index = 0; index < 20; index++) expect((await raise()).isTold).toBe(index === 0);
    await step();
    pass(10);
    await step();
    expect(await inbox(manager)).toEqual([expect.objectContaining({ count: 20, readAt: null, wantsAcknowledgement: true })]);
    expect(await mailsTo(manager)).toEqual(['Forecourt: Model not installed']);
    const events = await readEvents(database.orm, dealershipId, 0, 10);
    expect(events.map(({ type }) => type)).toEqual(['notification.raised']);
  });

  it('come again only after somebody has acknowledged and it happens again', async () => {
    const manager = await person('manager');
    const { id } = await raise();
    await database.transaction((tx) => acknowledge(tx, manager, id, { by: 'Max', at }));
    expect(await inbox(manager)).toEqual([expect.objectContaining({ acknowledgedBy: 'Max', wantsAcknowledgement: false })]);
    expect((await raise()).isTold).toBe(true);
    expect(await inbox(manager)).toHaveLength(2);
    expect(await countUnread(database.orm, manager)).toBe(1);
  });

  it('that nobody has seen for a day are told again', async () => {
    const manager = await person('manager');
    await raise();
    await step();
    pass(25 * 60);
    expect((await raise()).isTold).toBe(true);
    await step();
    expect(await inbox(manager)).toHaveLength(1);
    expect(await mailsTo(manager)).toHaveLength(2);
  });

  it('go to owners when no manager takes care of them in time, and to them at once where there is no manager', async () => {
    const owner = await person('owner');
    const manager = await person('manager');
    await database.transaction((tx) => changeRules(tx, dealershipId, { escalateAfterMinutes: 15 }));
    await raise();
    await step();
    expect([await mailsTo(manager), await mailsTo(owner)]).toEqual([['Forecourt: Model not installed'], []]);
    // The page shows it to both from the beginning.
    expect(await inbox(owner)).toHaveLength(1);
    pass(14);
    await step();
    expect(await mailsTo(owner)).toEqual([]);
    pass(1);
    await step();
    expect(await mailsTo(owner)).toEqual(['Forecourt: Nobody has taken care of this yet: Model not installed']);
    expect(await inbox(owner)).toEqual([expect.objectContaining({ isEscalated: true, readAt: null })]);
    pass(600);
    await step();
    expect(await mailsTo(owner)).toHaveLength(1);
    expect(await mailsTo(manager)).toHaveLength(1);
  });

  it('that somebody takes care of in time are not escalated', async () => {
    const owner = await person('owner');
    const manager = await person('manager');
    const { id } = await raise();
    await step();
    pass(5);
    await database.transaction((tx) => acknowledge(tx, manager, id, { by: 'Max', at }));
    pass(600);
    await step();
    expect(await mailsTo(owner)).toEqual([]);
  });

  it('reach owners by mail at once where there is nobody else', async () => {
    const owner = await person('owner');
    await raise();
    await step();
    expect(await mailsTo(owner)).toEqual(['Forecourt: Model not installed']);
  });

  it('wait in quiet hours, and come in one mail when they are over', async () => {
    const manager = await person('manager');
    const quietHours = { from: '20:00', to: '07:00', timeZone: 'Europe/Berlin' };
    await database.transaction(async (tx) => {
      await changePreferences(tx, manager, { quietHours });
      await changeRules(tx, dealershipId, { escalateAfterMinutes: null });
    });
    // 22:30 in Berlin.
    at = new Date('2026-05-04T20:30:00Z');
    for (const key of ['error:1', 'error:2', 'error:3']) await raise(key);
    await step();
    pass(8 * 60);
    await step();
    expect(await mailsTo(manager)).toEqual([]);
    pass(31);
    await step();
    expect(await mailsTo(manager)).toEqual(['Forecourt: Model not installed, and 2 more']);
  });

  it('of different things are gathered: a mail every five minutes at most', async () => {
    const manager = await person('manager');
    await raise('error:1');
    await step();
    for (const key of ['error:2', 'error:3']) await raise(key);
    await step();
    expect(await mailsTo(manager)).toHaveLength(1);
    pass(6);
    await step();
    expect(await mailsTo(manager)).toEqual(['Forecourt: Model not installed', 'Forecourt: Model not installed, and 1 more']);
  });

  it('are told by two processes once', async () => {
    const manager = await person('manager');
    const told = await Promise.all(Array.from({ length: 8 }, () => raise()));
    expect(told.filter(({ isTold }) => isTold)).toHaveLength(1);
    await Promise.all(Array.from({ length: 8 }, step));
    expect(await mailsTo(manager)).toHaveLength(1);
    expect(await inbox(manager)).toEqual([expect.objectContaining({ count: 8 })]);
  });

  it('come as each person has chosen', async () => {
    const quietOne = await person('manager');
    const none = await person('manager');
    const off = { inPage: false, email: false };
    await database.transaction(async (tx) => {
      await changePreferences(tx, quietOne, { kinds: { 'error.opened': { inPage: true, email: false } } });
      await changePreferences(tx, none, { kinds: { 'error.opened': off } });
    });
    await raise();
    await step();
    expect([await inbox(quietOne), await mailsTo(quietOne)]).toEqual([[expect.anything()], []]);
    expect([await inbox(none), await mailsTo(none)]).toEqual([[], []]);
  });

  it('go only to those whom they concern', async () => {
    const [editor, viewer, operator] = [await person('editor'), await person('viewer'), await person('viewer', { isOperator: true })];
    await raise('error:1');
    await raise('batch:1', 'batch.finished');
    await database.transaction((tx) =>
      notify(tx, {
        dealershipId: null,
        kind: 'disk.nearly-full',
        title: 'The disk is nearly full',
        body: 'Free space.',
        groupKey: `disk:${dealershipId}`,
        at,
      }),
    );
    expect((await inbox(editor)).map(({ kind }) => kind)).toEqual(['batch.finished']);
    expect(await inbox(viewer)).toEqual([]);
    expect((await inbox(operator)).map(({ kind }) => kind)).toContain('disk.nearly-full');
  });

  it('are no news to who did it, but a mail says so all the same', async () => {
    const [manager, other] = [await person('manager'), await person('manager')];
    const [title, body, groupKey] = ['A new API key', 'Max made it.', 'key:9'];
    await database.transaction((tx) =>
      notify(tx, { dealershipId, kind: 'security.key-created', title, body, groupKey, at, byPersonId: manager.personId }),
    );
    await step();
    expect([await countUnread(database.orm, manager), await countUnread(database.orm, other)]).toEqual([0, 1]);
    expect(await mailsTo(manager)).toEqual(['Forecourt: A new API key']);
  });

  it('that only inform are over when somebody has read them, and nobody reads those of another', async () => {
    const [manager, other] = [await person('manager'), await person('manager')];
    const { id } = await raise('key:1', 'security.key-created');
    const stranger = { dealershipId, personId: newId() };
    await expect(database.transaction((tx) => markRead(tx, stranger, { which: id, by: 'Eve', at }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(database.transaction((tx) => acknowledge(tx, stranger, id, { by: 'Eve', at }))).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await database.transaction((tx) => markRead(tx, manager, { which: 'all', by: 'Max', at }));
    expect([await countUnread(database.orm, manager), await countUnread(database.orm, other)]).toEqual([0, 1]);
    expect((await raise('key:1', 'security.key-created')).isTold).toBe(true);
  });
});

describe('quiet hours', () => {
  const night = { from: '22:00', to: '06:30', timeZone: 'Europe/Berlin' };
  it.each([
    ['2026-05-04T19:59:00Z', null],
    ['2026-05-04T20:00:00Z', '2026-05-05T04:30:00.000Z'],
    ['2026-05-05T04:29:30Z', '2026-05-05T04:30:00.000Z'],
    ['2026-05-05T04:30:00Z', null],
  ])('at %s end at %s', (at, until) => {
    expect(quietUntil(new Date(at), night)?.toISOString() ?? null).toBe(until);
  });
});
