import { ForecourtError } from '@forecourt/errors';
import { readAsset } from '../../database/assets.ts';
import { makePreview } from '../../pictures/index.ts';
import { matches } from '../caching.ts';
import type { Handlers } from '../call.ts';
import { fileAnswer, fileHeaders } from '../file-answer.ts';
import { attachment } from '../file-name.ts';
import type { HandlerParts } from '../handlers.ts';

/** Files and their previews, each only for the dealership that has it. */
export function assetHandlers({ database, storage }: HandlerParts) {
  return {
    getAsset: ({ caller, params }) => readAsset(database.orm, caller.dealershipId, params.sha256),
    async getAssetFile({ caller, params: { sha256 }, query: { download }, request }) {
      const { type } = await readAsset(database.orm, caller.dealershipId, sha256);
      return await fileAnswer(request, { storage, sha256, type, disposition: download === undefined ? 'inline' : attachment(download) });
    },
    async getAssetPreview({ caller, params: { sha256 }, query: { width }, request }) {
      await readAsset(database.orm, caller.dealershipId, sha256);
      const etag = `"${sha256}-${width}"`;
      const headers = new Headers({ ...fileHeaders, ETag: etag, 'Content-Type': 'image/webp', 'Content-Disposition': 'inline' });
      if (matches(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers });
      // Several may wait for the same preview: that one of them leaves must not take it from the others, so no signal.
      const bytes = await storage.derived(`${sha256}-${width}.webp`, async () => makePreview(await picture(sha256), width));
      headers.set('Content-Length', String(bytes.byteLength));
      return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), { headers });
    },
  } satisfies Partial<Handlers>;

  async function picture(sha256: string): Promise<string | Uint8Array> {
    if (storage.path) return await storage.path(sha256);
    const parts: Uint8Array[] = [];
    for await (const part of await storage.read(sha256)) parts.push(part);
    if (parts.length === 0) throw new ForecourtError('STORAGE_FAILED', `The file ${sha256} is empty.`);
    return Buffer.concat(parts);
  }
}
