import { createPrivateKey } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { type HostKey, hostKeyFromPem, publicKeyOfCertificate } from '@forecourt/sdk/remote';
import type { Database } from '../database/open.ts';
import { type KeyRing, type RingKey, sealingKey } from '../secrets/index.ts';

/** Who the processes of one installation are to each other: all that have its key ring, and nobody else. */
export interface InternalIdentity {
  key(): Promise<HostKey>;
  /** Public keys that are one of us: more than one while the ring is being turned. */
  pins(): Promise<readonly string[]>;
}

/** RFC 8410, section 7: all that stands before the 32 bytes of an ed25519 key in PKCS #8. */
const head = Buffer.from('302e020100300506032b657004220420', 'hex');

export function createInternalIdentity({ database, ring }: { readonly database: Database; readonly ring: KeyRing }): InternalIdentity {
  const keyOf = (key: RingKey) => {
    const der = Buffer.concat([head, key.derive('speak between servers')]);
    const made = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    return hostKeyFromPem(made.export({ format: 'pem', type: 'pkcs8' }).toString());
  };
  return {
    key: async () => keyOf(await database.transaction((tx) => sealingKey(tx, ring))),
    pins: async () => (await ring.keys()).map((key) => keyOf(key).publicKey),
  };
}

/** Whether the other end of a connection showed a certificate of one of us. */
export async function isNeighbour(identity: InternalIdentity, socket: Socket): Promise<boolean> {
  const raw = socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.raw : undefined;
  const publicKey = raw === undefined ? null : publicKeyOfCertificate(raw);
  return publicKey !== null && (await identity.pins()).includes(publicKey);
}
