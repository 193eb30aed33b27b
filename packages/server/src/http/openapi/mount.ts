import type { Hono } from 'hono';
import { etagOf, matches } from '../caching.ts';
import type { Environment } from '../context.ts';
import { openapiDocument } from './document.ts';

/** Mounts the description of the API; it is made when it is first asked for. */
export function mountDocument(app: Hono<Environment>, basePath: string): void {
  let made: { readonly json: string; readonly etag: string } | undefined;
  app.get('/api/v1/openapi.json', (context) => {
    if (made === undefined) {
      const json = JSON.stringify(openapiDocument({ basePath }));
      made = { json, etag: etagOf(json) };
    }
    const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache', ETag: made.etag };
    if (matches(context.req.header('if-none-match') ?? null, made.etag)) return new Response(null, { status: 304, headers });
    return new Response(made.json, { headers });
  });
}
