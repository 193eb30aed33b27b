// A worker in a process of its own, for tests that kill it: asks for one generation and works on it.
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { eq } from '../../database/drizzle.ts';
import { readGeneration } from '../../database/generations.ts';
import { openDatabase } from '../../database/open.ts';
import { providerCalls } from '../../database/schema.ts';
import { createLocalStorage } from '../../storage/index.ts';
import { openDesk } from './studio.ts';

const pollMs = 10;

const orderSchema = z.strictObject({
  dataDir: z.string(),
  url: z.string().optional(),
  provider: z.enum(['openai', 'replicate']),
  openai: z.object({ url: z.string(), apiKey: z.string() }),
  replicate: z.object({ baseUrl: z.string(), token: z.string() }),
});

const { dataDir, url, provider, openai, replicate } = orderSchema.parse(JSON.parse(process.argv[2] ?? ''));
const database = await openDatabase({ dataDir, url });
const storage = await createLocalStorage({ folder: join(dataDir, 'files') });
const desk = await openDesk({ database, storage, openai, replicate, providers: [provider], queueName: 'doomed' });
const { id: generationId, jobId } = await desk.ask();
// Whoever comes after its death need not wait long to take its job.
await desk.work({ leaseMs: 3000 });
const { dealershipId } = desk;
for (;;) {
  const [call] = await database.orm.select().from(providerCalls).where(eq(providerCalls.jobId, jobId));
  const { state, attempts } = await readGeneration(database.orm, { dealershipId, generationId });
  if (state === 'failed') throw new Error(`It failed: ${JSON.stringify(attempts)}`);
  // OpenAI has no name for a call before its answer; whoever started this sees there when it is charged.
  if (call?.providerJobId || (provider === 'openai' && state === 'working')) break;
  // The database in this process answers without leaving it: the worker needs a turn too.
  await wait(pollMs);
}
process.stdout.write(`ready ${JSON.stringify({ id: generationId, dealershipId })}\n`);
