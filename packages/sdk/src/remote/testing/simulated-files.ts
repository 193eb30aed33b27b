import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import { problemOf } from '../protocol/problems.ts';
import type { Road, RoadAnswer, RoadRequest } from '../roads/road.ts';

/** What happens to one request: it passes, is lost on its way, its answer is lost, its content is damaged, or its answer ends early or is wrong. */
export type Mishap = 'none' | 'lost' | 'answer-lost' | 'damaged' | 'ends-early' | 'breaks-off';

export interface SimulatedFiles {
  readonly files: Map<string, { content: Buffer; readonly bytes: number }>;
  /** Asked before each request but probes. */
  mishap: (request: RoadRequest) => Mishap;
  /** Bytes of chunks that came in. */
  receivedBytes: number;
  road(): Road;
}

/** The far end of transfers: tus with checksums, and ranges, in memory. */
export function createSimulatedFiles(health: unknown): SimulatedFiles {
  const files: SimulatedFiles['files'] = new Map();

  function create(headers: Readonly<Record<string, string>>): RoadAnswer {
    const { 'upload-metadata': metadata = '' } = headers;
    const [, encoded = ''] = /sha256 ([^,]+)/.exec(metadata) ?? [];
    const name = Buffer.from(encoded, 'base64').toString();
    const file = files.get(name) ?? { content: Buffer.alloc(0), bytes: Number(headers['upload-length']) };
    files.set(name, file);
    return empty(201, { 'upload-offset': String(file.content.byteLength) });
  }

  function patch(name: string, headers: Readonly<Record<string, string>>, body: Buffer): RoadAnswer {
    const file = fileOf(name);
    if (Number(headers['upload-offset']) !== file.content.byteLength)
      throw new ForecourtError('UPLOAD_OFFSET_MISMATCH', 'It is elsewhere.');
    far.receivedBytes += body.byteLength;
    if (headers['upload-checksum'] !== `sha256 ${createHash('sha256').update(body).digest('base64')}`) {
      throw new ForecourtError('CHECKSUM_MISMATCH', 'It came damaged.');
    }
    file.content = Buffer.concat([file.content, body]);
    return empty(204, { 'upload-offset': String(file.content.byteLength) });
  }

  function get(name: string, headers: Readonly<Record<string, string>>, mishap: Mishap): RoadAnswer {
    const { content } = fileOf(name);
    const { range: asked = '' } = headers;
    const from = Number(/bytes=(\d+)-/.exec(asked)?.[1] ?? 0);
    const rest = mishap === 'damaged' ? spoiled(content.subarray(from)) : content.subarray(from);
    const half = rest.subarray(0, rest.byteLength >> 1);
    const body = Readable.from(mishap === 'breaks-off' ? broken(half) : mishap === 'ends-early' ? [half] : [rest]);
    const range = { 'content-range': `bytes ${from}-${content.byteLength - 1}/${content.byteLength}` };
    return { status: from > 0 ? 206 : 200, headers: from > 0 ? range : {}, body };
  }

  function fileOf(name: string) {
    const file = files.get(name);
    if (!file) throw new ForecourtError('FILE_NOT_FOUND', 'There is no such file.');
    return file;
  }

  function answer({ method, path, headers = {}, body }: RoadRequest, mishap: Mishap): RoadAnswer {
    const name = path.split('/').at(-1) ?? '';
    const content = body instanceof Uint8Array ? Buffer.from(body) : Buffer.alloc(0);
    try {
      if (method === 'POST') return create(headers);
      if (method === 'PATCH') return patch(name, headers, mishap === 'damaged' ? spoiled(content) : content);
      return get(name, headers, mishap);
    } catch (error) {
      const problem = problemOf(error);
      return json(problem.status, problem);
    }
  }

  const far: SimulatedFiles = {
    files,
    mishap: () => 'none',
    receivedBytes: 0,
    road() {
      const close = async () => undefined;
      return {
        ...{ kind: 'direct', address: null, close, [Symbol.asyncDispose]: close },
        async request(request) {
          if (request.path.endsWith('/health')) return json(200, health);
          const mishap = far.mishap(request);
          if (mishap === 'lost') throw down();
          const answered = answer(request, mishap);
          if (mishap === 'answer-lost') throw down();
          return answered;
        },
      };
    },
  };
  return far;
}

function spoiled(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  if (copy.byteLength > 0) copy[copy.byteLength >> 1] = (copy[copy.byteLength >> 1] ?? 0) ^ 1;
  return copy;
}

async function* broken(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw down();
}

function empty(status: number, headers: Readonly<Record<string, string>>): RoadAnswer {
  return { status, headers, body: Readable.from([]) };
}

function json(status: number, value: unknown): RoadAnswer {
  return { status, headers: {}, body: Readable.from([Buffer.from(JSON.stringify(value))]) };
}

function down(): ForecourtError {
  return new ForecourtError('ROAD_DOWN', 'It is cut.', { details: { stage: 'body' } });
}
