import { checksumElements, checksumHeaders } from './checksums.ts';
import type { Bucket, NamedPart, S3Object } from './objects.ts';
import type { S3Request } from './operations.ts';
import { S3Refusal } from './refusal.ts';

export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  /** Whether the body is what somebody stored. */
  readonly isObject?: boolean;
}

/** Elements by name; a list is the same element several times. */
type Xml = { readonly [name: string]: string | number | boolean | Xml | readonly Xml[] | undefined };

export function xmlAnswer(root: string, content: Xml, status = 200): S3Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${elements(content)}</${root}>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

function elements(content: Xml): string {
  return Object.entries(content)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one: Xml[string]) => [name, one] as const))
    .map(([name, value]) =>
      value === undefined ? '' : `<${name}>${typeof value === 'object' ? elements(value as Xml) : escaped(value)}</${name}>`,
    )
    .join('');
}

function escaped(value: string | number | boolean): string {
  return String(value).replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export function listObjects(bucket: Bucket, { query, bucket: name }: S3Request): S3Answer {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const most = Math.min(Number(query.get('max-keys') ?? 1000), 1000);
  const keys = bucket.keysAfter(after, prefix);
  const page = keys.slice(0, most);
  const last = page.at(-1);
  const isTruncated = keys.length > page.length;
  return xmlAnswer('ListBucketResult', {
    Name: name,
    Prefix: prefix,
    KeyCount: page.length,
    MaxKeys: most,
    IsTruncated: isTruncated,
    NextContinuationToken: isTruncated ? last : undefined,
    Contents: page.map((key) => {
      const { modifiedAt, etag, bytes } = bucket.get(key);
      return { Key: key, LastModified: modifiedAt.toISOString(), ETag: etag, Size: bytes.length, StorageClass: 'STANDARD' };
    }),
  });
}

export function listUploads(bucket: Bucket, { query, bucket: name }: S3Request): S3Answer {
  const prefix = query.get('prefix') ?? '';
  const found = [...bucket.uploads].filter(([, { key }]) => key.startsWith(prefix));
  return xmlAnswer('ListMultipartUploadsResult', {
    Bucket: name,
    IsTruncated: false,
    Upload: found.map(([id, { key, startedAt }]) => ({ Key: key, UploadId: id, Initiated: startedAt.toISOString() })),
  });
}

/** An object, or one range of it. */
export function objectAnswer(object: S3Object, { query, incoming }: S3Request): S3Answer {
  const { bytes, etag, checksums, type, modifiedAt } = object;
  const headers: Record<string, string> = {
    etag,
    'accept-ranges': 'bytes',
    'last-modified': modifiedAt.toUTCString(),
    'content-type': query.get('response-content-type') ?? type ?? 'binary/octet-stream',
  };
  for (const name of ['content-disposition', 'cache-control']) {
    const wanted = query.get(`response-${name}`);
    if (wanted !== undefined) headers[name] = wanted;
  }
  const range = /^bytes=(\d+)-(\d*)$/.exec(incoming.headers.range ?? '');
  if (!range) {
    if (incoming.headers['x-amz-checksum-mode'] === 'ENABLED') Object.assign(headers, checksumHeaders(checksums));
    return { status: 200, headers: { ...headers, 'content-length': String(bytes.length) }, body: bytes, isObject: true };
  }
  const start = Number(range[1]);
  const end = Math.min(range[2] ? Number(range[2]) + 1 : bytes.length, bytes.length);
  if (start >= bytes.length) throw new S3Refusal(416, 'InvalidRange', `The object has ${bytes.length} bytes.`);
  headers['content-range'] = `bytes ${start}-${end - 1}/${bytes.length}`;
  return { status: 206, headers: { ...headers, 'content-length': String(end - start) }, body: bytes.subarray(start, end), isObject: true };
}

export function completed({ etag, checksums }: S3Object, { bucket, key }: S3Request): S3Answer {
  return xmlAnswer('CompleteMultipartUploadResult', { Bucket: bucket, Key: key, ETag: etag, ...checksumElements(checksums) });
}

/** Which parts a completing request names. */
export function namedParts(xml: string): NamedPart[] {
  return [...xml.matchAll(/<Part>(.*?)<\/Part>/gs)].map(([, part = '']) => {
    const of = (name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(part)?.[1] ?? '';
    return { number: Number(of('PartNumber')), etag: of('ETag').replaceAll('&quot;', '"').replaceAll('&#34;', '"') };
  });
}
