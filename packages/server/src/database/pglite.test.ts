import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { putPreparedDatabase, smallDisk, smallDisks, temporaryFolder } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { eq, sql } from './drizzle.ts';
import { migrations } from './migrations.generated.ts';
import { migrateDatabase, openDatabase } from './open.ts';
import { dealerships } from './schema.ts';

/** A server that makes dealerships for as long as it lives, and says the id of each after it was acknowledged. */
function maker(dataDir: string) {
  const source = `
    import { openDatabase } from ${JSON.stringify(join(import.meta.dirname, 'open.ts'))};
    import { dealerships } from ${JSON.stringify(join(import.meta.dirname, 'schema.ts'))};
    try {
      const database = await openDatabase({ dataDir: ${JSON.stringify(dataDir)} });
      for (;;) {
        const id = crypto.randomUUID();
        await database.transaction((tx) => tx.insert(dealerships).values({ id, name: 'x' }));
        console.log(id);
      }
    } catch (error) {
      console.log(error.code);
      process.exit(1);
    }
  `;
  return spawn(process.execPath, ['--input-type=module-typescript', '--eval', source], { stdio: ['ignore', 'pipe', 'inherit'] });
}

it('keeps each acknowledged row when its process is killed, and opens again at once', async () => {
  await using folder = await temporaryFolder();
  await putPreparedDatabase(folder.path);
  const acknowledged: string[] = [];
  for (const after of [1, 5, 17]) {
    const child = maker(folder.path);
    const exited = once(child, 'exit');
    let count = 0;
    for await (const id of createInterface({ input: child.stdout })) {
      acknowledged.push(id);
      // What it says on its way down counts too.
      if (++count === after) child.kill('SIGKILL');
    }
    await exited;
  }
  await using database = await openDatabase({ dataDir: folder.path });
  const rows = new Set((await database.orm.select({ id: dealerships.id }).from(dealerships)).map(({ id }) => id));
  expect(acknowledged.length).toBeGreaterThanOrEqual(23);
  expect(acknowledged.filter((id) => !rows.has(id))).toEqual([]);
});

it('lets no second server on its folder, which would lose rows silently', async () => {
  await using folder = await temporaryFolder();
  await putPreparedDatabase(folder.path);
  {
    await using _database = await openDatabase({ dataDir: folder.path });
    const child = maker(folder.path);
    const [said] = await once(child.stdout, 'data');
    expect(String(said).trim()).toBe('DATA_FOLDER_IN_USE');
    await expect(openDatabase({ dataDir: folder.path })).rejects.toMatchObject({
      code: 'DATA_FOLDER_IN_USE',
      details: { pid: process.pid },
    });
  }
  expect(await migrateDatabase({ dataDir: folder.path })).toEqual({ applied: [] });
});

it('begins anew where its first start was killed half-way, and says so where its files are damaged', async () => {
  await using folder = await temporaryFolder();
  await mkdir(join(folder.path, 'database.new'), { recursive: true });
  await writeFile(join(folder.path, 'database.new', 'PG_VERSION'), '18');
  expect(await migrateDatabase({ dataDir: folder.path })).toEqual({ applied: migrations.map(({ name }) => name) });
  await writeFile(join(folder.path, 'database', 'global', 'pg_control'), 'not any more');
  await expect(openDatabase({ dataDir: folder.path })).rejects.toMatchObject({
    code: 'DATABASE_CORRUPT',
    message: expect.stringContaining(folder.path),
  });
});

describe.skipIf(!smallDisks.canBeMade)(`a full disk under the embedded database${smallDisks.note}`, () => {
  it.each([
    ['of rows', sql`insert into dealerships (id, name) select gen_random_uuid(), repeat(md5(n::text), 40) from generate_series(1, 300) n`],
    // PostgreSQL itself gives up where it cannot write its log; nothing that is asked of it afterwards comes back.
    ['of its log', sql`select pg_logical_emit_message(true, 'x', repeat('x', 900000))`],
  ])('is an error at once, and costs nothing that was acknowledged: full %s', async (_, filling) => {
    await using disk = await smallDisk(70_000);
    await putPreparedDatabase(disk.path);
    const database = await openDatabase({ dataDir: disk.path });
    const add = (id: string) => database.transaction((tx) => tx.insert(dealerships).values({ id, name: 'kept' }));
    const kept = crypto.randomUUID();
    await add(kept);
    const { bavail, bsize } = await statfs(disk.path);
    const filler = join(disk.path, 'filler');
    await writeFile(filler, new Uint8Array(bavail * bsize - 5_000_000));
    const fill = async () => {
      for (let round = 0; round < 100; round++) await database.transaction((tx) => tx.execute(filling));
    };
    await expect(fill()).rejects.toMatchObject({ code: 'DISK_FULL' });
    // Whether it goes on by itself or wants a new start: it answers.
    await database.check().catch((error: unknown) => expect(error).toMatchObject({ code: 'DISK_FULL' }));
    await rm(filler);
    await database.close();
    await using again = await openDatabase({ dataDir: disk.path });
    const names = again.orm.select({ id: dealerships.id }).from(dealerships).where(eq(dealerships.name, 'kept'));
    expect(await names).toEqual([{ id: kept }]);
  });
});
