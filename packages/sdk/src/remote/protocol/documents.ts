import { ForecourtError } from '@forecourt/errors';
import { CompactSign, compactVerify } from 'jose';
import { type HostKey, publicKeyObject } from './keys.ts';

/** See `requestType`: a token of a request is no document. */
const documentType = 'forecourt-document+json';

/** Signs a manifest, a release or the like: a compact JWS of its JSON. */
export function signDocument(key: HostKey, payload: object): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  return new CompactSign(bytes).setProtectedHeader({ alg: 'EdDSA', typ: documentType }).sign(key.privateKey);
}

/**
 * What a document says that one of these keys signed. Parse it with its schema.
 *
 * @throws MANIFEST_INVALID
 */
export async function verifyDocument(jws: string, keys: readonly string[]): Promise<unknown> {
  for (const key of keys) {
    const payload = await compactVerify(jws, publicKeyObject(key), { algorithms: ['EdDSA'] }).then(
      (verified) => (verified.protectedHeader.typ === documentType ? verified.payload : undefined),
      // Not with this key: the next may fit, and after the last it is refused below.
      () => undefined,
    );
    if (payload !== undefined) return contentOf(payload);
  }
  throw new ForecourtError('MANIFEST_INVALID', 'No key that is known here signed this document.');
}

function contentOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload));
  } catch (error) {
    throw new ForecourtError('MANIFEST_INVALID', 'The signed document is no JSON.', { cause: error });
  }
}
