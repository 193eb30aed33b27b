import { abortError, ForecourtError } from '@forecourt/errors';
import { tooLarge } from '../inspect/too-large.ts';
import { collect } from './collect.ts';

/** What fetches: the `fetch` of the runtime, or one that checks where it goes. */
export type Fetch = (url: string, init: { readonly redirect: 'manual' | 'follow'; readonly signal?: AbortSignal }) => Promise<Response>;

const mostRedirects = 5;
const browserDoesRedirects = 'window' in globalThis || 'WorkerGlobalScope' in globalThis;

/**
 * Fetches a picture by http or https, up to `limit` bytes. On a server each redirect is looked at first: it may go on to https or stay where it is,
 * and never to a bare address or to this machine; a browser has rules of its own. What the answer says of its type is believed where it says that
 * it is a page, since the bytes are looked at later anyway.
 *
 * @throws ForecourtError `DOWNLOAD_FAILED`, `INVALID_INPUT`, `UNSUPPORTED_TYPE`, `FILE_TOO_LARGE`, `ABORTED`
 */
export async function fetchPicture(given: URL, fetch: Fetch, limit: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  let url = given;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    checkUrl(url);
    const response = await request(url, fetch, signal);
    const place = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (place === null) return bodyOf(response, url, limit, signal);
    await discard(response);
    url = next(url, place);
  }
  throw failed(given, `led from one address to the next more than ${mostRedirects} times`);
}

async function request(url: URL, fetch: Fetch, signal: AbortSignal | undefined): Promise<Response> {
  try {
    return await fetch(url.href, { redirect: browserDoesRedirects ? 'follow' : 'manual', ...(signal && { signal }) });
  } catch (cause) {
    if (signal?.aborted) throw abortError(signal);
    if (ForecourtError.is(cause)) throw cause;
    throw failed(url, 'could not be reached', cause);
  }
}

async function bodyOf(response: Response, url: URL, limit: number, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const type = (response.headers.get('content-type') ?? '').toLowerCase();
  const length = Number(response.headers.get('content-length') ?? 0);
  if (!response.ok) {
    await discard(response);
    throw failed(url, `answered ${response.status}`);
  }
  if (/^(?:text\/|application\/(?:json|xml|xhtml|javascript))/.test(type)) {
    await discard(response);
    throw new ForecourtError('UNSUPPORTED_TYPE', `${url.host} gave ${type.split(';')[0]}, which is no picture.`, {
      hint: 'Give the address of the picture itself, not of the page that shows it.',
    });
  }
  if (length > limit) {
    await discard(response);
    throw tooLarge(length, { bytes: limit });
  }
  if (!response.body) throw failed(url, 'gave nothing');
  return collect(response.body, limit, signal);
}

function checkUrl(url: URL): void {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new ForecourtError('INVALID_INPUT', `Pictures are not fetched by ${url.protocol}`, { hint: 'Give an address of https or http.' });
  }
  if (url.username !== '' || url.password !== '') {
    throw new ForecourtError('INVALID_INPUT', 'An address of a picture must not hold a name or a password.');
  }
}

function next(from: URL, place: string): URL {
  const url = URL.parse(place, from.href);
  if (!url) throw failed(from, 'led to something that is no address');
  const isSame = url.host === from.host && !(from.protocol === 'https:' && url.protocol === 'http:');
  if (isSame || (url.protocol === 'https:' && isName(url.hostname))) return url;
  throw new ForecourtError('INVALID_INPUT', `${from.host} led to ${url.host}, where pictures are not fetched from.`, {
    hint: 'Give the last address itself.',
  });
}

/** A name of the public kind: no bare address, nothing of this machine or of an inner network. */
function isName(hostname: string): boolean {
  return /[a-z]$/i.test(hostname) && hostname.includes('.') && !/\.(?:local|localhost|internal|lan|home|corp|intranet)$/i.test(hostname);
}

async function discard(response: Response): Promise<void> {
  // Whether the rest of an answer that nobody reads can still be refused changes nothing.
  await response.body?.cancel().catch(() => undefined);
}

function failed(url: URL, what: string, cause?: unknown): ForecourtError {
  return new ForecourtError('DOWNLOAD_FAILED', `${url.host} ${what}.`, {
    hint: 'Check the address, and try again.',
    ...(cause !== undefined && { cause }),
  });
}
