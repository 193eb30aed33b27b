import { ForecourtError } from '@forecourt/errors';

/**
 * Refuses writes that another site made a person's browser send. Browsers say where a write comes from by `Sec-Fetch-Site`
 * (Fetch Metadata), or, on plain HTTP, by `Origin` (Fetch, 3.2); programs say neither and carry no cookies unasked.
 *
 * @throws FORBIDDEN
 */
export function requireSameOrigin(headers: Headers, host: string): void {
  const site = headers.get('sec-fetch-site');
  if (site === 'same-origin' || site === 'none') return;
  const origin = headers.get('origin');
  if (site === null && origin === null) return;
  if (origin !== null && URL.parse(origin)?.host === host) return;
  throw new ForecourtError('FORBIDDEN', 'This request was made by a page of another site.', {
    hint: 'Use an API key to call from elsewhere.',
  });
}
