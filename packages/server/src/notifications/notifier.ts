import { addDelivery } from '../database/deliveries.ts';
import { escalateDue, findDueMails, lockSteps, markMailed, postponeMail } from '../database/notification-steps.ts';
import { notificationsChannel } from '../database/notifications.ts';
import type { Database, Transaction } from '../database/open.ts';
import type { Logger } from '../settings/logger.ts';
import { mailText } from './mail.ts';
import { quietUntil } from './quiet-hours.ts';

export interface NotifierOptions {
  readonly database: Database;
  readonly logger: Logger;
  /** Address under which people open the pages, without a slash at the end. */
  readonly publicUrl?: string | undefined;
  readonly sweepEveryMs?: number | undefined;
  readonly now?: (() => Date) | undefined;
}

export interface Notifier extends AsyncDisposable {
  /** Escalates and sends what is due. Never rejects. */
  run(): Promise<void>;
}

/** A person gets one mail in this time; what comes up meanwhile stands together in the next. */
const betweenMailsMs = 5 * 60_000;

/** One round, in one transaction: two processes that come at the same time do not send twice. @returns whether it was this one's turn */
export async function takeSteps(
  tx: Transaction,
  { at, publicUrl }: { readonly at: Date; readonly publicUrl?: string | undefined },
): Promise<boolean> {
  if (!(await lockSteps(tx))) return false;
  await escalateDue(tx, at);
  for (const mail of await findDueMails(tx, at)) {
    const soonest = mail.lastMailAt === null ? at : new Date(mail.lastMailAt.getTime() + betweenMailsMs);
    const until = quietUntil(at, mail.quietHours) ?? (soonest > at ? soonest : null);
    if (until !== null) {
      await postponeMail(tx, mail, until);
      continue;
    }
    const { subject, text } = mailText(mail, publicUrl);
    await addDelivery(tx, { dealershipId: mail.dealershipId, kind: 'email', to: mail.to, subject, text });
    await markMailed(tx, mail, at);
  }
  return true;
}

/** Sends what people are to be told by mail, and tells owners of what nobody takes care of. Any number of processes may have one. */
export async function startNotifier(options: NotifierOptions): Promise<Notifier> {
  const { database, logger, publicUrl, sweepEveryMs = 15_000, now = () => new Date() } = options;
  let running: Promise<void> = Promise.resolve();
  let isWanted = false;
  let isClosed = false;

  async function round(): Promise<void> {
    if (!isWanted) return;
    isWanted = false;
    try {
      await database.transaction((tx) => takeSteps(tx, { at: now(), publicUrl }));
    } catch (error) {
      logger.warn({ err: error }, 'notifications could not be sent; it is tried again');
    }
  }

  function run(): Promise<void> {
    isWanted = true;
    // Whoever asks while a round is under way gets another one after it: it may have looked already.
    running = running.then(round);
    return running;
  }

  const wake = () => {
    if (!isClosed) void run();
  };
  const listening = await database.listen(notificationsChannel, wake);
  const sweeper = setInterval(wake, sweepEveryMs);
  sweeper.unref();
  return {
    run,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      clearInterval(sweeper);
      await listening[Symbol.asyncDispose]();
      await running;
    },
  };
}
