import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { accessDenied, S3Refusal } from './refusal.ts';

/** The one account of a fake S3. */
export interface S3Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** A request as Signature Version 4 sees it. */
interface Claim {
  readonly accessKeyId: string;
  readonly scope: string;
  /** `20261121T170000Z` */
  readonly time: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly payload: string;
}

const skewMs = 15 * 60_000;

/**
 * Checks who sent a request and that nothing of it was altered, by header or by a presigned address, as S3 does (AWS Signature
 * Version 4).
 *
 * @returns what the request says of its body: a SHA-256, `UNSIGNED-PAYLOAD`, or how it streams
 * @throws S3Refusal
 */
export function checkSignature(request: IncomingMessage, account: S3Account, now: Date): string {
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const parameters = parametersOf(query);
  const isPresigned = parameters.some(([name]) => name === 'X-Amz-Signature');
  const claim = isPresigned ? presignedClaim(parameters, now) : headerClaim(request, now);
  const [date = '', region = '', service = '', end = ''] = claim.scope.split('/');
  if (claim.accessKeyId !== account.accessKeyId) throw new S3Refusal(403, 'InvalidAccessKeyId', 'This access key is unknown here.');
  if (region !== account.region || service !== 's3' || end !== 'aws4_request') {
    throw new S3Refusal(400, 'AuthorizationHeaderMalformed', `The scope ${claim.scope} is not of s3 in ${account.region}.`);
  }
  const canonical = [
    request.method ?? '',
    path.split('/').map(reencode).join('/'),
    canonicalQuery(parameters.filter(([name]) => name !== 'X-Amz-Signature')),
    ...claim.signedHeaders.map((name) => `${name}:${headerOf(request, name)}`),
    '',
    claim.signedHeaders.join(';'),
    claim.payload,
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', claim.time, claim.scope, createHash('sha256').update(canonical).digest('hex')].join('\n');
  const key = [date, region, service, end].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${account.secretAccessKey}`,
  );
  const expected = createHmac('sha256', key).update(text).digest();
  const given = Buffer.from(claim.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new S3Refusal(403, 'SignatureDoesNotMatch', `The signature is not the one of:\n${canonical}`);
  }
  return claim.payload;
}

function headerClaim(request: IncomingMessage, now: Date): Claim {
  const header = request.headers.authorization;
  const found = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(header ?? '');
  const time = headerOf(request, 'x-amz-date');
  const payload = headerOf(request, 'x-amz-content-sha256');
  const [, accessKeyId = '', scope = '', names = '', signature = ''] = found ?? [];
  if (!found) throw accessDenied('The request is not signed.');
  if (payload === '') throw new S3Refusal(400, 'InvalidRequest', 'x-amz-content-sha256 is missing.');
  if (Math.abs(timeOf(time) - now.getTime()) > skewMs) {
    throw new S3Refusal(403, 'RequestTimeTooSkewed', 'The clock of the client is wrong.');
  }
  const signedHeaders = names.split(';');
  for (const needed of ['host', 'x-amz-content-sha256', 'x-amz-date']) {
    if (!signedHeaders.includes(needed)) throw accessDenied(`${needed} has to be signed.`);
  }
  for (const name of Object.keys(request.headers)) {
    if (name.startsWith('x-amz-') && !signedHeaders.includes(name)) throw accessDenied(`${name} has to be signed.`);
  }
  return { accessKeyId, scope, time, signedHeaders, signature, payload };
}

function presignedClaim(parameters: readonly Parameter[], now: Date): Claim {
  const of = (name: string) => parameters.find(([known]) => known === name)?.[1] ?? '';
  const [accessKeyId = '', ...scope] = of('X-Amz-Credential').split('/');
  const time = of('X-Amz-Date');
  const seconds = Number(of('X-Amz-Expires'));
  if (!(seconds >= 1 && seconds <= 604_800)) {
    throw new S3Refusal(400, 'AuthorizationQueryParametersError', 'X-Amz-Expires is from 1 second to 7 days.');
  }
  if (now.getTime() > timeOf(time) + seconds * 1000) throw accessDenied('Request has expired');
  const payload = of('X-Amz-Content-Sha256') || 'UNSIGNED-PAYLOAD';
  return {
    accessKeyId,
    scope: scope.join('/'),
    time,
    signedHeaders: of('X-Amz-SignedHeaders').split(';'),
    signature: of('X-Amz-Signature'),
    payload,
  };
}

type Parameter = readonly [name: string, value: string];

export function parametersOf(query: string): Parameter[] {
  if (query === '') return [];
  return query.split('&').map((part): Parameter => {
    const at = part.indexOf('=');
    const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    return [decodeURIComponent(name), decodeURIComponent(value)];
  });
}

function canonicalQuery(parameters: readonly Parameter[]): string {
  const encoded = parameters.map(([name, value]): Parameter => [encode(name), encode(value)]);
  return encoded
    .sort(([a, x], [b, y]) => (a === b ? compare(x, y) : compare(a, b)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const reencode = (segment: string) => encode(decodeURIComponent(segment));

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function headerOf(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/ +/g, ' ');
}

function timeOf(time: string): number {
  const found = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time);
  if (!found) throw accessDenied('The request has no time.');
  const [, year, month, day, hour, minute, second] = found.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}
