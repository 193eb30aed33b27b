import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepStatements } from './pglite-statements.ts';

describe('statements that are kept', () => {
  let kept: PGlite;
  let plain: PGlite;

  beforeAll(async () => {
    [kept, plain] = await Promise.all([PGlite.create(), PGlite.create()]);
    keepStatements(kept);
    for (const pglite of [kept, plain]) {
      await pglite.exec(`
        create table cars (id int primary key, name text, price bigint, seen timestamptz, facts jsonb, tags text[], photo bytea, isNew boolean);
        set timezone to 'UTC'`);
    }
  });
  afterAll(async () => {
    await Promise.all([kept.close(), plain.close()]);
  });

  const insert = 'insert into cars values ($1, $2, $3, $4, $5, $6, $7, $8) returning *';
  const car = (id: number) => [
    id,
    'Käfer “53”',
    9_007_199_254_740_991,
    new Date(0),
    { doors: 2 },
    ['a', 'b,c'],
    new Uint8Array([0, 1, 255]),
    true,
  ];

  it('give what PGlite’s own query gives, for every kind of value and each time anew', async () => {
    for (const id of [1, 2, 3]) expect(await kept.query(insert, car(id))).toEqual(await plain.query(insert, car(id)));
    for (const pglite of [kept, plain]) await pglite.query(insert, [4, null, null, null, null, null, null, null]);
    for (const least of [0, 2, 9]) {
      for (const rowMode of ['array', 'object'] as const) {
        const ask = (pglite: PGlite) => pglite.query('select * from cars where id > $1 order by id', [least], { rowMode });
        expect(await ask(kept)).toEqual(await ask(plain));
      }
    }
    const change = (pglite: PGlite) => pglite.query('update cars set name = $1 where id < $2', ['Bus', 3]);
    expect(await change(kept)).toEqual(await change(plain));
  });

  it('fail with the database’s own code, and work afterwards', async () => {
    for (let turn = 0; turn < 2; turn++) {
      await expect(kept.query(insert, car(1))).rejects.toMatchObject({ code: '23505', constraint: 'cars_pkey' });
      await expect(kept.query('select no_such_column from cars where id = $1', [1])).rejects.toMatchObject({ code: '42703' });
      await expect(kept.query('select 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' });
    }
    expect((await kept.query('select 1 / $1::int as one', [1])).rows).toEqual([{ one: 1 }]);
  });

  it('belong to the transaction in which they are asked, and to no other', async () => {
    const name = (id: number) => kept.query<{ name: string }>('select name from cars where id = $1', [id]);
    let outside: ReturnType<typeof name> | undefined;
    const rolledBack = kept.transaction(async (tx) => {
      await tx.query('update cars set name = $1 where id = $2', ['inside', 3]);
      outside = name(3);
      expect((await tx.query('select name from cars where id = $1', [3])).rows).toEqual([{ name: 'inside' }]);
      await expect(tx.query(insert, car(1))).rejects.toMatchObject({ code: '23505' });
      throw new Error('not after all');
    });
    await expect(rolledBack).rejects.toThrow('not after all');
    expect((await outside)?.rows).toEqual([{ name: 'Käfer “53”' }]);
  });

  it('are prepared anew when their table changed or the database forgot them', async () => {
    const all = () => kept.query('select * from cars where id = $1', [3]);
    expect((await all()).fields).toHaveLength(8);
    await kept.exec('alter table cars add column colour text');
    expect((await all()).fields).toHaveLength(9);
    await kept.exec('deallocate all');
    expect((await all()).rows).toHaveLength(1);
  });

  it('make room for others: the database keeps as many as are wanted, and not more', async () => {
    for (let number = 0; number < 400; number++) {
      expect((await kept.query(`select $1::int + ${number} as sum`, [1])).rows).toEqual([{ sum: 1 + number }]);
    }
    const { rows } = await kept.query<{ count: number }>('select count(*)::int as count from pg_prepared_statements where name like $1', [
      'kept%',
    ]);
    expect(rows[0]?.count).toBeLessThanOrEqual(300);
    expect(rows[0]?.count).toBeGreaterThan(250);
  });
});
