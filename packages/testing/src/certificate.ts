import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { systemPart } from './system-part.ts';

const run = promisify(execFile);

/** Whether this machine can make certificates; `note` is for the title of what is skipped without. */
export const openssl = systemPart('openssl', { debianPackage: 'openssl' });

/** A certificate that is its own authority, with its key, as PEM. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Makes a certificate for the names of hosts, good for two days. */
export async function makeCertificate(...names: readonly string[]): Promise<Certificate> {
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const subject = ['-subj', `/CN=${names[0]}`, '-addext', `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`];
  const { stdout } = await run(openssl.path(), ['req', '-x509', ...curve, '-nodes', '-keyout', '-', '-out', '-', '-days', '2', ...subject]);
  const [key = '', certificate = ''] = stdout.match(/-----BEGIN [^-]+-----[^-]+-----END [^-]+-----/g) ?? [];
  return { certificate, key };
}
