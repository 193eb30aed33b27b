import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';

/** Who writes, as a mail program shows it. */
export interface Sender {
  readonly name: string;
  readonly address: string;
}

const emailSchema = z.email().max(254);

/** Reads `forecourt@dealer.example` or `Motors <forecourt@dealer.example>`. @throws INVALID_INPUT */
export function readSender(text: string): Sender {
  const [, name = '', inner] = /^\s*"?([^"<>\p{Cc}]*?)"?\s*<([^<>]+)>\s*$/u.exec(text) ?? [];
  const address = emailSchema.safeParse(inner ?? text.trim());
  if (address.success) return { name, address: address.data };
  throw new ForecourtError('INVALID_INPUT', 'FORECOURT_MAIL_FROM is no address of a sender.', {
    hint: 'Write it as forecourt@dealer.example or as Motors <forecourt@dealer.example>.',
  });
}

/** One line, whatever was given: a line break in a header would begin another header. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** The one recipient, as an address and nothing else. @throws MAIL_REFUSED for what is none */
export function readRecipient(text: string): string {
  const address = emailSchema.safeParse(text);
  if (address.success) return address.data;
  throw new ForecourtError('MAIL_REFUSED', 'This is no e-mail address.');
}
