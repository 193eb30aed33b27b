import { ForecourtError } from '@forecourt/errors';
import * as z from 'zod';

const fetchSchema = z.custom<typeof fetch>((value) => typeof value === 'function', 'must be a function like fetch');
const headersSchema = z.union([
  z.record(z.string(), z.string()),
  z.custom<HeadersSource>((value) => typeof value === 'function', 'must be headers or a function that gives them'),
]);

/** Gives headers for the next request; asked each time, so a token may change. */
export type HeadersSource = () => Readonly<Record<string, string>> | Promise<Readonly<Record<string, string>>>;

export const clientOptionsSchema = z.strictObject({
  /** Address of the server, with its base path if it has one. In a browser the page's own origin where left out. */
  url: z.union([z.string().min(1), z.instanceof(URL)]).optional(),
  /** API key. Without one the browser's session cookie says who is asking. */
  key: z.string().min(1).optional(),
  /** Id of the dealership that is meant: a request is refused where the caller works in another one by now. */
  dealership: z.string().min(1).optional(),
  /** Used instead of the global fetch. */
  fetch: fetchSchema.optional(),
  /** Sent with every request. */
  headers: headersSchema.optional(),
  /** How long to wait for an answer, per try. */
  timeoutMs: z.int().positive().max(2_147_483_647).default(30_000),
  /** How often a request is sent again that failed for a reason which passes: no connection, a busy or restarting server. */
  retries: z.int().min(0).max(10).default(2),
});
export type ClientOptions = z.input<typeof clientOptionsSchema>;

/** Where the server is and how to ask it: what an uploader or an event stream needs beside the typed methods. */
export interface Connection {
  /** Address of the server with its base path, without a slash at the end. */
  readonly baseUrl: string;
  /** Address of the API, without a slash at the end: `https://cars.example/api/v1`. */
  readonly url: string;
  /** Whether requests carry the browser's cookies: only where no key is used. */
  readonly credentials: 'include' | 'omit';
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  readonly retries: number;
  /** Whether requests carry headers that a browser's WebSocket cannot send, or go through a fetch of one's own. */
  readonly isCustom: boolean;
  /** The dealership that is meant. */
  readonly dealership: string | undefined;
  /** Headers that say who is asking. */
  headers(): Promise<Record<string, string>>;
}

/** Checks the options once and gives what every request needs. */
export function createConnection(options: ClientOptions): Connection {
  const parsed = clientOptionsSchema.safeParse(options);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ForecourtError('INVALID_INPUT', `createClient: ${issue?.path.join('.') || 'options'}: ${issue?.message}.`, {
      cause: parsed.error,
    });
  }
  const { key, headers, dealership, timeoutMs, retries } = parsed.data;
  const ownFetch = parsed.data.fetch;
  const baseUrl = baseAddress(parsed.data.url);
  return {
    baseUrl,
    url: `${baseUrl}/api/v1`,
    credentials: key === undefined ? 'include' : 'omit',
    // Looked up at each request: a page may replace the global one, and calling it as a method of ours fails in browsers.
    fetch: ownFetch ?? ((input, init) => globalThis.fetch(input, init)),
    timeoutMs,
    retries,
    dealership,
    isCustom: key !== undefined || headers !== undefined || ownFetch !== undefined,
    async headers() {
      const given = typeof headers === 'function' ? await headers() : headers;
      return {
        ...(dealership !== undefined && { 'Forecourt-Dealership': dealership }),
        ...given,
        ...(key !== undefined && { Authorization: `Bearer ${key}` }),
      };
    },
  };
}

function baseAddress(url: string | URL | undefined): string {
  const origin = globalThis.location?.origin;
  const given = url ?? origin;
  const address = given === undefined ? null : URL.parse(String(given), origin);
  if (!address || !/^https?:$/.test(address.protocol)) {
    throw new ForecourtError('INVALID_INPUT', `createClient: url: ${given ?? 'nothing'} is not the address of a server.`, {
      hint: 'Give the address of your Forecourt server, such as http://127.0.0.1:3000.',
    });
  }
  return `${address.origin}${address.pathname}`.replace(/\/+$/, '');
}
