import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, copyFile, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@forecourt/testing';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { sql } from '../database/drizzle.ts';
import type { Database } from '../database/open.ts';
import { Hidden } from '../settings/hidden.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sampleDealership } from '../testing/samples.ts';
import { forgetLostKeys } from './forget-lost.ts';
import { keepSecretsWrapped } from './keep-wrapped.ts';
import { keyFileName } from './key-file.ts';
import type { KeyRing } from './key-ring.ts';
import { openKeyRing } from './open-key-ring.ts';
import { dropUnusedKeys, rewrapSecrets } from './rotate.ts';
import { checkRing } from './sealing-key.ts';
import { createSecrets, type Secrets } from './secrets.ts';

const value = 'whsec_a value that nobody may see';
const fixed = (...ids: string[]) => new Hidden(ids.map((id) => `${id}:${Buffer.alloc(32, id).toString('base64')}`).join(','));
const ringOf = (...ids: string[]): KeyRing => openKeyRing({ dataDir: '/nowhere', keys: fixed(...ids) });

async function put(database: Database, secrets: Secrets, dealershipId: string, text = value): Promise<string> {
  return await database.transaction((tx) => secrets.put(tx, { dealershipId, purpose: 'webhook', value: text }));
}

onBothColumns('a secret', (column) => {
  it('is read again by whoever needs it, described without itself, and forgotten', async () => {
    await using database = await column.open();
    const secrets = createSecrets({ database, ring: ringOf('k1') });
    const [mine, theirs] = [await sampleDealership(database), await sampleDealership(database)];
    const id = await put(database, secrets, mine);
    expect(await secrets.describe(mine, id)).toMatchObject({ purpose: 'webhook', lastUsedAt: null, lastFour: ' see' });
    expect(await secrets.read(mine, id)).toBe(value);
    expect((await secrets.describe(mine, id)).lastUsedAt).not.toBeNull();
    await expect(secrets.read(theirs, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const short = await put(database, secrets, mine, 'short');
    expect((await secrets.describe(mine, short)).lastFour).toBe('');
    const all = await database.orm.execute(sql`select row_to_json(secrets)::text as text from secrets`);
    expect(JSON.stringify(all)).not.toContain('nobody may');
    await database.transaction((tx) => secrets.remove(tx, mine, id));
    await database.transaction((tx) => secrets.remove(tx, mine, id));
    await expect(secrets.read(mine, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await secrets.status()).toEqual({ source: 'settings', keys: [{ id: 'k1', secrets: 1 }], missing: [] });
  });

  it('does not open in the row of another: not of another dealership, purpose or installation', async () => {
    await using database = await column.open();
    const secrets = createSecrets({ database, ring: ringOf('k1') });
    const [mine, theirs] = [await sampleDealership(database), await sampleDealership(database)];
    const id = await put(database, secrets, theirs);
    const own = await put(database, secrets, mine);
    await database.orm.execute(
      sql`update secrets set wrapped_key = other.wrapped_key, ciphertext = other.ciphertext from secrets other where secrets.id = ${own} and other.id = ${id}`,
    );
    await expect(secrets.read(mine, own)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    await database.orm.execute(sql`update secrets set dealership_id = ${mine} where id = ${id}`);
    await expect(secrets.read(mine, id)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    await database.orm.execute(sql`update secrets set dealership_id = ${theirs} where id = ${id}`);
    expect(await secrets.read(theirs, id)).toBe(value);
    await database.orm.execute(sql`update secrets set purpose = 'mail' where id = ${id}`);
    await expect(secrets.read(theirs, id)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    await database.orm.execute(sql`update secrets set purpose = 'webhook' where id = ${id}`);
    await database.orm.execute(sql`update installation set id = ${'01990000-0000-7000-8000-000000000000'}`);
    await expect(secrets.read(theirs, id)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  });

  it('stops a server whose key ring lacks its key, or has another under its name, and says which', async () => {
    await using database = await column.open();
    const dealershipId = await sampleDealership(database);
    await put(database, createSecrets({ database, ring: ringOf('k1') }), dealershipId);
    await expect(checkRing(database.orm, ringOf('k2'))).rejects.toMatchObject({
      code: 'SECRET_KEY_MISSING',
      message: expect.stringContaining('k1'),
      details: { keyIds: ['k1'] },
    });
    const wrong = openKeyRing({ dataDir: '/nowhere', keys: new Hidden(`k1:${randomBytes(32).toString('base64')}`) });
    await expect(checkRing(database.orm, wrong)).rejects.toMatchObject({
      code: 'SECRET_KEY_MISSING',
      message: expect.stringContaining('k1'),
    });
    // Nor does it begin a ring of its own beside the one in use.
    await using folder = await temporaryFolder();
    const fresh = openKeyRing({ dataDir: folder.path });
    await expect(put(database, createSecrets({ database, ring: fresh }), dealershipId)).rejects.toMatchObject({
      code: 'SECRET_KEY_MISSING',
    });
    await expect(put(database, createSecrets({ database, ring: ringOf('k2') }), dealershipId)).rejects.toMatchObject({
      code: 'SECRET_KEY_MISSING',
    });
    expect(await fresh.keys()).toEqual([]);
    await expect(checkRing(database.orm, ringOf('k2', 'k1'))).resolves.toBeUndefined();
  });

  it('moves to a new key while it is read and others come, two at it at once, and then the old key may go', async () => {
    await using database = await column.open();
    await using folder = await temporaryFolder();
    const ring = openKeyRing({ dataDir: folder.path });
    const secrets = createSecrets({ database, ring });
    const dealershipId = await sampleDealership(database);
    const ids: string[] = [];
    for (let count = 0; count < 12; count++) ids.push(await put(database, secrets, dealershipId, `${value} ${count}`));
    const [old] = await ring.keys();
    const added = await ring.add();
    const rotate = () => rewrapSecrets({ database, ring, stepSize: 5 });
    const [one, other] = await Promise.all([
      rotate(),
      rotate(),
      ...ids.map(async (id, index) => expect(await secrets.read(dealershipId, id)).toBe(`${value} ${index}`)),
      put(database, secrets, dealershipId),
    ]);
    expect([one, other]).toMatchObject([
      { keyId: added.id, failed: [] },
      { keyId: added.id, failed: [] },
    ]);
    expect((one?.secrets ?? 0) + (other?.secrets ?? 0)).toBeLessThanOrEqual(24);
    expect(await secrets.status()).toMatchObject({
      keys: [
        { id: added.id, secrets: 13 },
        { id: old?.id, secrets: 0 },
      ],
      missing: [],
    });
    expect(await dropUnusedKeys({ database, ring })).toEqual([old?.id]);
    expect((await ring.keys()).map(({ id }) => id)).toEqual([added.id]);
    for (const [index, id] of ids.entries()) expect(await secrets.read(dealershipId, id)).toBe(`${value} ${index}`);
    expect(await dropUnusedKeys({ database, ring })).toEqual([]);
  });

  it('whose key is lost is given up when somebody says so, and then the server starts and seals again', async () => {
    await using database = await column.open();
    await using folder = await temporaryFolder();
    const dealershipId = await sampleDealership(database);
    const ring = openKeyRing({ dataDir: folder.path });
    const secrets = createSecrets({ database, ring });
    const id = await put(database, secrets, dealershipId);
    expect(await forgetLostKeys({ database, ring })).toEqual({ keyIds: [], secrets: 0 });
    expect(await secrets.read(dealershipId, id)).toBe(value);
    const lost = (await ring.keys()).map((key) => key.id);
    await rm(join(folder.path, keyFileName));
    await expect(checkRing(database.orm, ring)).rejects.toMatchObject({ code: 'SECRET_KEY_MISSING' });
    expect(await forgetLostKeys({ database, ring })).toEqual({ keyIds: lost, secrets: 1 });
    await checkRing(database.orm, ring);
    await expect(secrets.read(dealershipId, id)).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
    expect(await secrets.read(dealershipId, await put(database, secrets, dealershipId))).toBe(value);
    expect(await rewrapSecrets({ database, ring })).toMatchObject({ failed: [] });
  });

  it('that does not open is told of and left, and the others move', async () => {
    await using database = await column.open();
    const dealershipId = await sampleDealership(database);
    const secrets = createSecrets({ database, ring: ringOf('k1') });
    const [broken, whole] = [await put(database, secrets, dealershipId), await put(database, secrets, dealershipId)];
    await database.orm.execute(sql`update secrets set purpose = 'mail' where id = ${broken}`);
    const ring = ringOf('k2', 'k1');
    const result = await rewrapSecrets({ database, ring });
    expect(result).toMatchObject({ keyId: 'k2', secrets: 1, failed: [{ id: broken, error: { code: 'SECRET_UNREADABLE' } }] });
    expect(await createSecrets({ database, ring }).read(dealershipId, whole)).toBe(value);
    await expect(ring.add()).rejects.toMatchObject({ code: 'OPERATION_UNSUPPORTED' });
  });
});

onBothColumns('the rotation of keys', (column) => {
  it('goes on after a process that was killed in the middle of it', async () => {
    await using place = await column.makePlace();
    const { openDatabase } = await import('../database/open.ts');
    const ring = openKeyRing({ dataDir: place.dataDir });
    const dealershipId = await (async () => {
      await using database = await openDatabase(place);
      const made = await sampleDealership(database);
      const secrets = createSecrets({ database, ring });
      await database.transaction(async (tx) => {
        for (let count = 0; count < 40; count++) await secrets.put(tx, { dealershipId: made, purpose: 'webhook', value });
      });
      return made;
    })();
    await ring.add();
    const source = `
      import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, '../database/open.ts'))};
      import { openKeyRing, rewrapSecrets } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
      const place = ${JSON.stringify({ dataDir: place.dataDir, url: place.url })};
      const database = await openDatabase(place);
      await rewrapSecrets({ database, ring: openKeyRing(place), stepSize: 4, onStep: (done) => done >= 12 && process.kill(process.pid, 'SIGKILL') });
    `;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '--eval', source], {
      stdio: 'inherit',
    });
    const [, signal]: unknown[] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    await using database = await openDatabase(place);
    const before = (await createSecrets({ database, ring }).status()).keys.map(({ secrets }) => secrets);
    expect(before).toEqual([12, 28]);
    expect(await rewrapSecrets({ database, ring })).toMatchObject({ secrets: 28, failed: [] });
    const rows = await database.orm.execute(sql`select id::text as id from secrets`);
    const ids = JSON.stringify(rows).match(/[0-9a-f-]{36}/g) ?? [];
    const secrets = createSecrets({ database, ring });
    for (const id of new Set(ids.slice(0, 40))) expect(await secrets.read(dealershipId, id)).toBe(value);
  });
});

onBothColumns('a key ring', (column) => {
  it('in a file is made at the first need, for its owner only, and never overwritten', async () => {
    await using database = await column.open();
    await using folder = await temporaryFolder();
    const [ring, other] = [openKeyRing({ dataDir: folder.path }), openKeyRing({ dataDir: folder.path })];
    const path = join(folder.path, keyFileName);
    await checkRing(database.orm, ring);
    expect(await ring.keys()).toEqual([]);
    await Promise.all([ring.makeFirst(), other.makeFirst(), ring.makeFirst()]);
    const text = await readFile(path, 'utf8');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await ring.makeFirst();
    expect(await readFile(path, 'utf8')).toBe(text);
    await Promise.all(Array.from({ length: 5 }, () => openKeyRing({ dataDir: folder.path }).add()));
    const keys = await ring.keys();
    expect(new Set(keys.map(({ id }) => id)).size).toBe(6);
    expect(keys.at(-1)?.derive('fingerprint')).toEqual((await other.keys()).at(-1)?.derive('fingerprint'));

    const lines: string[] = [];
    const logger = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) });
    await chmod(path, 0o644);
    await using _kept = await keepSecretsWrapped({ database, ring, dataDir: folder.path, logger });
    expect(lines.join()).toContain('chmod 600');
    await copyFile(path, `${path}.copy`);
    for (const wrong of ['', '{', '{"keys":[]}', text.replace(/"key": "./, '"key": "')]) {
      await writeFile(path, wrong);
      await expect(ring.keys()).rejects.toSatisfy(
        (error: { code: string; cause?: unknown }) => error.code === 'KEY_RING_INVALID' && error.cause === undefined,
      );
      await expect(ring.makeFirst()).rejects.toMatchObject({ code: 'KEY_RING_INVALID' });
      expect(await readFile(path, 'utf8')).toBe(wrong);
    }
  });
});
