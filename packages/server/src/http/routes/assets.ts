import { readAsset } from '../../database/assets.ts';
import { keptPreview } from '../../pictures/index.ts';
import { matches } from '../caching.ts';
import type { Handlers } from '../call.ts';
import { fileAnswer, fileHeaders } from '../file-answer.ts';
import { attachment } from '../file-name.ts';
import type { HandlerParts } from '../handler-parts.ts';

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
      const bytes = await keptPreview(storage, sha256, width);
      headers.set('Content-Length', String(bytes.byteLength));
      return new Response(request.method === 'HEAD' ? null : new Uint8Array(bytes), { headers });
    },
  } satisfies Partial<Handlers>;
}
