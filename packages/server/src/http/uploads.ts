import type { Context, Hono } from 'hono';
import { type Caller, type Identity, requireAccess } from '../identity/index.ts';
import type { Environment } from './context.ts';
import { requireSameOrigin } from './same-origin.ts';
import { countUpload, type UploadFigures } from './upload-figures.ts';

export interface UploadParts {
  readonly identity: Pick<Identity, 'identify'>;
  readonly uploads: {
    fetch(request: Request, caller: Caller | null, context: { readonly correlationId: string }): Promise<Response>;
  };
  readonly metrics: UploadFigures;
}

/** Mounts resumable uploads. Their bodies go through untouched: no reading, no limit, no copy. */
export function mountUploads(app: Hono<Environment>, { identity, uploads, metrics }: UploadParts): void {
  const serve = async (context: Context<Environment>) => {
    const { raw } = context.req;
    const correlationId = context.get('correlationId');
    // Says only what the protocol can do.
    if (raw.method === 'OPTIONS') return await uploads.fetch(raw, null, { correlationId });
    const caller = await identity.identify(raw);
    requireAccess(caller, 'photos:write');
    if (raw.method !== 'HEAD' && caller.kind !== 'key') requireSameOrigin(raw.headers, context.get('host'));
    context.set('who', { dealershipId: caller.dealershipId, caller: caller.kind });
    const answer = await countUpload(metrics, raw, () => uploads.fetch(raw, caller, { correlationId }));
    const problem = answer.headers.get('forecourt-problem');
    if (problem !== null) context.set('problem', problem);
    return answer;
  };
  app.all('/api/v1/uploads', serve);
  app.all('/api/v1/uploads/*', serve);
}
