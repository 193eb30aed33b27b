import type { OpenAPIHono } from '@hono/zod-openapi';

/** Collects the paths and components of the document. */
export type Registry = OpenAPIHono['openAPIRegistry'];

/** Either of both says who is asking. */
export const security: Record<string, string[]>[] = [{ apiKey: [] }, { session: [] }];
