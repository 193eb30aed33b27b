import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { completed, listObjects, listUploads, namedParts, objectAnswer, type S3Answer, xmlAnswer } from './answers.ts';
import { receiveBody } from './body.ts';
import { checksumHeaders } from './checksums.ts';
import type { Misfortune, S3Call, S3Fault } from './faults.ts';
import { type Bucket, createBucket, type S3Object } from './objects.ts';
import { readRequest, type S3Request } from './operations.ts';
import { S3Refusal } from './refusal.ts';
import { checkSignature, type S3Account } from './signature.ts';

export interface FakeS3Options {
  readonly bucket?: string;
  /** Whether objects keep the SHA-256 that came with them: older services know no checksums. */
  readonly hasChecksums?: boolean;
  readonly now?: () => Date;
}

export interface FakeS3 extends AsyncDisposable, S3Account {
  readonly url: string;
  readonly port: number;
  readonly bucket: string;
  /** What lies in the bucket. Changing it is damage that nobody is told of. */
  readonly objects: Map<string, S3Object>;
  /** Multipart uploads that were begun and neither completed nor aborted. */
  readonly unfinished: number;
  /** Every request that was understood, in order. */
  readonly calls: readonly S3Call[];
  /** What goes wrong from now on; undefined for nothing. */
  misfortune: Misfortune | undefined;
  /** Ends every connection and refuses new ones, until this is disposed. */
  down(): Disposable;
}

/**
 * A small S3 over real HTTP, that keeps objects in memory and is as strict as the real one: signatures, checksums, sizes of parts,
 * expiry of presigned addresses. It can be told to fail in the ways of the real one. Only path-style addresses.
 *
 * @example
 * await using s3 = await startFakeS3();
 * s3.misfortune = failNext('PutObject', { kind: 'slow down' });
 */
export async function startFakeS3(options: FakeS3Options = {}): Promise<FakeS3> {
  const { bucket = 'cars', hasChecksums = true, now = () => new Date() } = options;
  const account: S3Account = { accessKeyId: 'AKIAFAKEFAKEFAKEFAKE', secretAccessKey: 'fake/secret+key/of/a/fake', region: 'eu-central-1' };
  const store = createBucket(now);
  const calls: S3Call[] = [];
  const state: { misfortune: Misfortune | undefined; isDown: boolean } = { misfortune: undefined, isDown: false };

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    let fault: S3Fault | undefined;
    let answer: S3Answer;
    try {
      const request = readRequest(incoming);
      const { operation, key } = request;
      calls.push({ operation, key });
      fault = state.misfortune?.({ operation, key });
      if (fault?.kind === 'slow') await pause(fault.milliseconds, incoming);
      if (fault?.kind === 'reset') return void incoming.socket.resetAndDestroy();
      const payload = checkSignature(incoming, account, now());
      if (fault?.kind === 'slow down') throw new S3Refusal(503, 'SlowDown', 'Reduce your request rate.');
      if (fault?.kind === 'internal error') throw new S3Refusal(500, 'InternalError', 'We encountered an internal error.');
      if (request.bucket !== bucket) throw new S3Refusal(404, 'NoSuchBucket', `There is no bucket ${request.bucket}.`);
      answer = await perform(store, request, payload, hasChecksums);
    } catch (error) {
      if (incoming.destroyed && !incoming.complete) return;
      if (!(error instanceof S3Refusal)) throw error;
      incoming.resume();
      answer = xmlAnswer('Error', { Code: error.code, Message: error.message, RequestId: 'fake' }, error.status);
    }
    if (fault?.kind === 'reset after') return void incoming.socket.resetAndDestroy();
    send(incoming, outgoing, answer, fault);
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  server.on('connection', (socket) => {
    if (state.isDown) socket.resetAndDestroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...account,
    port,
    url: `http://127.0.0.1:${port}`,
    bucket,
    objects: store.objects,
    calls,
    get unfinished() {
      return store.uploads.size;
    },
    get misfortune() {
      return state.misfortune;
    },
    set misfortune(misfortune) {
      state.misfortune = misfortune;
    },
    down() {
      state.isDown = true;
      server.closeAllConnections();
      return {
        [Symbol.dispose]() {
          state.isDown = false;
        },
      };
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function perform(store: Bucket, request: S3Request, payload: string, hasChecksums: boolean): Promise<S3Answer> {
  const { operation, key, query, incoming } = request;
  const uploadId = query.get('uploadId') ?? '';
  const kept = async () => {
    const { bytes, checksums } = await receiveBody(incoming, payload);
    return { bytes, checksums: hasChecksums ? checksums : {} };
  };
  switch (operation) {
    case 'HeadBucket':
      return { status: 200 };
    case 'ListObjectsV2':
      return listObjects(store, request);
    case 'ListMultipartUploads':
      return listUploads(store, request);
    case 'GetObject':
      return objectAnswer(store.get(key), request);
    case 'HeadObject':
      return { ...objectAnswer(store.get(key), request), body: '' };
    case 'PutObject': {
      const { bytes, checksums } = await kept();
      const { etag } = store.put(key, bytes, checksums, incoming.headers['content-type']);
      return { status: 200, headers: { etag, ...checksumHeaders(checksums) } };
    }
    case 'DeleteObject':
      store.objects.delete(key);
      return { status: 204 };
    case 'CreateMultipartUpload':
      return xmlAnswer('InitiateMultipartUploadResult', { Key: key, UploadId: store.begin(key, incoming.headers['content-type']) });
    case 'UploadPart': {
      const { etag, checksums } = store.addPart(uploadId, key, Number(query.get('partNumber')), await kept());
      return { status: 200, headers: { etag, ...checksumHeaders(checksums) } };
    }
    case 'CompleteMultipartUpload': {
      const { bytes } = await receiveBody(incoming, payload);
      return completed(store.complete(uploadId, key, namedParts(bytes.toString())), request);
    }
    case 'AbortMultipartUpload':
      store.abort(uploadId, key);
      return { status: 204 };
  }
}

function send(incoming: IncomingMessage, outgoing: ServerResponse, answer: S3Answer, fault: S3Fault | undefined): void {
  const body = Buffer.from(answer.body ?? '');
  outgoing.writeHead(answer.status, { 'content-length': String(body.length), 'x-amz-request-id': 'fake', ...answer.headers });
  if (fault?.kind === 'wrong body' && answer.isObject && body.length > 0) {
    const damaged = Buffer.from(body);
    const at = damaged.length >> 1;
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    outgoing.end(damaged);
  } else if (fault?.kind === 'cut' && body.length > 1) {
    outgoing.write(body.subarray(0, body.length >> 1), () => incoming.socket.resetAndDestroy());
  } else outgoing.end(body);
}

/** Whoever leaves is not waited for. */
async function pause(milliseconds: number, { socket }: IncomingMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
