import type { IncomingMessage } from 'node:http';
import type { S3Operation } from './faults.ts';
import { S3Refusal } from './refusal.ts';
import { parametersOf } from './signature.ts';

/** What a request asks for, read from its method, path and query, with the bucket first in the path. */
export interface S3Request {
  readonly operation: S3Operation;
  readonly bucket: string;
  readonly key: string;
  readonly query: ReadonlyMap<string, string>;
  readonly incoming: IncomingMessage;
}

export function readRequest(incoming: IncomingMessage): S3Request {
  const [path = '', search = ''] = (incoming.url ?? '').split('?');
  const [, bucket = '', ...rest] = path.split('/').map(decodeURIComponent);
  const key = rest.join('/');
  const query = new Map(parametersOf(search));
  const operation = key === '' ? ofBucket(incoming.method, query) : ofObject(incoming, query);
  return { operation, bucket, key, query, incoming };
}

function ofBucket(method: string | undefined, query: ReadonlyMap<string, string>): S3Operation {
  if (method === 'HEAD') return 'HeadBucket';
  if (method === 'GET' && query.has('uploads')) return 'ListMultipartUploads';
  if (method === 'GET' && query.get('list-type') === '2') return 'ListObjectsV2';
  throw unknown(method);
}

function ofObject({ method, headers }: IncomingMessage, query: ReadonlyMap<string, string>): S3Operation {
  if (headers['x-amz-copy-source'] !== undefined) throw unknown('Copying');
  const isOfUpload = query.has('uploadId');
  if (method === 'PUT') return isOfUpload ? 'UploadPart' : 'PutObject';
  if (method === 'DELETE') return isOfUpload ? 'AbortMultipartUpload' : 'DeleteObject';
  if (method === 'POST' && isOfUpload) return 'CompleteMultipartUpload';
  if (method === 'POST' && query.has('uploads')) return 'CreateMultipartUpload';
  if (method === 'GET') return 'GetObject';
  if (method === 'HEAD') return 'HeadObject';
  throw unknown(method);
}

function unknown(what: string | undefined): S3Refusal {
  return new S3Refusal(501, 'NotImplemented', `${what} is nothing that this fake can do.`);
}
