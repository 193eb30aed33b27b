import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditActor } from '@forecourt/sdk/contract';
import { temporaryFolder } from '@forecourt/testing';
import fc from 'fast-check';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { appendAudit, listAudit, type NewAuditEntry } from '../database/audit.ts';
import { hashOfEntry } from '../database/audit-chain.ts';
import { sql } from '../database/drizzle.ts';
import type { Database } from '../database/open.ts';
import { decide, undo } from '../review/review.ts';
import { openKeyRing } from '../secrets/index.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sampleCutout, sampleDealership, samplePhoto, sampleVehicle } from '../testing/samples.ts';
import { openAuditLog } from './audit-log.ts';
import { verifyExport } from './file-chain.ts';
import { signLogs } from './keep-signed.ts';
import { changeByte, placesOf, tamper } from './testing/tampering.ts';

const ann: AuditActor = { kind: 'person', id: '0190', name: 'Ann Ümlaut' };

function append(database: Database, dealershipId: string, changes: Partial<NewAuditEntry> = {}): Promise<number> {
  const entry = {
    dealershipId,
    actor: ann,
    action: 'photo.deleted',
    target: { kind: 'photo', id: 'p1' },
    details: { name: 'front.jpg' },
  } as const;
  return database.transaction((tx) => appendAudit(tx, { ...entry, ...changes }));
}

/** A log of eight entries, of which six are signed by two checkpoints. */
async function openLog(database: Database) {
  const folder = await temporaryFolder();
  const ring = openKeyRing({ dataDir: folder.path });
  const log = openAuditLog({ database, ring, dataDir: folder.path });
  const lines: string[] = [];
  const logger = pino({ level: 'error' }, { write: (line: string) => lines.push(line) });
  const dealershipId = await sampleDealership(database);
  for (let count = 0; count < 3; count++) await append(database, dealershipId);
  await signLogs({ ...log, logger });
  for (let count = 0; count < 3; count++) await append(database, dealershipId, { details: { count, note: 'ä"\u2028' } });
  await signLogs({ ...log, logger });
  await append(database, dealershipId, { actor: { kind: 'system', id: null, name: 'Forecourt' }, target: null });
  await append(database, dealershipId, { action: 'review.approved' });
  return {
    ...{ log, ring, dealershipId, lines, folder },
    sign: () => signLogs({ ...log, logger }),
    check: async () => (await log.verify(dealershipId)).finding,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

onBothColumns('the audit log', (column) => {
  it('is written in the transaction of what it tells, or not at all, without gaps however many write', async () => {
    await using database = await column.open();
    const dealershipId = await sampleDealership(database);
    const failed = database.transaction(async (tx) => {
      await appendAudit(tx, { dealershipId, actor: ann, action: 'key.revoked', target: null });
      throw new TypeError('the work failed');
    });
    await expect(failed).rejects.toThrow('the work failed');
    const sequences = await Promise.all(Array.from({ length: 20 }, () => append(database, dealershipId)));
    expect(sequences.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    const { items } = await listAudit(database.orm, dealershipId, { limit: 200 });
    expect(items).toHaveLength(20);
    for (const [index, entry] of items.entries()) {
      expect(entry.hash).toBe(hashOfEntry(entry));
      expect(entry.previousHash).toBe(items[index + 1]?.hash ?? '0'.repeat(64));
    }
  });

  it('is found by who did it, what was done, to what and when, page by page, and never by another dealership', async () => {
    await using database = await column.open();
    const [mine, theirs] = [await sampleDealership(database, 'mine'), await sampleDealership(database, 'theirs')];
    for (let count = 0; count < 5; count++) await append(database, mine, { target: { kind: 'photo', id: `p${count}` } });
    await append(database, mine, { action: 'key.created', actor: { kind: 'key', id: 'k', name: 'Website' }, target: null });
    await append(database, theirs);
    const find = async (query: object) =>
      (await listAudit(database.orm, mine, { limit: 50, ...query })).items.map(({ sequence }) => sequence);
    expect(await find({})).toEqual([6, 5, 4, 3, 2, 1]);
    expect(await find({ action: 'key.created' })).toEqual([6]);
    expect(await find({ actor: 'k' })).toEqual([6]);
    expect(await find({ target: 'p2' })).toEqual([3]);
    expect(await find({ until: '2020-01-01T00:00:00Z' })).toEqual([]);
    const { items } = await listAudit(database.orm, mine, { limit: 50 });
    expect(await find({ from: items[2]?.at })).toEqual(expect.arrayContaining([6, 5, 4]));
    const first = await listAudit(database.orm, mine, { limit: 4 });
    expect(await find({ cursor: first.nextCursor, limit: 4 })).toEqual([2, 1]);
    expect((await listAudit(database.orm, theirs, { limit: 50 })).items).toHaveLength(1);
  });

  it('has who decided what about a cutout, and who took it back', async () => {
    await using database = await column.open();
    const dealershipId = await sampleDealership(database);
    const photoId = await samplePhoto(database, dealershipId, await sampleVehicle(database, dealershipId));
    await sampleCutout(database, dealershipId, photoId);
    const by = { name: 'Ann', personId: null };
    const key = { name: 'Robot', personId: null, keyId: 'k1' };
    await database.transaction((tx) => decide(tx, { dealershipId, photoId, decision: 'approve', by }));
    await database.transaction((tx) => decide(tx, { dealershipId, photoId, decision: 'reject', reason: 'a wheel is missing', by: key }));
    await database.transaction((tx) => undo(tx, { dealershipId, photoId, by }));
    const target = { kind: 'photo', id: photoId };
    expect((await listAudit(database.orm, dealershipId, { limit: 50 })).items).toMatchObject([
      { action: 'review.undone', actor: { kind: 'person', name: 'Ann' }, target, details: { now: 'approved' } },
      { action: 'review.rejected', actor: { kind: 'key', id: 'k1', name: 'Robot' }, target, details: { reason: 'a wheel is missing' } },
      { action: 'review.approved', actor: { kind: 'person', name: 'Ann' }, target, details: { name: 'front.jpg' } },
    ]);
  });

  it('cannot be changed or removed by the way of the application', async () => {
    await using database = await column.open();
    await using opened = await openLog(database);
    for (const statement of [
      sql`update audit_entries set actor_name = 'Eve'`,
      sql`delete from audit_entries where sequence = 8`,
      sql`truncate audit_entries`,
      sql`update audit_checkpoints set hash = 'x'`,
      sql`delete from audit_checkpoints`,
      sql`delete from audit_heads`,
      sql`delete from dealerships`,
    ]) {
      await expect(database.orm.execute(statement)).rejects.toThrow();
    }
    expect(await opened.log.verify(opened.dealershipId)).toMatchObject({ isIntact: true, entries: 8, signedUpTo: 6, finding: null });
  });

  it('is known to be whole, and gives away any single byte that was changed in any column of any row', async () => {
    await using database = await column.open();
    await using opened = await openLog(database);
    const { log, dealershipId } = opened;
    expect(await log.verify(dealershipId)).toMatchObject({ isIntact: true, since: expect.any(String), areSignaturesChecked: true });
    const places = await placesOf(database, dealershipId);
    /** @returns whether the column took the change */
    const isFound = async (place: (typeof places)[number], at: number, by: number) => {
      const putBack = await changeByte(database, place, at, by);
      if (putBack === null) return false;
      const { isIntact } = await log.verify(dealershipId);
      await putBack();
      expect({ place, at, by, isIntact }).toEqual({ place, at, by, isIntact: false });
      return true;
    };
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.nat(200), fc.nat(92), async (place, at, by) => void (await isFound(place, at, by))),
      { numRuns: 80 },
    );
    // Of ids and times most changes are none that the column takes, so each column is tried until it takes one.
    const untouched: string[] = [];
    for (const [name, rows] of Map.groupBy(places, ({ table, column: named }) => `${table}.${named}`)) {
      let wasTaken = false;
      for (let count = 0; count < 60 && !wasTaken; count++)
        wasTaken = await isFound(rows[count % rows.length] ?? expect.unreachable(), count, count);
      if (!wasTaken) untouched.push(name);
    }
    // Its constraint takes three words only, of which none is a byte away from another.
    expect(untouched).toEqual(['audit_entries.actor_kind']);
    expect(await log.verify(dealershipId)).toMatchObject({ isIntact: true });
  });

  it('says which entry does not fit, and in which way', async () => {
    await using database = await column.open();
    await using opened = await openLog(database);
    const { dealershipId, check } = opened;
    const copy = (to: string, from: string) => sql.raw(`create table ${to} as table ${from}`);
    for (const name of ['audit_entries', 'audit_heads', 'audit_checkpoints']) await database.orm.execute(copy(`kept_${name}`, name));
    const restore = async () => {
      for (const name of ['audit_entries', 'audit_heads', 'audit_checkpoints']) {
        await tamper(database, sql.raw(`delete from ${name}`));
        await tamper(database, sql.raw(`insert into ${name} select * from kept_${name}`));
      }
    };
    const fourth = (await listAudit(database.orm, dealershipId, { limit: 200 })).items.find(({ sequence }) => sequence === 4);
    if (fourth === undefined) throw new Error('There is no fourth entry.');
    const fifth = { ...fourth, sequence: 5, previousHash: fourth.hash, details: {} };
    const forged = `insert into audit_entries select dealership_id, 5, at, actor_kind, actor_id, actor_name, action, target_kind, target_id,
      '{}', hash, '${hashOfEntry(fifth)}' from kept_audit_entries where sequence = 4`;
    const cases: [string, readonly string[], object][] = [
      ['changed', [`update audit_entries set actor_name = 'Eve' where sequence = 4`], { fault: 'changed', sequence: 4 }],
      ['removed', ['delete from audit_entries where sequence = 4'], { fault: 'removed', sequence: 4 }],
      [
        'removed and closed up',
        [
          'delete from audit_entries where sequence = 4',
          'update audit_entries set sequence = sequence + 100 where sequence > 4',
          'update audit_entries set sequence = sequence - 101 where sequence > 100',
        ],
        { fault: 'removed', sequence: 4 },
      ],
      [
        'inserted with those behind it moved',
        [
          'update audit_entries set sequence = sequence + 101 where sequence > 4',
          'update audit_entries set sequence = sequence - 100 where sequence > 100',
          forged,
        ],
        { fault: 'inserted', sequence: 5 },
      ],
      [
        'reordered',
        [
          'update audit_entries set sequence = 100 where sequence = 4',
          'update audit_entries set sequence = 4 where sequence = 5',
          'update audit_entries set sequence = 5 where sequence = 100',
        ],
        { fault: 'reordered', sequence: 4 },
      ],
      ['the tail cut', ['delete from audit_entries where sequence > 6'], { fault: 'tail_cut', sequence: 7 }],
      [
        'the tail cut with the head put back',
        [
          'delete from audit_entries where sequence > 5',
          'update audit_heads set sequence = 5, hash = (select hash from kept_audit_entries where sequence = 5)',
        ],
        { fault: 'tail_cut', sequence: 6 },
      ],
      [
        'the tail cut with the head put back and the checkpoint removed',
        [
          'delete from audit_entries where sequence > 5',
          'delete from audit_checkpoints where number = 2',
          'update audit_heads set checkpoints = 1, sequence = 5, hash = (select hash from kept_audit_entries where sequence = 5)',
        ],
        { fault: 'tail_cut', sequence: 6 },
      ],
      [
        'everything removed',
        ['delete from audit_entries', 'delete from audit_heads', 'delete from audit_checkpoints'],
        { fault: 'tail_cut', sequence: 1 },
      ],
      [
        'a checkpoint changed',
        ['update audit_checkpoints set sequence = 2 where number = 1'],
        { fault: 'checkpoint_wrong', sequence: null },
      ],
      ['a checkpoint removed', ['delete from audit_checkpoints where number = 2'], { fault: 'checkpoint_wrong', sequence: null }],
    ];
    for (const [name, statements, finding] of cases) {
      for (const statement of statements) await tamper(database, sql.raw(statement));
      expect([name, await check()]).toEqual([name, expect.objectContaining(finding)]);
      await restore();
      expect([name, await check()]).toEqual([name, null]);
    }
  });

  it('that was written anew from some entry on, hashes and all, is not what was signed', async () => {
    await using database = await column.open();
    await using opened = await openLog(database);
    const { dealershipId, check, folder } = opened;
    await rewrite(database, dealershipId, 2);
    expect(await check()).toMatchObject({ fault: 'checkpoint_wrong', sequence: 3 });
    expect(await opened.sign()).toBe(0);
    expect(opened.lines.join()).toContain('is not the one that was signed');
    // Without the checkpoints either: the data folder remembers.
    await tamper(database, sql`delete from audit_checkpoints`);
    await tamper(database, sql`update audit_heads set checkpoints = 0`);
    expect(await check()).toMatchObject({ fault: 'checkpoint_wrong', sequence: 6 });
    expect(await opened.sign()).toBe(0);
    // Only who has the data folder too gets away with it.
    await rm(join(folder.path, 'audit'), { recursive: true });
    expect(await check()).toBeNull();
  });

  it('is exported with its chain, and a file in which one byte was changed is known by it', async () => {
    await using database = await column.open();
    await using opened = await openLog(database);
    const { log, ring, dealershipId, folder } = opened;
    const parts: string[] = [];
    for await (const line of await log.export(dealershipId, ann)) parts.push(line);
    const text = Buffer.from(parts.join(''));
    const path = join(folder.path, 'audit.jsonl');
    const verify = async (bytes: Uint8Array, { hasKeys = true } = {}) => {
      await writeFile(path, bytes);
      return await verifyExport(path, hasKeys ? await ring.keys() : []);
    };
    expect(await verify(text)).toMatchObject({ isIntact: true, entries: 9, signedUpTo: 9, areSignaturesChecked: true, dealershipId });
    expect(await verify(text, { hasKeys: false })).toMatchObject({ isIntact: true, areSignaturesChecked: false });
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const bytes = Buffer.from(text);
        bytes.writeUInt8((bytes.readUInt8(at) + by) % 256, at);
        const found = await verify(bytes).catch((error: unknown) => error);
        expect(found).toSatisfy(
          (result: { isIntact?: boolean; code?: string }) => result.isIntact === false || result.code === 'INVALID_INPUT',
        );
      }),
      { numRuns: 100 },
    );
    const lines = text.toString().trimEnd().split('\n');
    const without = (index: number) => Buffer.from(`${lines.toSpliced(index, 1).join('\n')}\n`);
    expect(await verify(without(lines.length - 1))).toMatchObject({ finding: { fault: 'tail_cut', sequence: 9 } });
    expect(await verify(without(lines.length - 3))).toMatchObject({ finding: { fault: 'removed', sequence: 7 } });
    expect(await verify(without(1))).toMatchObject({ finding: { fault: 'checkpoint_wrong' } });
    await expect(verify(Buffer.from('{"some":"file"}\n'))).rejects.toMatchObject({ code: 'INVALID_INPUT' });
    await expect(verifyExport(join(folder.path, 'missing'), [])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

/** Changes an entry and gives it and all behind it new hashes, as somebody does who knows how they are made. */
async function rewrite(database: Database, dealershipId: string, from: number): Promise<void> {
  const { items } = await listAudit(database.orm, dealershipId, { limit: 200 });
  let previousHash = items.find(({ sequence }) => sequence === from - 1)?.hash ?? '';
  for (const entry of items.toReversed().filter(({ sequence }) => sequence >= from)) {
    const forged = { ...entry, previousHash, actor: { ...entry.actor, name: 'Eve' } };
    const hash = hashOfEntry(forged);
    await tamper(
      database,
      sql`update audit_entries set actor_name = 'Eve', previous_hash = ${previousHash}, hash = ${hash} where sequence = ${entry.sequence} and dealership_id = ${dealershipId}`,
    );
    previousHash = hash;
  }
  await tamper(database, sql`update audit_heads set hash = ${previousHash} where dealership_id = ${dealershipId}`);
}
