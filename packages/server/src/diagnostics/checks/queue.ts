import { z } from 'zod';
import { sql } from '../../database/drizzle.ts';
import { rowsOf } from '../../database/orm.ts';
import { type Check, failed, ok, warning } from '../check.ts';
import { askRedis } from '../redis-info.ts';
import { seenDatabase } from '../seen-database.ts';
import type { Site } from '../site.ts';

/** BullMQ's recommendation. */
const oldestRedis = [6, 2] as const;
const nearlyFull = 0.9;

export const queue: Check = {
  name: 'queue',
  title: 'Queue',
  run: (site) => (site.redisUrl === undefined ? inDatabase(site) : onRedis(site.redisUrl)),
};

async function onRedis(url: string) {
  const { version, memoryPolicy, usedMemoryBytes, maxMemoryBytes, latencyMs } = await askRedis(url);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const text = `Redis ${version} answers in ${latencyMs} ms`;
  if (major < oldestRedis[0] || (major === oldestRedis[0] && minor < oldestRedis[1])) {
    return failed(`${text}: that version is too old.`, `Use Redis ${oldestRedis.join('.')} or newer.`);
  }
  if (memoryPolicy !== 'noeviction') {
    return warning(
      `${text}, and may throw messages away when its memory is full (maxmemory-policy ${memoryPolicy}).`,
      'Set it: redis-cli config set maxmemory-policy noeviction, and the same in redis.conf.',
    );
  }
  if (maxMemoryBytes > 0 && usedMemoryBytes > maxMemoryBytes * nearlyFull) {
    return warning(`${text}; its memory is nearly full.`, 'Raise maxmemory in redis.conf.');
  }
  return ok(`${text}.`);
}

async function inDatabase(site: Site) {
  // A queue in a database that is away is no second thing to mend.
  const { orm } = await seenDatabase(site);
  const [row] = rowsOf(z.object({ name: z.string().nullable() }), await orm.execute(sql`select to_regclass('pgboss.job')::text as name`));
  if (row?.name === null || row === undefined)
    return warning('The queue in the database has no tables yet.', 'The first start of the server makes them.');
  return ok('It is in the database (pg-boss).');
}
