import type { ForecourtError } from '@forecourt/errors';
import type { TakenDelivery } from '../database/delivery-leases.ts';
import { notify } from '../database/notifications.ts';
import type { Database } from '../database/open.ts';
import { createMail, type Mail } from '../mail/index.ts';
import type { Outbound } from '../outbound/index.ts';
import type { Secrets } from '../secrets/index.ts';
import type { Hidden } from '../settings/hidden.ts';
import type { Logger } from '../settings/logger.ts';
import { type Deliveries, startDeliveries } from './deliveries.ts';
import { createEmailSender } from './send-email.ts';
import { createWebhookSender } from './send-webhook.ts';

/** How e-mails are sent: by which server, and who writes. */
export interface MailSettings {
  readonly url: Hidden;
  readonly from: string;
}

export interface OpenDeliveriesOptions {
  readonly database: Database;
  readonly outbound: Outbound;
  readonly secrets: Pick<Secrets, 'read' | 'openText'>;
  readonly mail: MailSettings | undefined;
  readonly logger: Logger;
  /** Told of each message that was given up, but of e-mails that nobody could ever have sent. */
  readonly onFailed?: ((failure: FailedDelivery) => void) | undefined;
}

export interface FailedDelivery {
  readonly dealershipId: string;
  readonly kind: 'email' | 'webhook';
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Everything that goes out of a running server. */
export interface OpenDeliveries extends Deliveries {
  /** Null where no mail server is set. */
  readonly mail: Mail | null;
}

/** Opens the ways out and starts to send. @throws INVALID_INPUT for mail settings that cannot be */
export async function openDeliveries(options: OpenDeliveriesOptions): Promise<OpenDeliveries> {
  const { database, outbound, secrets, logger } = options;
  const mail = options.mail ? createMail({ url: options.mail.url.reveal(), from: options.mail.from }) : null;
  const deliveries = await startDeliveries({
    database,
    logger,
    sendWebhook: createWebhookSender({ outbound, secrets }),
    sendEmail: createEmailSender(mail, secrets),
    async onDisabled(tx, { dealershipId, id, url, problem }) {
      await notify(tx, {
        dealershipId,
        kind: 'webhook.disabled',
        title: `The webhook to ${new URL(url).host} was switched off`,
        body: `${problem.detail} Mend the receiver, then make the webhook active again: it goes on where it stopped, up to a week back.`,
        link: `/settings/webhooks/${id}`,
        groupKey: `webhook ${id}`,
      });
    },
    onFailed: (delivery, error) => {
      if (error.code !== 'MAIL_NOT_CONFIGURED') options.onFailed?.(failedDelivery(delivery, error));
    },
  });
  return { ...deliveries, mail };
}

function failedDelivery({ dealershipId, webhookId }: TakenDelivery, { code, message, hint }: ForecourtError): FailedDelivery {
  return { dealershipId, kind: webhookId === null ? 'email' : 'webhook', code, message, hint };
}
