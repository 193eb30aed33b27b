import { type Route, rights, routes } from '@forecourt/sdk/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import { z } from 'zod';
import { describeEvents } from './events.ts';
import { describeHealth } from './health.ts';
import { codesOf, correlationHeader, problemResponses, rateLimitHeaders, takesIdempotencyKey } from './problem-responses.ts';
import { type Registry, security } from './registry.ts';
import { describeUploads } from './uploads.ts';

export interface DocumentOptions {
  /** Where the server is mounted; nothing for the root. */
  readonly basePath?: string | undefined;
  readonly version?: string | undefined;
}

/** A whole OpenAPI 3.1 document. */
export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

/** The OpenAPI 3.1 description of the whole API, made from the contract that also checks requests and types the client. */
export function openapiDocument({ basePath = '', version = '1' }: DocumentOptions = {}): OpenApiDocument {
  const app = new OpenAPIHono();
  const registry = app.openAPIRegistry;
  registry.registerComponent('securitySchemes', 'apiKey', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key, made under Settings: `Authorization: Bearer fck_…`.',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'forecourt_session',
    description: 'The cookie of a signed-in person. Writes with it have to come from a page of the same origin.',
  });
  for (const [name, route] of Object.entries<Route>(routes)) describeRoute(registry, name, route);
  describeUploads(registry);
  describeEvents(registry);
  describeHealth(registry, basePath);
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Forecourt',
      version,
      description:
        'From photos of cars to cutouts fit for the listing. Failures are problem documents (RFC 9457) with a `code` of the error table and a `hint`. ' +
        'Lists are walked with `cursor`; nothing is skipped or shown twice while rows come and go.',
      license: { name: 'MIT', url: 'https://opensource.org/license/mit' },
    },
    servers: [{ url: `${basePath}/api/v1` }],
  });
}

function describeRoute(registry: Registry, operationId: string, route: Route): void {
  const isWrite = route.method !== 'get';
  registry.registerPath({
    method: route.method,
    path: route.path,
    operationId,
    tags: [route.tag],
    summary: route.summary,
    description: accessText(route),
    ...(route.access !== 'open' && { security }),
    request: {
      ...(route.params && { params: route.params }),
      ...(route.query && { query: route.query }),
      ...(takesIdempotencyKey(route) && { headers: idempotencyHeaders }),
      ...(route.body && { body: { required: true, content: { 'application/json': { schema: route.body } } } }),
      ...(route.bodyType && { body: { required: true, content: { [route.bodyType]: { schema: binary } } } }),
    },
    responses: {
      [route.status]: {
        description: route.summary,
        headers: {
          ...correlationHeader,
          ...(!route.answerType && rateLimitHeaders),
          ...(!isWrite && { ETag: { description: 'Send it back as If-None-Match.', schema: { type: 'string' as const } } }),
          ...(takesIdempotencyKey(route) && {
            'Idempotency-Replayed': {
              description: '`true` where this is the answer of an earlier request.',
              schema: { type: 'string' as const },
            },
          }),
        },
        ...(route.answer && { content: { 'application/json': { schema: route.answer } } }),
        ...(route.answerType && { content: { [route.answerType]: { schema: binary } } }),
      },
      ...(!isWrite && (route.answer || route.answerType) && { '304': { description: 'What If-None-Match names is still what is there.' } }),
      ...(route.errors?.includes('RANGE_NOT_SATISFIABLE') && {
        '206': { description: 'The range that was asked for.', content: { [route.answerType ?? '*/*']: { schema: binary } } },
      }),
      ...problemResponses(codesOf(route)),
    },
  });
}

/** Bytes (OpenAPI 3.1, 4.8.14.1: a schema that says nothing). */
const binary = {};

const idempotencyHeaders = z.object({
  'Idempotency-Key': z
    .string()
    .max(200)
    .optional()
    .meta({ description: 'A new name for each request: sent again with the same name it is done once. Kept for a day.' }),
});

function accessText({ access }: Route): string {
  if (access === 'open') return 'Open to everybody.';
  if (access === 'anyone') return 'For whoever is signed in, and for every API key.';
  if (access === 'person') return 'For every person who is signed in; not for API keys.';
  const { roles, isForKeys } = rights[access];
  const people = roles.length === 0 ? 'operators of the installation' : `people who are ${roles.join(', ')}`;
  return `Needs the right \`${access}\`: for ${people}${isForKeys ? ', and for API keys that carry it' : '; not for API keys'}.`;
}
