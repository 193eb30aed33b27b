import { decodeJwt } from 'jose';
import * as z from 'zod';

/** Tells a request's token from a document that the same key signed, so that neither passes for the other (RFC 8725, section 3.11). */
export const requestType = 'forecourt-request+jwt';

/** What a token says: who asks whom, when, and for exactly what. Times are seconds since 1970, with fractions. */
export const claimsSchema = z.object({
  iss: z.string(),
  aud: z.string(),
  iat: z.number(),
  exp: z.number(),
  jti: z.string().min(16).max(64),
  m: z.string(),
  p: z.string(),
});
export type Claims = z.infer<typeof claimsSchema>;

/** A request as far as it is signed. */
export interface SignedRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
}

/** Who a token says that it is from, before anybody checked it: enough to know whose keys to check it with. */
export function claimedIssuer(token: string): string | null {
  try {
    return decodeJwt(token).iss ?? null;
  } catch {
    // No token at all is from nobody.
    return null;
  }
}

/** The token in an `Authorization: Bearer …` header, or null. */
export function bearerToken(header: string | undefined): string | null {
  return /^Bearer +([\w.-]+)$/i.exec(header ?? '')?.[1] ?? null;
}
