import { ForecourtError } from '@forecourt/errors';

/** Reads `Upload-Checksum: sha256 BASE64` (tus 1.0.0, checksum extension). @throws INVALID_INPUT */
export function parseChunkChecksum(header: string): Buffer {
  const [algorithm, encoded = '', ...rest] = header.trim().split(' ');
  const digest = Buffer.from(encoded, 'base64');
  if (algorithm !== 'sha256' || rest.length > 0 || digest.length !== 32 || digest.toString('base64') !== encoded) {
    throw new ForecourtError('INVALID_INPUT', 'Upload-Checksum does not hold a SHA-256 in base64.', { hint: 'Send `sha256 BASE64`.' });
  }
  return digest;
}
