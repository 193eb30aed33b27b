import { randomBytes } from 'node:crypto';
import type { HostKey } from '@forecourt/sdk/remote';

/** The public half as it stands in an authorized_keys file. */
export function sshPublicKey({ publicKey }: Pick<HostKey, 'publicKey'>, comment: string): string {
  return `${algorithm} ${publicBlob(publicKey).toString('base64')} ${comment}`;
}

/** The private half as OpenSSH writes it without a passphrase (PROTOCOL.key of OpenSSH): what programs that speak SSH read. */
export function sshPrivateKey({ publicKey, privateKey }: HostKey, comment: string): string {
  const bytes = Buffer.from(publicKey, 'base64url');
  const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
  // Twice the same, by which a reader knows that it has decrypted rightly.
  const check = randomBytes(4);
  const secret = Buffer.concat([check, check, text(algorithm), field(bytes), field(Buffer.concat([seed, bytes])), text(comment)]);
  const blockBytes = 8;
  const padding = Buffer.from(Array.from({ length: (blockBytes - (secret.length % blockBytes)) % blockBytes }, (_, index) => index + 1));
  const body = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...[text('none'), text('none'), text(''), number(1), field(publicBlob(publicKey)), field(Buffer.concat([secret, padding]))],
  ]);
  const lines = body.toString('base64').match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n');
}

const algorithm = 'ssh-ed25519';

function publicBlob(publicKey: string): Buffer {
  return Buffer.concat([text(algorithm), field(Buffer.from(publicKey, 'base64url'))]);
}

/** RFC 4251, section 5: a length of four bytes, then the bytes. */
function field(bytes: Buffer): Buffer {
  return Buffer.concat([number(bytes.length), bytes]);
}

function text(value: string): Buffer {
  return field(Buffer.from(value));
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
