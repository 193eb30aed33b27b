import { ForecourtError } from '@forecourt/errors';

/** Errors of TLS and of sockets that people can act on, by their code in Node. */
const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EHOSTUNREACH: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ETIMEDOUT: 'the connection was not answered in time',
  UND_ERR_CONNECT_TIMEOUT: 'the connection was not answered in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'its answer stood still',
  UND_ERR_HEADERS_OVERFLOW: 'the headers of its answer are too long',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is signed by an unknown authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate comes without the one that signed it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate is signed by an unknown authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  EPROTO: 'it does not speak TLS there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there',
};

/** What a failed request means. What we refused ourselves stays as it is. */
export function outboundError(error: unknown, host: string, { timeoutMs, isLate }: { timeoutMs: number; isLate: boolean }): ForecourtError {
  if (ForecourtError.is(error)) return error;
  if (isLate) return new ForecourtError('DEADLINE_EXCEEDED', `${host} took longer than ${timeoutMs / 1000} s.`, { cause: error });
  if (error instanceof Error && error.name === 'AbortError') return ForecourtError.from(error);
  const code = codeOf(error);
  const reason = reasons[code] ?? (code.startsWith('HPE_') ? 'its answer is no HTTP' : code === '' ? 'the request failed' : code);
  return new ForecourtError('OUTBOUND_FAILED', `${host} could not be asked: ${reason}.`, { cause: error });
}

function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
