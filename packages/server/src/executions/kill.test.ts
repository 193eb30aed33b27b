import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startGuarded, temporaryFolder } from '@forecourt/testing';
import { expect, it, vi } from 'vitest';
import { readExecutionDetail } from '../database/executions.ts';
import { openDatabase } from '../database/open.ts';
import { onBothColumns } from '../testing/columns.ts';
import { openOffice } from './testing/office.ts';

const doomed = join(import.meta.dirname, 'testing/doomed-platform.ts');
const patience = { timeout: 60_000, interval: 50 };
const text = `import { appendFileSync, existsSync } from 'node:fs'; import { setTimeout as pause } from 'node:timers/promises';
  appendFileSync(job.parameters.folder + '/begun', 'x');
  console.log('waiting');
  while (!existsSync(job.parameters.folder + '/go')) await pause(20);
  console.log('went on');
  say({ type: 'result' });`;

onBothColumns('a run whose platform is killed', (column) => {
  it('goes on at its host, and ends once in the next process', async () => {
    await using place = await column.makePlace();
    await using folder = await temporaryFolder();
    // One process at a time may have the embedded database open.
    const first = await openDatabase(place);
    const office = await openOffice(first);
    await using _office = { [Symbol.asyncDispose]: () => office[Symbol.asyncDispose]() };
    await office.addHost('Office PC');
    await first.close();

    const order = { place: { dataDir: place.dataDir, url: place.url }, office: office.order(), text, parameters: { folder: folder.path } };
    const args = ['--disable-warning=ExperimentalWarning', doomed, JSON.stringify(order)];
    const platform = await startGuarded(process.execPath, args, { ready: /ready \S+\n/ });
    const id = platform.output().match(/ready (\S+)/)?.[1] ?? '';
    await platform.end('SIGKILL');

    await using database = await openDatabase(place);
    const again = await openOffice(database, office.order());
    await using _again = { [Symbol.asyncDispose]: () => again[Symbol.asyncDispose]() };
    await using next = await again.platform();
    await writeFile(join(folder.path, 'go'), '');
    const done = await vi.waitFor(async () => {
      // The lease of the dead runs out first.
      await next.executions.sweep();
      const found = await readExecutionDetail(database.orm, { dealershipId: again.dealershipId, id });
      expect(found.finishedAt).not.toBeNull();
      return found;
    }, patience);
    expect(done).toMatchObject({ state: 'done', attempts: 1, exitCode: 0 });
    expect(done.log.map(({ sequence }) => sequence)).toEqual(done.log.map((_, index) => index + 1));
    expect(done.log.flatMap((event) => (event.type === 'state' ? event.state : []))).toEqual(['waiting', 'running', 'done']);
    expect(await readFile(join(folder.path, 'begun'), 'utf8')).toBe('x');
  });
});
