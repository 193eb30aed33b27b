import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { dealershipSchema } from './identity.ts';
import { roleSchema } from './rights.ts';

/** Whose accounts people can sign in with, beside a password. */
export const signInProviderSchema = z.enum(['google', 'github']);
export type SignInProvider = z.infer<typeof signInProviderSchema>;

/** How people can sign in here. */
export const signInMethodsSchema = z
  .object({
    password: z.boolean().meta({ description: 'False where the application around this server signs people in.' }),
    providers: z.array(signInProviderSchema),
  })
  .meta({ id: 'SignInMethods' });
export type SignInMethods = z.infer<typeof signInMethodsSchema>;

/** One place where a person is signed in. */
export const sessionSchema = z
  .object({
    id: idSchema,
    device: z.string().meta({ description: 'What the browser says of itself, as “Firefox on Windows”.' }),
    address: z.string().meta({ description: 'Network address at the last use.' }),
    createdAt: timeSchema,
    lastSeenAt: timeSchema,
    expiresAt: timeSchema.meta({ description: 'Ends then unless it is used before.' }),
    isCurrent: z.boolean(),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof sessionSchema>;

/** How a person can sign in. */
export const accountSchema = z
  .object({
    hasPassword: z.boolean(),
    providers: z.array(signInProviderSchema).meta({ description: 'Accounts elsewhere that are connected.' }),
  })
  .meta({ id: 'Account' });
export type Account = z.infer<typeof accountSchema>;

/** A dealership that somebody belongs to. */
export const ownDealershipSchema = dealershipSchema.extend({ role: roleSchema, isCurrent: z.boolean() }).meta({ id: 'OwnDealership' });
export type OwnDealership = z.infer<typeof ownDealershipSchema>;

/** A token for a service: signed, short-lived, checked without asking us by the keys at `/jwks`. */
export const tokenSchema = z.object({ token: z.string(), expiresAt: timeSchema }).meta({ id: 'Token' });
export type Token = z.infer<typeof tokenSchema>;

/** Public keys that tokens are signed with (RFC 7517). */
export const keySetSchema = z
  .object({
    keys: z.array(z.object({ kid: z.string(), kty: z.string(), alg: z.string(), crv: z.string(), x: z.string() })),
  })
  .meta({ id: 'KeySet' });
