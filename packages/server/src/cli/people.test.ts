import { expect, it, vi } from 'vitest';
import { openDatabase } from '../database/open.ts';
import { createIdentity } from '../identity/index.ts';
import { onBothColumns } from '../testing/columns.ts';
import { peopleResetPassword } from './people.ts';

onBothColumns('forecourt people reset-password', (column) => {
  it('prints a link that lets somebody in again, once, and knows nobody else', async () => {
    await using place = await column.makePlace();
    const owner = { email: 'ada@motors.example', password: 'a forgotten password' };
    const here = { clientAddress: '127.0.0.1', isSecure: false };
    const within = async <T>(work: (identity: ReturnType<typeof createIdentity>) => Promise<T>) => {
      await using database = await openDatabase(place);
      const identity = createIdentity({ database, passwordCost: 10 });
      const result = await work(identity);
      await identity.close();
      return result;
    };
    await within((identity) => identity.firstRun?.fromSettings(owner) ?? Promise.resolve(false));
    vi.stubEnv('FORECOURT_DATA_DIR', place.dataDir);
    vi.stubEnv('DATABASE_URL', place.url);
    const results: object[] = [];
    const terminal = { json: true, result: (value: object) => void results.push(value), note: () => undefined };
    const context = { terminal, signal: new AbortController().signal };
    await peopleResetPassword({ email: 'ADA@motors.example' }, context);
    await expect(peopleResetPassword({ email: 'eve@motors.example' }, context)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    vi.unstubAllEnvs();
    expect(results).toEqual([{ path: expect.stringMatching(/^\/reset#[\w-]{43}$/), expiresAt: expect.any(String) }]);
    const token = JSON.stringify(results).split('#')[1]?.slice(0, 43) ?? '';
    await within(async (identity) => {
      await identity.accounts.reset(token, 'a new long password');
      expect((await identity.signIn({ ...owner, password: 'a new long password' }, here)).caller.role).toBe('owner');
      await expect(identity.accounts.reset(token, 'a newer long password')).rejects.toMatchObject({ code: 'LINK_EXPIRED' });
    });
  });
});
