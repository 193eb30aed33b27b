import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@forecourt/sdk/client';
import { repositoryFolder, temporaryFolder } from '@forecourt/testing';
import { expect, it } from 'vitest';
import { tamperWith } from '../../packages/server/src/audit/testing/tampering.ts';
import { openDatabase } from '../../packages/server/src/database/open.ts';
import { listenForecourt } from '../../packages/server/src/listen.ts';
import { openSecrets } from '../../packages/server/src/secrets/index.ts';
import { onBothColumns, type Place } from '../../packages/server/src/testing/columns.ts';
import { testOptions } from '../../packages/server/src/testing/server.ts';
import { forecourt, objects } from '../forecourt.ts';

/** A server whose owner is whoever sends no key. */
function startServer(place: Place) {
  return listenForecourt({
    ...testOptions(place),
    authenticate: ({ headers }) =>
      headers.has('authorization') ? null : { dealership: { id: 'm', name: 'Motors' }, person: { name: 'Ann' }, role: 'owner' },
  });
}

onBothColumns('the commands for audit and secrets', (column) => {
  it('check the log of a running server, of an export and of a database, and name what does not fit', async () => {
    await using place = await column.makePlace();
    await using folder = await temporaryFolder();
    const file = join(folder.path, 'audit.jsonl');
    const env = { FORECOURT_DATA_DIR: place.dataDir, ...(place.url !== undefined && { DATABASE_URL: place.url }) };
    const run = (...args: string[]) => forecourt(args, { cwd: repositoryFolder, env: { ...env, ...more } });
    let more: Readonly<Record<string, string>> = {};
    {
      await using server = await startServer(place);
      const owner = createClient({ url: server.url });
      const { id } = await owner.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
      await owner.vehicles.delete(id);
      const { secret } = await owner.keys.create({ name: 'Auditor', scopes: ['audit:read'] });
      more = { FORECOURT_SERVER_KEY: secret };
      const checked = await run('audit', 'verify', '--server', server.url, '--json');
      expect(checked).toMatchObject({ code: 0, errors: '' });
      expect(objects(checked.out)).toMatchObject([{ dealership: { name: 'Motors' }, isIntact: true, finding: null }]);
      expect(await run('audit', 'export', '--server', server.url, '-o', file)).toMatchObject({ code: 0 });
      if (column.name === 'PGlite') {
        expect(await run('audit', 'verify')).toMatchObject({ code: 1, errors: expect.stringMatching(/DATA_FOLDER_IN_USE[\s\S]*--server/) });
      }
    }
    const lines = (await readFile(file, 'utf8'))
      .trim()
      .split('\n')
      .map((line): Record<string, unknown> => JSON.parse(line));
    expect(lines.map(({ line, action }) => action ?? line)).toEqual(
      expect.arrayContaining(['log', 'checkpoint', 'vehicle.deleted', 'key.created', 'audit.exported']),
    );
    expect(await run('audit', 'verify', '--file', file)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/intact since .*signed up to/),
    });
    {
      await using database = await openDatabase(place);
      await tamperWith(database, "update audit_entries set actor_name = 'Eve' where action = 'vehicle.deleted'");
    }
    const found = await run('audit', 'verify', '--json');
    expect(found.code).toBe(1);
    expect(objects(found.out)).toMatchObject([{ isIntact: false, finding: { fault: 'changed', sequence: 1 } }]);
    expect(objects(found.errors)).toMatchObject([{ code: 'AUDIT_BROKEN', message: expect.stringContaining('Entry 1 was changed') }]);
  });

  it('put a new key in front and wrap every secret with it; without the ring no server starts', async () => {
    await using place = await column.makePlace();
    const env = { FORECOURT_DATA_DIR: place.dataDir, ...(place.url !== undefined && { DATABASE_URL: place.url }) };
    const rotate = (...flags: string[]) => forecourt(['secrets', 'rotate', '--json', ...flags], { cwd: repositoryFolder, env });
    const logger = testOptions(place).logger;
    const withSecrets = async <T>(
      work: (parts: Awaited<ReturnType<typeof openSecrets>>, database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
    ) => {
      await using database = await openDatabase(place);
      await using opened = await openSecrets({ database, dataDir: place.dataDir, logger: logger ?? expect.unreachable() });
      return await work(opened, database);
    };
    const dealershipId = await (async () => {
      await using server = await startServer(place);
      return (await createClient({ url: server.url }).session.read()).dealership.id;
    })();
    const id = await withSecrets(({ secrets }, database) =>
      database.transaction((tx) => secrets.put(tx, { dealershipId, purpose: 'test', value: 'the value itself' })),
    );
    const ended = await rotate('--drop-unused');
    expect(ended).toMatchObject({ code: 0, errors: '' });
    const [result] = objects(ended.out);
    expect(result).toMatchObject({ secrets: 1, failed: [], dropped: [expect.any(String)] });
    expect(ended.out).not.toContain('the value');
    await withSecrets(async ({ secrets }) => {
      expect(await secrets.read(dealershipId, id)).toBe('the value itself');
      expect(await secrets.status()).toMatchObject({ keys: [{ id: result?.keyId, secrets: 1 }], missing: [] });
    });
    if (column.name === 'PGlite') {
      await using _server = await startServer(place);
      expect(objects((await rotate()).out)).toMatchObject([{ isLeftToServer: true }]);
    }
    await rm(join(place.dataDir, 'keys.json'));
    await expect(startServer(place)).rejects.toMatchObject({
      code: 'SECRET_KEY_MISSING',
      message: expect.stringContaining(String(result?.keyId)),
    });
  });
});
