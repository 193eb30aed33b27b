import { ForecourtError } from '@forecourt/errors';
import type { Hono } from 'hono';
import type { Environment } from './context.ts';
import { failed } from './correlation.ts';

/** Answers methods that an address does not have by naming those that it has (RFC 9110, 15.5.6). Call it when all routes are mounted. */
export function refuseOtherMethods(app: Hono<Environment>, basePath: string): void {
  const methods = new Map<string, Set<string>>();
  for (const { path, method } of app.routes) {
    if (method === 'ALL') continue;
    const known = methods.get(path) ?? new Set(['OPTIONS']);
    known.add(method);
    if (method === 'GET') known.add('HEAD');
    methods.set(path, known);
  }
  for (const [path, known] of methods) {
    const allow = [...known].join(', ');
    // The paths of the table have the base in them already.
    app.on('ALL', path.slice(basePath.length) || '/', (context) => {
      if (context.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: { Allow: allow } });
      const error = new ForecourtError('METHOD_NOT_ALLOWED', `${context.req.method} is not possible here; ${allow} are.`, {
        details: { allow: [...known] },
      });
      const answer = failed(error, context);
      answer.headers.set('Allow', allow);
      return answer;
    });
  }
}
