import { ForecourtError } from '@forecourt/errors';
import type { Mail } from '../mail/index.ts';
import type { Secrets } from '../secrets/index.ts';
import type { Send } from './send.ts';

/** Sends e-mails; without a mail server each is given up at once, saying so. */
export function createEmailSender(mail: Mail | null, secrets: Pick<Secrets, 'openText'>): Send {
  return async ({ id, dealershipId, recipient, subject, body }, signal) => {
    if (mail === null) {
      const error = new ForecourtError('MAIL_NOT_CONFIGURED', 'This server has no way to send e-mails.');
      return { status: null, answer: null, error, isFinal: true };
    }
    try {
      const { status, answer } = await mail.send(
        { id, to: recipient ?? '', subject: subject ?? '', text: await secrets.openText(dealershipId, body) },
        signal,
      );
      return { status, answer };
    } catch (thrown) {
      const error = ForecourtError.from(thrown);
      const status = typeof error.details?.status === 'number' ? error.details.status : null;
      return { status, answer: null, error, isFinal: error.code === 'MAIL_REFUSED' };
    }
  };
}
