import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { personSchema } from './identity.ts';
import { roleSchema } from './rights.ts';

/** A person in a dealership. */
export const memberSchema = personSchema
  .extend({
    role: roleSchema,
    isOperator: z.boolean().meta({ description: 'Whether this person may look after the whole installation.' }),
    joinedAt: timeSchema,
    lastSeenAt: timeSchema.nullable().meta({ description: 'Last use of a session in this dealership; null where there is none.' }),
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof memberSchema>;

const invitationStateSchema = z.enum(['open', 'accepted', 'revoked', 'expired']);

export const invitationSchema = z
  .object({
    id: idSchema,
    email: z.email(),
    role: roleSchema,
    state: invitationStateSchema,
    invitedBy: z.string().nullable().meta({ description: 'Name of whoever invited.' }),
    createdAt: timeSchema,
    expiresAt: timeSchema,
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof invitationSchema>;

/** What whoever holds the link of an invitation is told. */
export const invitationOfferSchema = z
  .object({
    dealership: z.string(),
    email: z.email(),
    role: roleSchema,
    invitedBy: z.string().nullable(),
    hasAccount: z.boolean().meta({ description: 'Whether this address can sign in already: then its password is asked for.' }),
  })
  .meta({ id: 'InvitationOffer' });
export type InvitationOffer = z.infer<typeof invitationOfferSchema>;

export const operatorSchema = personSchema.meta({ id: 'Operator' });
