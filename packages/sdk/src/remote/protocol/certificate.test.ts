import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { expect, it } from 'vitest';
import { makeCertificate, publicKeyOfCertificate } from './certificate.ts';
import { generateHostKey, hostKeyFromPem } from './keys.ts';

const clock = { now: () => Date.UTC(2026, 10, 21, 12) };

it('signs itself with the key that it names, and never ends', async () => {
  const key = await generateHostKey();
  const certificate = new X509Certificate(makeCertificate(key, { clock }));
  expect(certificate.publicKey.asymmetricKeyType).toBe('ed25519');
  expect(certificate.verify(certificate.publicKey)).toBe(true);
  expect(publicKeyOfCertificate(certificate.raw)).toBe(key.publicKey);
  expect(certificate.validFromDate).toEqual(new Date(Date.UTC(2026, 10, 20, 12)));
  expect(certificate.validToDate.getUTCFullYear()).toBe(9999);
});

it('writes years from 2050 on with four digits', async () => {
  const certificate = makeCertificate(await generateHostKey(), { clock: { now: () => Date.UTC(2051, 0, 2) } });
  expect(new X509Certificate(certificate).validFromDate).toEqual(new Date(Date.UTC(2051, 0, 1)));
});

it('proves both ends of a TLS 1.3 connection', async () => {
  const [host, platform] = [await generateHostKey(), await generateHostKey()];
  const server = createServer({
    key: host.toPem(),
    cert: makeCertificate(host),
    requestCert: true,
    rejectUnauthorized: false,
    minVersion: 'TLSv1.3',
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const met = once(server, 'secureConnection');
  const socket = connect({ port, host: '127.0.0.1', key: platform.toPem(), cert: makeCertificate(platform), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const [far]: TLSSocket[] = await met;
  expect(publicKeyOfCertificate(socket.getPeerCertificate().raw)).toBe(host.publicKey);
  expect(publicKeyOfCertificate(far?.getPeerCertificate().raw ?? '')).toBe(platform.publicKey);
  socket.destroy();
  server.close();
  await once(server, 'close');
});

it('finds no key in what is no certificate', () => {
  expect(publicKeyOfCertificate('no certificate')).toBeNull();
});

it('is the same key after it was written and read', async () => {
  const key = await generateHostKey();
  expect(key.publicKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(hostKeyFromPem(key.toPem()).publicKey).toBe(key.publicKey);
  expect(() => hostKeyFromPem('-----BEGIN PRIVATE KEY-----')).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
});
