import { ForecourtError } from '@forecourt/errors';
import { oneLine } from './address.ts';

/** Kinds of failures of the mail library, in words. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNECTION: 'the connection was cut',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'it does not answer',
  EDNS: 'its name cannot be resolved',
  ENOTFOUND: 'its name cannot be resolved',
  ETLS: 'it does not take TLS',
  EPROTOCOL: 'it does not speak SMTP',
};

/**
 * What a failed mail means. A 5xx about the message or its recipient is for good (RFC 5321, 4.2.1); everything else, wrong passwords
 * included, may be mended while the message waits.
 */
export function mailError(error: unknown, host: string): ForecourtError {
  if (ForecourtError.is(error)) return error;
  if (error instanceof Error && error.name === 'AbortError') return ForecourtError.from(error);
  const facts = factsOf(error);
  const { code, status, response } = facts;
  const options = { cause: error, ...(status !== undefined && { details: { status } }) };
  if (code === 'EAUTH') {
    return new ForecourtError('MAIL_FAILED', `The mail server ${host} does not take the user and the password.`, {
      ...options,
      hint: 'Correct FORECOURT_SMTP_URL.',
    });
  }
  if (status !== undefined && response !== '') {
    const text = `The mail server ${host} said: ${response.slice(0, 300)}`;
    return new ForecourtError(status >= 500 ? 'MAIL_REFUSED' : 'MAIL_FAILED', text, options);
  }
  const reason = reasons[code] ?? oneLine(error instanceof Error ? error.message : String(error)).slice(0, 200);
  return new ForecourtError('MAIL_FAILED', `The mail server ${host} cannot be used: ${reason}.`, options);
}

function factsOf(error: unknown): { readonly code: string; readonly status: number | undefined; readonly response: string } {
  if (!(error instanceof Error)) return { code: '', status: undefined, response: '' };
  const own = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // A failed connection is wrapped; what the system said is underneath or in the text.
  const system = /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|ETIMEDOUT)\b/.exec(error.message)?.[1];
  const status = 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : undefined;
  const response = 'response' in error && typeof error.response === 'string' ? oneLine(error.response) : '';
  return { code: system ?? own, status, response };
}
