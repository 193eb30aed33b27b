import { createMail } from '../../mail/mail.ts';
import { type Check, ok } from '../check.ts';

/** Whether the mail server is there and takes our password; nothing is sent. */
export const mail: Check = {
  name: 'mail',
  title: 'E-mail',
  async run({ settings }, signal) {
    if (settings.mail === undefined) return ok('None is sent: FORECOURT_SMTP_URL is not set. Notifications stay in the pages.');
    await createMail({ url: settings.mail.url.reveal(), from: settings.mail.from }).check(signal);
    return ok('The mail server answers and lets us in.');
  },
};
