import { ForecourtError } from '@forecourt/errors';
import type { Provider } from '@forecourt/sdk/providers';
import type { Context, Hono } from 'hono';
import { answerRemovebg, failureResponse, readRequest } from '../compat/removebg/index.ts';
import { databaseError } from '../database/index.ts';
import { type Identity, requireAccess } from '../identity/index.ts';
import { type Outbound, readAll } from '../outbound/index.ts';
import { readBytes } from './body.ts';
import type { Environment } from './context.ts';

export interface CompatParts {
  readonly identity: Pick<Identity, 'identify'>;
  /** Makes cutouts in this process; null where others do. */
  readonly provider: Provider | null;
  /** Gets pictures by the addresses that users give. */
  readonly outbound: Pick<Outbound, 'fetch'>;
}

/**
 * Speaks remove.bg's API, so that plug-ins made for it work with another address: `…/api/compat/removebg` instead of their host, and an
 * API key of ours that carries `photos:write` as `X-Api-Key`.
 */
export function mountCompat(app: Hono<Environment>, parts: CompatParts): void {
  const guarded = (serve: (request: Request) => Promise<Response>) => async (context: Context<Environment>) => {
    try {
      await admit(context.req.raw, parts.identity);
      return await serve(context.req.raw);
    } catch (error) {
      const known = databaseError(error);
      const answer = failureResponse(known, context.get('correlationId'));
      if (answer.status >= 500) context.get('log').error({ err: known }, 'failed');
      return answer;
    }
  };
  app.post(
    '/api/compat/removebg/v1.0/removebg',
    guarded(async (raw) => {
      const isJsonWanted = /\bapplication\/json\b/i.test(raw.headers.get('accept') ?? '');
      return await answerRemovebg(await readRequest(await readBytes(raw, maxBytes), raw.headers.get('content-type') ?? ''), {
        provider: parts.provider,
        download: downloader(parts.outbound),
        isJsonWanted,
        signal: raw.signal,
      });
    }),
  );
  // What plug-ins ask first: there are no credits here to run out of.
  app.get(
    '/api/compat/removebg/v1.0/account',
    guarded(async () => Response.json({ data: { attributes: { credits, api: { free_calls: 0, sizes: 'all' } } } })),
  );
}

const plenty = 1_000_000;
const credits = { total: plenty, subscription: plenty, payg: 0, enterprise: 0 };

/** Their plug-ins send the key in a header of its own. @throws UNAUTHENTICATED, KEY_REVOKED, FORBIDDEN */
async function admit(raw: Request, identity: CompatParts['identity']): Promise<void> {
  const headers = new Headers(raw.headers);
  const key = headers.get('x-api-key');
  if (key !== null) headers.set('authorization', `Bearer ${key}`);
  // A browser's session has no business here: a form of another site could use it.
  headers.delete('cookie');
  requireAccess(await identity.identify(new Request(raw.url, { headers })), 'photos:write');
}

/** remove.bg takes 22 MB; base64 makes a third more of it, and the fields are small. */
const maxBytes = 32 * 1024 * 1024;

function downloader(outbound: CompatParts['outbound']) {
  return async (url: string, signal: AbortSignal): Promise<Uint8Array> => {
    const { status, body } = await outbound.fetch(url, { maxBytes, signal });
    if (status !== 200) throw new ForecourtError('DOWNLOAD_FAILED', `The address of the picture answered ${status}.`);
    return await readAll(body);
  };
}
