import { join } from 'node:path';
import { startGuarded, startOpenAiEmulator, startReplicateEmulator } from '@forecourt/testing';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { readGeneration } from '../database/generations.ts';
import { openDatabase } from '../database/open.ts';
import { createLocalStorage } from '../storage/index.ts';
import { onBothColumns, type Place, pgliteColumn } from '../testing/columns.ts';
import { openDesk } from './testing/studio.ts';

const doomed = join(import.meta.dirname, 'testing/doomed.ts');
const patience = { timeout: 60_000, interval: 50 };
const readySchema = z.object({ id: z.string(), dealershipId: z.string() });

onBothColumns('a call whose worker is killed', (column) => {
  it('is asked for again by the name that the provider gave it, and paid once', async () => {
    await using place = await column.makePlace();
    await using openai = await startOpenAiEmulator();
    await using replicate = await startReplicateEmulator({ pace: { polls: 1_000_000 } });
    const worker = await start(place, { provider: 'replicate', openai, replicate });
    await worker.end('SIGKILL');
    const [run] = replicate.runs;
    await replicate.finish(run?.id ?? '');
    const done = await goOn(place, worker.ready, { openai, replicate });
    expect(done).toMatchObject({ state: 'done', tries: 2, made: { provider: 'replicate' } });
    expect(done.results).toHaveLength(1);
    expect([replicate.runs.length, replicate.charged.length]).toEqual([1, 1]);
  });
});

// The column made no difference above, and each of these starts a process.
describe('a call without a name whose worker is killed', () => {
  const column = pgliteColumn();

  it('is sent again under the same name where the provider has not answered yet, and paid once', async () => {
    await using place = await column.makePlace();
    await using openai = await startOpenAiEmulator();
    await using replicate = await startReplicateEmulator();
    openai.failNext('stuck');
    const worker = await start(place, { provider: 'openai', openai, replicate });
    await vi.waitFor(() => expect(openai.charged).toHaveLength(1), patience);
    await worker.end('SIGKILL');
    const done = await goOn(place, worker.ready, { openai, replicate });
    expect(done).toMatchObject({ state: 'done', tries: 2, made: { provider: 'openai' } });
    expect(openai.charged).toHaveLength(1);
    const keys = openai.requests.filter(({ isWork }) => isWork).map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(2);
    expect(new Set(keys).size).toBe(1);
  });
});

interface Far {
  readonly openai: { readonly url: string; readonly apiKey: string };
  readonly replicate: { readonly baseUrl: string; readonly token: string };
}

async function start({ dataDir, url }: Place, { provider, openai, replicate }: Far & { readonly provider: 'openai' | 'replicate' }) {
  const order = {
    ...{ dataDir, url, provider },
    openai: { url: openai.url, apiKey: openai.apiKey },
    replicate: { baseUrl: replicate.baseUrl, token: replicate.token },
  };
  const args = ['--disable-warning=ExperimentalWarning', doomed, JSON.stringify(order)];
  const worker = await startGuarded(process.execPath, args, { ready: /ready \{.*\}\n/ });
  const ready = readySchema.parse(JSON.parse(worker.output().match(/ready (\{.*\})/)?.[1] ?? ''));
  return { ...worker, ready };
}

/** Another process takes the place of the dead one. */
async function goOn(place: Place, { id, dealershipId }: z.infer<typeof readySchema>, { openai, replicate }: Far) {
  await using database = await openDatabase(place);
  const storage = await createLocalStorage({ folder: join(place.dataDir, 'files') });
  await using desk = await openDesk({ database, storage, openai, replicate, dealershipId, queueName: 'doomed' });
  await using _worker = await desk.work();
  return await vi.waitFor(async () => {
    const found = await readGeneration(database.orm, { dealershipId, generationId: id });
    expect(found.state).toBe('done');
    return found;
  }, patience);
}
