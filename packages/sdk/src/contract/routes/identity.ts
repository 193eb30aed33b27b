import * as z from 'zod';
import { idSchema, timeSchema } from '../identifiers.ts';
import { apiKeySchema, identitySchema, passwordSchema } from '../identity.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import { keyScopeSchema } from '../rights.ts';
import type { Route } from './route.ts';

const name = z.string().trim().min(1).max(120);

export const identityRoutes = {
  getSetup: {
    method: 'get',
    path: '/setup',
    tag: 'Identity',
    summary: 'Whether this installation still has to be set up.',
    access: 'open',
    status: 200,
    answer: z.object({ needed: z.boolean() }),
  },
  setUp: {
    method: 'post',
    path: '/setup',
    tag: 'Identity',
    summary: 'Create the first dealership and its owner, once, and sign the owner in.',
    access: 'open',
    body: z.strictObject({
      code: z.string().max(100).meta({ description: 'The code that the server printed when it started.' }),
      dealership: name,
      name,
      email: z.email().max(254),
      password: passwordSchema,
    }),
    status: 201,
    answer: identitySchema,
    secret: true,
    errors: ['SETUP_DONE', 'SETUP_CODE_WRONG', 'RATE_LIMITED'],
  },
  signIn: {
    method: 'post',
    path: '/session',
    tag: 'Identity',
    summary: 'Sign in with e-mail and password; the answer sets a cookie.',
    access: 'open',
    body: z.strictObject({ email: z.string().max(254), password: z.string().max(200) }),
    status: 201,
    answer: identitySchema,
    secret: true,
    errors: ['WRONG_CREDENTIALS', 'RATE_LIMITED'],
  },
  signOut: { method: 'delete', path: '/session', tag: 'Identity', summary: 'Sign out.', access: 'anyone', status: 204 },
  getIdentity: {
    method: 'get',
    path: '/session',
    tag: 'Identity',
    summary: 'Who is asking.',
    access: 'anyone',
    status: 200,
    answer: identitySchema,
  },
  listKeys: {
    method: 'get',
    path: '/keys',
    tag: 'Identity',
    summary: 'API keys, newest first.',
    access: 'keys:write',
    query: pageQuerySchema,
    status: 200,
    answer: pageOf(apiKeySchema),
  },
  createKey: {
    method: 'post',
    path: '/keys',
    tag: 'Identity',
    summary: 'Make an API key. Its secret is in this answer and never shown again.',
    access: 'keys:write',
    body: z.strictObject({
      name,
      scopes: z.array(keyScopeSchema).min(1),
      expiresAt: timeSchema.nullable().optional().meta({ description: 'From then on it is refused; good for ever where left out.' }),
    }),
    status: 201,
    answer: apiKeySchema.extend({ secret: z.string() }),
    secret: true,
  },
  revokeKey: {
    method: 'delete',
    path: '/keys/{keyId}',
    tag: 'Identity',
    summary: 'Revoke an API key: from now on it is refused.',
    access: 'keys:write',
    params: z.object({ keyId: idSchema }),
    status: 200,
    answer: apiKeySchema,
  },
} as const satisfies Record<string, Route>;
