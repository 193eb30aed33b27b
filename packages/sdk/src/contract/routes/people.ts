import * as z from 'zod';
import { idSchema } from '../identifiers.ts';
import { dealershipSchema, identitySchema } from '../identity.ts';
import { pageOf, pageQuerySchema } from '../page.ts';
import { invitationOfferSchema, invitationSchema, memberSchema, operatorSchema } from '../people.ts';
import { roleSchema } from '../rights.ts';
import type { Route } from './route.ts';

const tag = 'People';
const name = z.string().trim().min(1).max(120);
const email = z.email().max(254);
const personParams = z.object({ personId: idSchema });
const invitationParams = z.object({ invitationId: idSchema });
const linkToken = z.string().max(100).meta({ description: 'From the link of the invitation.' });
/** With the one-time part of the link; the page that takes it is `/join#TOKEN`. */
const sentInvitation = invitationSchema.extend({
  token: z.string().meta({ description: 'One-time part of the link `/join#TOKEN`. In this answer only.' }),
});

export const peopleRoutes = {
  listPeople: {
    method: 'get',
    path: '/people',
    tag,
    summary: 'People of the dealership, newest first.',
    access: 'people:read',
    query: pageQuerySchema,
    status: 200,
    answer: pageOf(memberSchema),
  },
  changePerson: {
    method: 'patch',
    path: '/people/{personId}',
    tag,
    summary: 'Give a person another role.',
    access: 'people:write',
    params: personParams,
    body: z.strictObject({ role: roleSchema }),
    status: 200,
    answer: memberSchema,
    errors: ['LAST_OWNER'],
  },
  removePerson: {
    method: 'delete',
    path: '/people/{personId}',
    tag,
    summary: 'Take a person out of the dealership; sessions in it end.',
    access: 'people:write',
    params: personParams,
    status: 204,
    errors: ['LAST_OWNER'],
  },
  endPersonSessions: {
    method: 'delete',
    path: '/people/{personId}/sessions',
    tag,
    summary: 'Sign a person out everywhere in this dealership.',
    access: 'people:write',
    params: personParams,
    status: 204,
  },
  makePasswordReset: {
    method: 'post',
    path: '/people/{personId}/password-reset',
    tag,
    summary: 'Make a one-time link with which a person sets a new password. The page that takes it is `/reset#TOKEN`.',
    access: 'people:write',
    params: personParams,
    status: 201,
    answer: z.object({ token: z.string(), expiresAt: z.iso.datetime() }),
    secret: true,
  },
  listInvitations: {
    method: 'get',
    path: '/invitations',
    tag,
    summary: 'Invitations, newest first.',
    access: 'people:read',
    query: pageQuerySchema,
    status: 200,
    answer: pageOf(invitationSchema),
  },
  createInvitation: {
    method: 'post',
    path: '/invitations',
    tag,
    summary: 'Invite somebody by e-mail address with a role.',
    access: 'people:write',
    body: z.strictObject({ email, role: roleSchema }),
    status: 201,
    answer: sentInvitation,
    secret: true,
    errors: ['ALREADY_MEMBER', 'ALREADY_INVITED'],
  },
  resendInvitation: {
    method: 'post',
    path: '/invitations/{invitationId}/resend',
    tag,
    summary: 'Make a new link for an invitation; the one before is good no more.',
    access: 'people:write',
    params: invitationParams,
    status: 200,
    answer: sentInvitation,
    secret: true,
    errors: ['LINK_EXPIRED'],
  },
  revokeInvitation: {
    method: 'delete',
    path: '/invitations/{invitationId}',
    tag,
    summary: 'Revoke an invitation: its link is good no more.',
    access: 'people:write',
    params: invitationParams,
    status: 200,
    answer: invitationSchema,
  },
  readInvitation: {
    method: 'post',
    path: '/invitations/read',
    tag,
    summary: 'What an invitation offers, for whoever has its link.',
    access: 'open',
    body: z.strictObject({ token: linkToken }),
    status: 200,
    answer: invitationOfferSchema,
    secret: true,
    errors: ['LINK_EXPIRED', 'RATE_LIMITED'],
  },
  acceptInvitation: {
    method: 'post',
    path: '/invitations/accept',
    tag,
    summary: 'Join the dealership and sign in: with a new name and password, or with the password of the account that there is.',
    access: 'open',
    body: z.strictObject({
      token: linkToken,
      name: name.optional().meta({ description: 'For a new account.' }),
      password: z.string().max(200),
    }),
    status: 201,
    answer: identitySchema,
    secret: true,
    errors: ['LINK_EXPIRED', 'WRONG_CREDENTIALS', 'RATE_LIMITED'],
  },
  createDealership: {
    method: 'post',
    path: '/dealerships',
    tag,
    summary: 'Add a dealership to this installation, with yourself as its owner.',
    access: 'installation:write',
    body: z.strictObject({ name }),
    status: 201,
    answer: dealershipSchema,
  },
  listOperators: {
    method: 'get',
    path: '/operators',
    tag,
    summary: 'Who looks after the whole installation.',
    access: 'installation:read',
    status: 200,
    answer: z.object({ items: z.array(operatorSchema) }),
  },
  appointOperator: {
    method: 'post',
    path: '/operators',
    tag,
    summary: 'Let another person look after the whole installation.',
    access: 'installation:write',
    body: z.strictObject({ email }),
    status: 201,
    answer: operatorSchema,
  },
  dismissOperator: {
    method: 'delete',
    path: '/operators/{personId}',
    tag,
    summary: 'Take that right from a person. The last one keeps it.',
    access: 'installation:write',
    params: personParams,
    status: 204,
    errors: ['LAST_OPERATOR'],
  },
} as const satisfies Record<string, Route>;
