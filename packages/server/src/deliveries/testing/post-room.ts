import type { EventType, SentDelivery, Webhook } from '@forecourt/sdk/contract';
import { type HttpReceiver, startHttpReceiver, temporaryFolder } from '@forecourt/testing';
import { pino } from 'pino';
import { deliveriesChannel } from '../../database/deliveries.ts';
import { listDeliveries, readDelivery } from '../../database/delivery-history.ts';
import { and, eq, sql } from '../../database/drizzle.ts';
import { appendEvent } from '../../database/events.ts';
import type { Database } from '../../database/open.ts';
import { deliveries, webhooks } from '../../database/schema.ts';
import { readWebhook } from '../../database/webhooks.ts';
import type { Caller } from '../../identity/index.ts';
import { createOutbound, type Outbound } from '../../outbound/index.ts';
import { openSecrets, type Secrets } from '../../secrets/index.ts';
import type { Logger } from '../../settings/logger.ts';
import type { Column } from '../../testing/columns.ts';
import { sampleDealership } from '../../testing/samples.ts';
import { createWebhooks, type Webhooks } from '../../webhooks/index.ts';
import { type Deliveries, type DeliveriesOptions, startDeliveries } from '../deliveries.ts';
import { createEmailSender } from '../send-email.ts';
import { createWebhookSender } from '../send-webhook.ts';

/** What the rooms of a suite share: a database and what opens secrets in it. */
export interface PostOffice extends AsyncDisposable {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly logger: Logger;
  readonly log: readonly string[];
}

export async function openPostOffice(column: Column): Promise<PostOffice> {
  await using stack = new AsyncDisposableStack();
  const folder = stack.use(await temporaryFolder());
  const database = stack.use(await column.open());
  const log: string[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => log.push(line) });
  const { secrets } = stack.use(await openSecrets({ database, dataDir: folder.path, logger }));
  const rest = stack.move();
  return { database, secrets, logger, log, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

/** A dealership with a receiver at the other end of the wire, and what sends in between. It takes its webhooks along when it goes. */
export interface PostRoom extends AsyncDisposable {
  readonly database: Database;
  readonly outbound: Outbound;
  readonly caller: Caller;
  readonly webhooks: Webhooks;
  readonly receiver: HttpReceiver;
  readonly log: readonly string[];
  /** Adds a webhook to the receiver. */
  addWebhook(eventTypes?: readonly EventType[]): Promise<Webhook & { readonly secret: string }>;
  /** Begins to send. */
  start(options?: Partial<DeliveriesOptions>): Promise<Deliveries>;
  /** Makes something happen. @returns its sequence */
  happen(name?: string): Promise<number>;
  /** What goes to a webhook, oldest first. */
  sent(webhookId: string): Promise<SentDelivery[]>;
  webhook(webhookId: string): Promise<Webhook>;
  /** Moves a webhook's last good day into the past. */
  failSince(webhookId: string, days: number): Promise<void>;
  /** Lets the time of every next try come now. */
  hurry(): Promise<void>;
}

export async function openPostRoom({ database, secrets, logger, log }: PostOffice): Promise<PostRoom> {
  await using stack = new AsyncDisposableStack();
  const outbound = stack.use(createOutbound({ allow: ['127.0.0.1'] }));
  const receiver = stack.use(await startHttpReceiver());
  const dealershipId = await sampleDealership(database);
  stack.defer(async () => void (await database.orm.delete(webhooks).where(eq(webhooks.dealershipId, dealershipId))));
  const caller: Caller = { kind: 'person', dealershipId, name: 'Ann', role: 'owner', scopes: [] };
  const service = createWebhooks({ database, secrets, outbound });
  const rest = stack.move();
  return {
    ...{ database, outbound, caller, receiver, log, webhooks: service },
    addWebhook: (eventTypes = ['key.created']) => service.create(caller, { url: `${receiver.url}/hook`, description: '', eventTypes }),
    start: (options) =>
      startDeliveries({
        database,
        logger,
        sendWebhook: createWebhookSender({ outbound, secrets }),
        sendEmail: createEmailSender(null, secrets),
        onDisabled: async () => undefined,
        ...options,
      }),
    happen: (name = 'Some key') =>
      database.transaction((tx) =>
        appendEvent(tx, dealershipId, 'key.created', {
          id: dealershipId,
          name,
          prefix: 'fck_abc',
          scopes: [],
          createdAt: new Date().toISOString(),
          lastUsedAt: null,
          revokedAt: null,
          expiresAt: null,
        }),
      ),
    async sent(webhookId) {
      const { items } = await listDeliveries(database.orm, { dealershipId, id: webhookId }, { limit: 200 });
      const found = items.map(({ id }) => readDelivery(database.orm, { dealershipId, webhookId, deliveryId: id }));
      return (await Promise.all(found)).toReversed();
    },
    webhook: (id) => readWebhook(database.orm, { dealershipId, id }),
    async failSince(id, days) {
      await database.orm
        .update(webhooks)
        .set({ failingSince: sql`now() - ${days} * interval '1 day'` })
        .where(eq(webhooks.id, id));
    },
    async hurry() {
      await database.orm
        .update(deliveries)
        .set({ nextTryAt: sql`now()` })
        .where(and(eq(deliveries.dealershipId, dealershipId), eq(deliveries.state, 'waiting')));
      await database.notify(deliveriesChannel, '');
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
