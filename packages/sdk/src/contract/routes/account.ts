import * as z from 'zod';
import {
  accountSchema,
  keySetSchema,
  ownDealershipSchema,
  sessionSchema,
  signInMethodsSchema,
  signInProviderSchema,
  tokenSchema,
} from '../account.ts';
import { idSchema } from '../identifiers.ts';
import { identitySchema, passwordSchema, personSchema } from '../identity.ts';
import type { Route } from './route.ts';

const tag = 'Account';
const oldPassword = z.string().max(200);
const providerParams = z.object({ provider: signInProviderSchema });
/** Only a page of the same site, whatever a link says. */
const next = z
  .string()
  .max(500)
  .regex(/^\/([^/\\]\S*)?$/, 'must be a path of this site')
  .optional()
  .meta({ description: 'Path of the page to go to afterwards.' });

export const accountRoutes = {
  getSignInMethods: {
    method: 'get',
    path: '/session/methods',
    tag,
    summary: 'How people can sign in here.',
    access: 'open',
    status: 200,
    answer: signInMethodsSchema,
  },
  startSignIn: {
    method: 'post',
    path: '/session/providers/{provider}',
    tag,
    summary: 'Begin to sign in with an account at Google or GitHub: the answer says where to send the browser.',
    access: 'open',
    params: providerParams,
    body: z.strictObject({ next }),
    status: 200,
    answer: z.object({ url: z.url() }),
    secret: true,
    errors: ['RATE_LIMITED'],
  },
  resetPassword: {
    method: 'post',
    path: '/password-resets',
    tag,
    summary: 'Set a new password with a one-time link. All sessions of the person end.',
    access: 'open',
    body: z.strictObject({ token: z.string().max(100), password: passwordSchema }),
    status: 204,
    secret: true,
    errors: ['LINK_EXPIRED', 'RATE_LIMITED'],
  },
  getTokenKeys: {
    method: 'get',
    path: '/jwks',
    tag,
    summary: 'Public keys that tokens for services are signed with (RFC 7517).',
    access: 'open',
    status: 200,
    answer: keySetSchema,
  },
  createToken: {
    method: 'post',
    path: '/tokens',
    tag,
    summary: 'Make a token for a service that can check it by itself: a JWT that is good for some minutes.',
    access: 'anyone',
    status: 201,
    answer: tokenSchema,
    secret: true,
    errors: ['OPERATION_UNSUPPORTED'],
  },
  getAccount: {
    method: 'get',
    path: '/account',
    tag,
    summary: 'How you can sign in.',
    access: 'person',
    status: 200,
    answer: accountSchema,
  },
  changeAccount: {
    method: 'patch',
    path: '/account',
    tag,
    summary: 'Change your name.',
    access: 'person',
    body: z.strictObject({ name: z.string().trim().min(1).max(120) }),
    status: 200,
    answer: personSchema,
  },
  changePassword: {
    method: 'post',
    path: '/account/password',
    tag,
    summary: 'Change your password. Your other sessions end.',
    access: 'person',
    body: z.strictObject({ current: oldPassword, password: passwordSchema }),
    status: 204,
    secret: true,
    errors: ['WRONG_PASSWORD', 'RATE_LIMITED'],
  },
  connectProvider: {
    method: 'post',
    path: '/account/providers/{provider}',
    tag,
    summary: 'Begin to connect an account at Google or GitHub with yours: the answer says where to send the browser.',
    access: 'person',
    params: providerParams,
    body: z.strictObject({ next }),
    status: 200,
    answer: z.object({ url: z.url() }),
    secret: true,
  },
  listSessions: {
    method: 'get',
    path: '/account/sessions',
    tag,
    summary: 'Where you are signed in, last used first.',
    access: 'person',
    status: 200,
    answer: z.object({ items: z.array(sessionSchema) }),
  },
  endOtherSessions: {
    method: 'delete',
    path: '/account/sessions',
    tag,
    summary: 'Sign out everywhere but here.',
    access: 'person',
    status: 204,
  },
  endSession: {
    method: 'delete',
    path: '/account/sessions/{sessionId}',
    tag,
    summary: 'Sign out in one place.',
    access: 'person',
    params: z.object({ sessionId: idSchema }),
    status: 204,
  },
  listDealerships: {
    method: 'get',
    path: '/account/dealerships',
    tag,
    summary: 'Dealerships that you belong to.',
    access: 'person',
    status: 200,
    answer: z.object({ items: z.array(ownDealershipSchema) }),
  },
  switchDealership: {
    method: 'post',
    path: '/account/dealerships/{dealershipId}',
    tag,
    summary: 'Work in another of your dealerships from now on.',
    access: 'person',
    params: z.object({ dealershipId: idSchema }),
    status: 200,
    answer: identitySchema,
    secret: true,
  },
  leaveDealership: {
    method: 'delete',
    path: '/account/dealerships/{dealershipId}',
    tag,
    summary: 'Leave a dealership.',
    access: 'person',
    params: z.object({ dealershipId: idSchema }),
    status: 204,
    errors: ['LAST_OWNER'],
  },
} as const satisfies Record<string, Route>;
