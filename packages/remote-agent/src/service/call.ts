import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';

/** One request, after it was found out who asks. */
export interface Call {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** What the path names, where the route has a place for it. */
  readonly name: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
  /** Fires when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** What goes back: JSON, a stream, or nothing but the head. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly json?: object | undefined;
  readonly stream?: Readable | undefined;
}

export type Handler = (call: Call) => Promise<Answer> | Answer;

/** A batch of 500 inputs with its parameters takes some 100 KB. */
const mostBytes = 2_000_000;

/** Reads a body as text. @throws PAYLOAD_TOO_LARGE */
export async function readText({ body, headers }: Call): Promise<string> {
  if (Number(headers['content-length'] ?? 0) > mostBytes) throw tooLarge();
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body.iterator({ destroyOnReturn: false })) {
    if (!(piece instanceof Uint8Array)) continue;
    bytes += piece.byteLength;
    if (bytes > mostBytes) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

/** Reads a JSON body. @throws INVALID_INPUT, PAYLOAD_TOO_LARGE */
export async function readJson<Schema extends z.ZodType>(call: Call, schema: Schema): Promise<z.output<Schema>> {
  const text = await readText(call);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ForecourtError('INVALID_INPUT', 'The body of this request is no JSON.', { cause: error });
  }
  return parse(schema, json);
}

/** @throws INVALID_INPUT that names what is wrong */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ForecourtError('INVALID_INPUT', `This request cannot be: ${z.prettifyError(parsed.error)}`);
}

function tooLarge(): ForecourtError {
  return new ForecourtError('PAYLOAD_TOO_LARGE', `A request to a host has at most ${mostBytes} bytes; files go by tus.`);
}
