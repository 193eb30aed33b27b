import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  onFreePort,
  postgres,
  repositoryFolder,
  startPostgres,
  startServer,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, forecourt } from '../forecourt.ts';

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

/** Starts a server that is to refuse it, on settings of its own. */
function serve(env: Readonly<Record<string, string>>): Promise<Ended> {
  return forecourt(['serve'], { cwd: repositoryFolder, env: { PORT: '0', FORECOURT_DATA_DIR: `${folder.path}/data`, ...env } });
}

/** A port at which nobody listens. */
const deadPort = () => onFreePort((port) => Promise.resolve(port));

describe('a start that cannot be', () => {
  it.each([
    ['a misspelt setting', { FORECOURT_DATADIR: '/tmp/x' }, 1, 'UNKNOWN_SETTING', 'FORECOURT_DATADIR'],
    ['a database of another kind', { DATABASE_URL: 'mysql://localhost/cars' }, 2, 'INVALID_INPUT', 'DATABASE_URL'],
    [
      'a password that is too short',
      { FORECOURT_OWNER_EMAIL: 'a@example.test', FORECOURT_OWNER_PASSWORD: 'short' },
      2,
      'INVALID_INPUT',
      '12',
    ],
  ])('names %s', async (_what, env, exitCode, code, word) => {
    const { code: ended, out, errors } = await serve(env);
    expect({ ended, out }).toEqual({ ended: exitCode, out: '' });
    expect(errors).toContain(code);
    expect(errors).toContain(word);
  });

  it('says that the database cannot be reached, and does not fall back to another', async () => {
    const { code, errors } = await serve({ DATABASE_URL: `postgres://forecourt@127.0.0.1:${await deadPort()}/cars` });
    expect(code).toBe(1);
    expect(errors).toContain('DATABASE_UNAVAILABLE');
  });

  it.skipIf(!postgres.canStart)(`says that the queue cannot be reached${postgres.note}`, async () => {
    await using server = await startPostgres();
    const env = { DATABASE_URL: await server.createDatabase(), REDIS_URL: `redis://127.0.0.1:${await deadPort()}` };
    const { code, errors } = await serve(env);
    expect(code).toBe(1);
    expect(errors).toContain('QUEUE_UNAVAILABLE');
  });

  it('says that the port is in use', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen(0, '127.0.0.1', done));
    const { port } = other.address() as AddressInfo;
    const { code, errors } = await serve({ PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(errors).toContain('PORT_IN_USE');
  });

  it('refuses a second server on the same folder, and leaves the first alone', async () => {
    await using first = await startServer({ FORECOURT_DATA_DIR: `${folder.path}/data` });
    const { code, errors } = await serve({});
    expect(code).toBe(1);
    expect(errors).toContain('DATA_FOLDER_IN_USE');
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
    // What a killed server leaves does not keep the next one out.
    await first.kill();
    await first.restart();
  });
});
