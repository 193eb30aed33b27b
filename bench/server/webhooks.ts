import { createHmac, randomBytes } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { appendEvent } from '../../packages/server/src/database/events.ts';
import { openDatabase } from '../../packages/server/src/database/open.ts';
import { startDeliveries } from '../../packages/server/src/deliveries/deliveries.ts';
import { createEmailSender } from '../../packages/server/src/deliveries/send-email.ts';
import { createWebhookSender } from '../../packages/server/src/deliveries/send-webhook.ts';
import { silentLogger as logger } from '../../packages/server/src/jobs/logger.ts';
import { createOutbound } from '../../packages/server/src/outbound/index.ts';
import { openSecrets } from '../../packages/server/src/secrets/index.ts';
import { sampleDealership } from '../../packages/server/src/testing/samples.ts';
import { createWebhooks } from '../../packages/server/src/webhooks/index.ts';
import { type ColumnName, postgres, startHttpReceiver, startPostgres, temporaryFolder } from '../../packages/testing/src/index.ts';
import { type Benchmark, type Context, Skipped } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';

const webhookCount = 8;
const eventCount = 100;
/** As many messages as one process has on their way. */
const concurrency = 16;

/** The whole way of a message: the event is looked at, the delivery written, taken, signed, sent, and its end written down. */
export function webhookBenchmark(column: ColumnName): Benchmark {
  return {
    name: `server.webhooks.${column}`,
    title: `signed messages a second to ${webhookCount} webhooks, ${column === 'embedded' ? 'PGlite' : 'PostgreSQL'}, beside bare signed requests`,
    repeat: 5,
    run: (context) => measure(column, context),
  };
}

async function measure(column: ColumnName, context: Context) {
  if (column === 'grown' && !postgres.isThere) throw new Skipped('there is no PostgreSQL on this machine');
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const cluster = column === 'grown' ? stack.use(await startPostgres()) : undefined;
  const database = stack.use(await openDatabase({ dataDir: folder.path, url: await cluster?.createDatabase() }));
  const { secrets } = stack.use(await openSecrets({ database, dataDir: folder.path, logger }));
  const outbound = stack.use(createOutbound({ allow: ['127.0.0.1'] }));
  const receiver = stack.use(await startHttpReceiver());
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  stack.defer(() => agent.destroy());
  const dealershipId = await sampleDealership(database, 'Motors');
  const caller = { kind: 'person', dealershipId, name: 'Ann', role: 'owner', scopes: [] } as const;
  const webhooks = createWebhooks({ database, secrets, outbound });
  const made = { url: `${receiver.url}/hook`, description: '', eventTypes: ['vehicle.deleted'] } as const;
  for (let index = 0; index < webhookCount; index++) await webhooks.create(caller, made);
  const total = webhookCount * eventCount;
  let before = 0;

  const pairs = await alternately(context, {
    unit: 'messages/s',
    async ours() {
      before = receiver.requests.length;
      for (let index = 0; index < eventCount; index++) {
        await database.transaction((tx) => appendEvent(tx, dealershipId, 'vehicle.deleted', { id: dealershipId }));
      }
      const started = performance.now();
      await using _deliveries = await startDeliveries({
        ...{ database, logger, concurrency },
        sendWebhook: createWebhookSender({ outbound, secrets }),
        sendEmail: createEmailSender(null, secrets),
        onDisabled: async () => undefined,
      });
      while (receiver.requests.length < before + total) await wait(5, undefined, { signal: context.signal });
      return (1000 * total) / (performance.now() - started);
    },
    async peer() {
      const key = randomBytes(32);
      const body = JSON.stringify({ id: '1', at: new Date().toISOString(), type: 'vehicle.deleted', data: { id: dealershipId } });
      const started = performance.now();
      let left = total;
      const send = async () => {
        while (left-- > 0) await post(made.url, body, createHmac('sha256', key).update(`${left}.${body}`).digest('base64'), agent);
      };
      await Promise.all(Array.from({ length: concurrency }, send));
      return (1000 * total) / (performance.now() - started);
    },
  });
  return compare(pairs, { unit: 'messages/s', peer: 'bare requests', better: 'more', details: [`${total} messages in each repetition`] });
}

function post(url: string, body: string, signature: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'webhook-signature': signature };
    request(url, { method: 'POST', agent, headers }, (answer) => answer.resume().on('end', resolve).on('error', reject))
      .on('error', reject)
      .end(body);
  });
}
