import type { Context, Hono } from 'hono';
import { type Caller, type Identity, requireAccess } from '../identity/index.ts';
import type { Environment } from './context.ts';
import { requireSameOrigin } from './same-origin.ts';

export interface UploadParts {
  readonly identity: Pick<Identity, 'identify'>;
  readonly uploads: {
    fetch(request: Request, caller: Caller | null, context: { readonly correlationId: string }): Promise<Response>;
  };
}

/** Mounts resumable uploads. Their bodies go through untouched: no reading, no limit, no copy. */
export function mountUploads(app: Hono<Environment>, { identity, uploads }: UploadParts): void {
  const serve = async (context: Context<Environment>) => {
    const { raw } = context.req;
    const correlationId = context.get('correlationId');
    // Says only what the protocol can do.
    if (raw.method === 'OPTIONS') return await uploads.fetch(raw, null, { correlationId });
    const caller = await identity.identify(raw);
    requireAccess(caller, 'photos:write');
    if (raw.method !== 'HEAD' && caller.kind !== 'key') requireSameOrigin(raw.headers, context.get('host'));
    return await uploads.fetch(raw, caller, { correlationId });
  };
  app.all('/api/v1/uploads', serve);
  app.all('/api/v1/uploads/*', serve);
}
