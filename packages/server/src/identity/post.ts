import { addDelivery } from '../database/deliveries.ts';
import type { Transaction } from '../database/orm.ts';

interface Letter {
  readonly dealershipId: string;
  readonly to: string;
  readonly token: string;
  /** Where the pages are, as the one who asks sees them; nothing is sent where nobody knows. */
  readonly siteUrl: string | undefined;
}

/** Seals a letter while it waits: its link is meant for one person only. */
export type SealText = (tx: Transaction, dealershipId: string, text: string) => Promise<string>;

/** Letters to people: sent where the installation has a mail server. */
export interface Post {
  invitation(tx: Transaction, letter: Letter & { readonly from: string }): Promise<void>;
  passwordReset(tx: Transaction, letter: Letter): Promise<void>;
}

/** Links carry their token behind the `#`, which browsers send to no server and write into no log. */
export function createPost(seal: SealText | undefined): Post {
  const send = async (tx: Transaction, { dealershipId, to, siteUrl }: Letter, subject: string, lines: (url: string) => string[]) => {
    if (seal === undefined || siteUrl === undefined) return;
    await addDelivery(tx, { kind: 'email', dealershipId, to, subject, text: await seal(tx, dealershipId, lines(siteUrl).join('\n\n')) });
  };
  return {
    invitation: (tx, letter) =>
      send(tx, letter, 'Your invitation to Forecourt', (url) => [
        `${letter.from} invites you to work with photos of cars in Forecourt.`,
        `Accept here: ${url}/join#${letter.token}`,
        'The link is good for two weeks and for you alone.',
      ]),
    passwordReset: (tx, letter) =>
      send(tx, letter, 'Set a new password for Forecourt', (url) => [
        `Set a new password here: ${url}/reset#${letter.token}`,
        'The link is good for a day. If you did not ask for it, leave it: nothing changes then.',
      ]),
  };
}
