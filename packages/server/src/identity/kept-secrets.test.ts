import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { getTableName, is, sql } from '../database/drizzle.ts';
import { PgTable } from '../database/drizzle-pg.ts';
import { rowsOf } from '../database/orm.ts';
import * as schema from '../database/schema.ts';
import { onBothColumns } from '../testing/columns.ts';
import { createIdentity } from './index.ts';

onBothColumns('the database', (column) => {
  it('has no session, key, link, password or signing key that could be used by whoever reads it', async () => {
    await using database = await column.open();
    const identity = createIdentity({ database, passwordCost: 10 });
    const here = { clientAddress: '127.0.0.1', isSecure: false, userAgent: 'Test' };
    const password = 'a long enough password';
    const code = (await identity.firstRun?.makeCode()) ?? '';
    const { caller, cookie } = await identity.setUp(code, { dealership: 'Motors', name: 'Ada', email: 'ada@b.example', password }, here);
    const token = cookie.split(/[=;]/)[1] ?? '';
    const again = await identity.signIn({ email: 'ada@b.example', password }, here);
    const key = await identity.keys.create(caller, { name: 'Website', scopes: ['photos:read'] });
    const invitation = await identity.invitations.create(caller, { email: 'new@b.example', role: 'viewer' }, undefined);
    const reset = await identity.accounts.makeResetFor('ada@b.example');
    await identity.tokens.create(caller);
    const secrets = [token, again.cookie.split(/[=;]/)[1] ?? '', key.secret, invitation.token, reset.token, password, code];

    let dump = '';
    for (const table of Object.values(schema)) {
      if (!is(table, PgTable)) continue;
      const rows = await database.orm.execute(sql`select to_jsonb(t)::text as row from ${sql.identifier(getTableName(table))} t`);
      dump += rowsOf(z.object({ row: z.string() }), rows)
        .map(({ row }) => row)
        .join('\n');
    }
    for (const secret of secrets) expect(secret.length > 10 && dump.includes(secret)).toBe(false);
    // The private half of an Ed25519 key as JSON has a member of its own.
    expect(dump).not.toMatch(/\\"d\\":/);
    expect(dump).toContain(createHash('sha256').update(token).digest('hex'));
    await identity.close();
  });
});
