import { abortError, ForecourtError } from '@forecourt/errors';
import * as z from 'zod';
import { readImageInput } from '../../imaging/index.ts';
import type { ReplicateModel } from './catalogue.ts';
import { answerInvalid, httpError, isRefusal } from './errors.ts';
import { type Prediction, predictionSchema } from './prediction.ts';

type Replicate = typeof import('replicate')['default'];
type RequestOptions = Parameters<InstanceType<Replicate>['request']>[1] & { readonly signal: AbortSignal };

export interface ReplicateClient {
  /** Starts a run. Sent once, whatever happens: a second one would be paid as well. */
  create(model: ReplicateModel, input: Readonly<Record<string, unknown>>, mostMs: number, signal: AbortSignal): Promise<Prediction>;
  /** @throws NOT_FOUND where there is no such run */
  read(id: string, signal: AbortSignal): Promise<Prediction>;
  cancel(id: string, signal: AbortSignal): Promise<void>;
  /** Runs of this account, the newest first. */
  list(signal: AbortSignal): Promise<readonly Prediction[]>;
  /** Keeps a file there for a day, or until it is removed. */
  upload(bytes: Uint8Array, type: string, signal: AbortSignal): Promise<{ readonly id: string; readonly url: string }>;
  removeFile(id: string, signal: AbortSignal): Promise<void>;
  /** Whose token it is. */
  account(signal: AbortSignal): Promise<{ readonly username: string }>;
  /** What a run made, up to so many bytes. The token is not sent there. */
  download(url: string, mostBytes: number, signal: AbortSignal): Promise<Uint8Array>;
}

const fileSchema = z.object({ id: z.string().regex(/^[\w.-]{1,200}$/), urls: z.object({ get: z.url() }) });
const accountSchema = z.object({ username: z.string() });
const listSchema = z.object({ results: z.array(predictionSchema) });

/** No answer of the API is longer, but for a picture in the answer itself, which is not asked for. */
const mostAnswerBytes = 4_000_000;
/** What is kept of an answer that only tells an error. */
const mostErrorBytes = 64_000;
/** Runs cannot be told to end sooner (replicate.com/docs, "Cancel-After"). */
const leastCancelAfterSeconds = 5;

interface ClientOptions {
  readonly token: string;
  readonly baseUrl: string;
  /** Sends the requests. */
  readonly fetch?: typeof fetch | undefined;
}

/** Speaks to the API by Replicate's own client, which is loaded when it is first used. */
export function createClient({ token, baseUrl, fetch: request = fetch }: ClientOptions): ReplicateClient {
  const sendOnce = sendingOnce(request);
  /** A client of its own for each request: Replicate's sends again what failed, also what costs money, and here it gets the first answer again. */
  async function send(route: string, what: string, options: RequestOptions): Promise<Response> {
    const Client = await loadReplicate();
    let first: Promise<Response> | undefined;
    const client = new Client({
      auth: token,
      baseUrl,
      userAgent: 'forecourt',
      fetch: (input, init) => {
        first ??= sendOnce(input, init, what);
        return first;
      },
    });
    return client.request(route, options);
  }

  async function ask<Schema extends z.ZodType>(
    schema: Schema,
    route: string,
    what: string,
    options: RequestOptions,
  ): Promise<z.output<Schema>> {
    const response = await send(route, what, options);
    const bytes = await bodyOf(response, mostAnswerBytes, options.signal);
    const parsed = schema.safeParse(jsonOf(bytes, what));
    if (parsed.success) return parsed.data;
    throw answerInvalid(`Replicate answered something else than expected when asked to ${what}.`, { cause: parsed.error });
  }

  return {
    create({ offer, version }, input, mostMs, signal) {
      const route = version === null ? `/models/${offer.model}/predictions` : '/predictions';
      return ask(predictionSchema, route, `start ${offer.model}`, {
        method: 'POST',
        // Ends it there too when nobody is left here to cancel it.
        headers: { 'Cancel-After': `${Math.max(leastCancelAfterSeconds, Math.ceil(mostMs / 1000))}s` },
        data: { ...(version !== null && { version }), input },
        signal,
      });
    },
    read: async (id, signal) => {
      try {
        return await ask(predictionSchema, `/predictions/${id}`, 'tell how a run is', { signal });
      } catch (error) {
        if (!ForecourtError.is(error) || error.details?.status !== 404) throw error;
        throw new ForecourtError('NOT_FOUND', `Replicate knows no run ${id}.`, { cause: error });
      }
    },
    cancel: async (id, signal) => {
      const response = await send(`/predictions/${id}/cancel`, 'cancel a run', { method: 'POST', signal });
      await response.body?.cancel();
    },
    list: async (signal) => (await ask(listSchema, '/predictions', 'list its runs', { signal })).results,
    upload: async (bytes, type, signal) => {
      const form = new FormData();
      form.append('content', new Blob([new Uint8Array(bytes)], { type }), `picture.${type === 'image/png' ? 'png' : 'jpg'}`);
      const { id, urls } = await ask(fileSchema, '/files', 'take a picture', { method: 'POST', data: form, signal });
      return { id, url: urls.get };
    },
    removeFile: async (id, signal) => {
      const response = await send(`/files/${id}`, 'remove a picture', { method: 'DELETE', signal });
      await response.body?.cancel();
    },
    account: (signal) => ask(accountSchema, '/account', 'say whose token it is', { signal }),
    download: async (url, mostBytes, signal) => {
      const address = allowed(url, baseUrl);
      const response = await sendOnce(address, { signal }, 'hand out a picture').catch((error: unknown) => {
        // It says that there is a picture, and there is none.
        throw ForecourtError.is(error) && isRefusal(error) ? answerInvalid(error.message, { cause: error }) : error;
      });
      return bodyOf(response, mostBytes, signal);
    },
  };
}

function sendingOnce(request: typeof fetch) {
  return (input: Request | string | URL, init: RequestInit | undefined, what: string) => sendWith(request, input, init, what);
}

async function sendWith(
  request: typeof fetch,
  input: Request | string | URL,
  init: RequestInit | undefined,
  what: string,
): Promise<Response> {
  const signal = init?.signal ?? undefined;
  let response: Response;
  try {
    response = await request(input, init);
  } catch (cause) {
    if (signal?.aborted) throw abortError(signal);
    // A gate that lets no such address pass says why, and will say it again.
    if (ForecourtError.is(cause) && !cause.retryable) throw cause;
    throw new ForecourtError('PROVIDER_UNAVAILABLE', `Replicate could not be asked to ${what}.`, { cause });
  }
  if (response.ok) return response;
  const text = await new Response(response.body?.pipeThrough(firstBytes(mostErrorBytes))).text().catch(() => '');
  throw httpError({ status: response.status, headers: response.headers, text, what });
}

async function bodyOf({ body }: Response, mostBytes: number, signal: AbortSignal): Promise<Uint8Array> {
  if (!body) return new Uint8Array(0);
  try {
    return await readImageInput(body, { limits: { bytes: mostBytes }, signal });
  } catch (error) {
    if (signal.aborted) throw abortError(signal);
    const tooLong = ForecourtError.is(error) && error.code === 'FILE_TOO_LARGE';
    throw answerInvalid(tooLong ? 'Replicate’s answer is longer than any picture.' : 'Replicate’s answer broke off.', { cause: error });
  }
}

function jsonOf(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw answerInvalid(`Replicate answered no JSON when asked to ${what}.`, { cause });
  }
}

/** What a run made lies at its own hosts, or in the address itself; plain HTTP only where the API is spoken to so. */
function allowed(address: string, baseUrl: string): string {
  const url = URL.parse(address);
  const isKnown = url && (url.protocol === 'https:' || url.protocol === 'data:' || url.origin === new URL(baseUrl).origin);
  if (isKnown) return address;
  throw answerInvalid('Replicate gave an address that no picture is fetched from.', { details: { address: address.slice(0, 200) } });
}

function firstBytes(most: number): TransformStream<Uint8Array, Uint8Array> {
  let left = most;
  return new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.subarray(0, left));
      left -= chunk.byteLength;
      if (left <= 0) controller.terminate();
    },
  });
}

let loading: Promise<Replicate> | undefined;

function loadReplicate(): Promise<Replicate> {
  loading ??= import('replicate').then(
    ({ default: Client }) => Client,
    (cause: unknown) => {
      loading = undefined;
      throw new ForecourtError('DEPENDENCY_MISSING', 'The provider Replicate needs the package replicate.', {
        hint: 'Install it: npm install replicate',
        details: { package: 'replicate' },
        cause,
      });
    },
  );
  return loading;
}
