import * as z from 'zod';
import { idSchema, timeSchema } from './identifiers.ts';
import { roleSchema, scopeSchema } from './rights.ts';

export const dealershipSchema = z.object({ id: idSchema, name: z.string() }).meta({ id: 'Dealership' });
export type Dealership = z.infer<typeof dealershipSchema>;

export const personSchema = z.object({ id: idSchema, name: z.string(), email: z.email() }).meta({ id: 'Person' });
export type Person = z.infer<typeof personSchema>;

/** Who is asking: a signed-in person, or a key. */
export const identitySchema = z
  .object({
    kind: z.enum(['person', 'key']),
    dealership: dealershipSchema,
    person: personSchema.nullable(),
    role: roleSchema.nullable(),
    scopes: z.array(scopeSchema),
    isOperator: z.boolean().default(false).meta({ description: 'Whether this person may look after the whole installation.' }),
  })
  .meta({ id: 'Identity' });
export type Identity = z.infer<typeof identitySchema>;

export const apiKeySchema = z
  .object({
    id: idSchema,
    name: z.string(),
    prefix: z.string().meta({ description: 'The first characters, to recognise it by. The key itself is shown once, when it is made.' }),
    scopes: z.array(scopeSchema),
    createdAt: timeSchema,
    lastUsedAt: timeSchema.nullable(),
    // Events that were kept before keys could end do not say so.
    expiresAt: timeSchema.nullable().default(null),
    revokedAt: timeSchema.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof apiKeySchema>;

/** At least 12 characters and no other rule: length is what makes a password strong (NIST SP 800-63B, 5.1.1.2). */
export const passwordSchema = z.string().min(12, 'must have at least 12 characters').max(200);
