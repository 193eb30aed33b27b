import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { postgres, startPostgres } from './postgres.ts';
import { redis, startRedis } from './redis.ts';

const run = promisify(execFile);
const alive = (pid: number) =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (text) => !/\) [ZX] /.test(text),
    () => false,
  );

describe.skipIf(!postgres.canStart)(`a PostgreSQL of one’s own${postgres.note}`, () => {
  it('keeps what was committed through a kill, under the same address', async () => {
    await using server = await startPostgres();
    const url = await server.createDatabase();
    const psql = (sql: string) => run('psql', [url, '--tuples-only', '--no-align', '--command', sql]);
    await psql('create table cars (name text)');
    await psql("insert into cars values ('red')");
    await server.kill();
    await expect(psql('select 1')).rejects.toThrow();
    await server.restart();
    expect((await psql('select name from cars')).stdout.trim()).toBe('red');
  });
});

describe.skipIf(!redis.canStart || !postgres.canStart || process.platform !== 'linux')(
  `servers of a test${redis.note}${postgres.note}`,
  () => {
    it('do not outlive the process that started them', async () => {
      const source = `
      import { startPostgres } from ${JSON.stringify(join(import.meta.dirname, 'postgres.ts'))};
      import { startRedis } from ${JSON.stringify(join(import.meta.dirname, 'redis.ts'))};
      const servers = [await startPostgres(), await startRedis({ appendOnly: true })];
      console.log(servers.map(({ pid }) => pid).join(' '));
    `;
      const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', source], { stdio: ['ignore', 'pipe', 'inherit'] });
      const [line] = await once(child.stdout, 'data');
      const pids = String(line).trim().split(' ').map(Number);
      expect(await Promise.all(pids.map(alive))).toEqual([true, true]);
      child.kill('SIGKILL');
      await vi.waitFor(async () => expect(await Promise.all(pids.map(alive))).toEqual([false, false]), { timeout: 20_000 });
    });

    it('start again on their port with what they had', async () => {
      await using server = await startRedis({ appendOnly: true });
      const cli = (...args: string[]) => run('redis-cli', ['-p', String(server.port), ...args]);
      await cli('set', 'car', 'red');
      await server.kill();
      await server.restart();
      expect((await cli('get', 'car')).stdout.trim()).toBe('red');
    });
  },
);
