import { readUrl, refused } from './gate.ts';

/** As many as browsers would find strange: the fetch standard stops at 20, addresses of webhooks and pictures need one or two. */
export const mostRedirects = 5;

const statuses: readonly number[] = [301, 302, 303, 307, 308];
/** All else may be meant for the first host only. */
const keptHeaders: readonly string[] = ['accept', 'accept-encoding', 'accept-language', 'range', 'user-agent'];

export interface Hop {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Where an answer sends the request on; undefined if it does not. @throws OUTBOUND_REFUSED for a step from HTTPS to HTTP */
export function nextHop({ url, headers }: Hop, status: number, location: string | null): Hop | undefined {
  if (!statuses.includes(status) || location === null) return undefined;
  const next = URL.parse(location, url);
  if (next === null) throw refused(`${url.host} sends on to what is no address.`);
  readUrl(next);
  if (url.protocol === 'https:' && next.protocol === 'http:') throw refused(`${url.host} sends on to an address without TLS.`);
  if (next.origin === url.origin) return { url: next, headers };
  return { url: next, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => keptHeaders.includes(name.toLowerCase()))) };
}
