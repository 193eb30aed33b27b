import type { IncomingHttpHeaders } from 'node:http';
import { ForecourtError } from '@forecourt/errors';
import { Agent, buildConnector, request } from 'undici';
import { parseAllowed } from './allowed.ts';
import { limited, tooLarge } from './body.ts';
import { outboundError } from './failures.ts';
import { createGate, type Gate, type HostAddress, type Resolve, readUrl, refused, systemResolve, withoutBrackets } from './gate.ts';
import { type Hop, mostRedirects, nextHop } from './redirects.ts';
import { webFetchBy } from './web-fetch.ts';

export interface OutboundOptions {
  /** Addresses, networks and names of hosts that may be reached although they are not public. */
  readonly allow?: readonly string[] | undefined;
  /** Finds addresses of names; the system's way where left out. */
  readonly resolve?: Resolve | undefined;
}

export interface OutboundRequest {
  readonly method?: 'GET' | 'HEAD' | 'POST' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | Uint8Array | undefined;
  /** From the first step to the last byte of the answer. */
  readonly timeoutMs?: number | undefined;
  /** Most bytes of the answer's body. */
  readonly maxBytes?: number | undefined;
  /** How often GET and HEAD are sent on; otherwise, and for every POST, a redirect is an answer like any other. */
  readonly redirects?: number | undefined;
  /** HTTP without TLS only to where the operator allows it. */
  readonly isSecureOnly?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Where it came from in the end. */
  readonly url: string;
  /** Its bytes as they come. Throws FILE_TOO_LARGE, DEADLINE_EXCEEDED, OUTBOUND_FAILED. Leaving the loop ends the connection. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Requests to addresses that users give. */
export interface Outbound extends AsyncDisposable {
  /**
   * Whether an address may be asked, as things are now: to tell who gives it at once.
   *
   * @throws OUTBOUND_REFUSED, also for a name that cannot be resolved
   */
  check(url: string, options?: Pick<OutboundRequest, 'isSecureOnly'>): Promise<void>;
  /**
   * Where a computer of a dealer is, which may be in his own network: never this machine, and no service that gives credentials away.
   *
   * @throws OUTBOUND_REFUSED, OUTBOUND_FAILED for a name that cannot be resolved just now
   */
  findComputer(hostname: string): Promise<readonly HostAddress[]>;
  /**
   * Asks an address and gives the answer whatever its status is.
   *
   * @throws OUTBOUND_REFUSED, OUTBOUND_FAILED, DEADLINE_EXCEEDED, ABORTED, FILE_TOO_LARGE
   */
  fetch(url: string, request?: OutboundRequest): Promise<OutboundAnswer>;
  /**
   * The platform's `fetch` with every connection through the gate, and HTTP without TLS only to where the operator allows it: for clients of
   * services that are at an address that users give. Their own are the limits on time and size.
   */
  readonly webFetch: typeof fetch;
}

const usualTimeoutMs = 20_000;
const usualMaxBytes = 25 * 1024 * 1024;
/** As Node's own server takes: what is longer is no honest answer. */
const maxHeaderBytes = 16 * 1024;
const connectTimeoutMs = 8_000;
/** Somebody waits for it. */
const checkTimeoutMs = 8_000;

/**
 * Makes the one way out for addresses that users give: webhooks, pictures from the web, connectors. It connects only to public addresses,
 * by the very address that was checked, at every redirect anew; it takes no proxy from the environment and limits time, headers and body.
 *
 * @example
 * await using outbound = createOutbound({ allow: settings.outboundAllow });
 * const { status, body } = await outbound.fetch(url, { maxBytes: 20_000_000 });
 *
 * @throws INVALID_INPUT for an entry of `allow` that is none
 */
export function createOutbound({ allow = [], resolve = systemResolve }: OutboundOptions = {}): Outbound {
  const gate = createGate({ allowed: parseAllowed(allow), resolve });
  const agents = { any: createAgent(gate, false), secure: createAgent(gate, true) };

  const send = ({ url, headers }: Hop, { method = 'GET', body, isSecureOnly = false }: OutboundRequest, signal: AbortSignal) =>
    request(url, {
      dispatcher: isSecureOnly ? agents.secure : agents.any,
      method,
      headers,
      signal,
      // The one deadline covers them.
      headersTimeout: 0,
      bodyTimeout: 0,
      ...(body !== undefined && { body }),
    });

  return {
    async check(given, { isSecureOnly = false } = {}) {
      const url = readUrl(given);
      const { hostname, protocol } = url;
      const late = rejectAfter(checkTimeoutMs, `The name ${hostname} could not be resolved in time.`);
      await Promise.race([gate.pass({ hostname: withoutBrackets(hostname), protocol, isSecureOnly }), late]).catch((error: unknown) => {
        throw ForecourtError.is(error) && error.code === 'OUTBOUND_FAILED' ? refused(error.message) : error;
      });
    },
    findComputer: (hostname) => {
      const late = rejectAfter(checkTimeoutMs, `The name ${hostname} could not be resolved in time.`);
      const found = gate.pass({ hostname: withoutBrackets(hostname), protocol: 'https:', isSecureOnly: true, isComputer: true });
      return Promise.race([found, late]);
    },
    async fetch(given, asked = {}) {
      const { timeoutMs = usualTimeoutMs, maxBytes = usualMaxBytes, redirects = mostRedirects, method = 'GET' } = asked;
      const late = AbortSignal.timeout(timeoutMs);
      const signal = asked.signal ? AbortSignal.any([late, asked.signal]) : late;
      const mayFollow = method !== 'POST' && redirects > 0;
      let hop: Hop = { url: readUrl(given), headers: { 'user-agent': 'Forecourt', 'accept-encoding': 'identity', ...asked.headers } };
      for (let left = redirects; ; left--) {
        const { url } = hop;
        const meaningOf = (error: unknown) => outboundError(error, url.host, { timeoutMs, isLate: late.aborted });
        const answer = await send(hop, asked, signal).catch((error: unknown) => {
          throw meaningOf(error);
        });
        // Whether or not somebody reads it: the deadline ends it by an error, which without a listener would end the process.
        answer.body.on('error', () => undefined);
        const headers = headersOf(answer.headers);
        try {
          const next = mayFollow ? nextHop(hop, answer.statusCode, headers.get('location')) : undefined;
          if (next === undefined) {
            if (method !== 'HEAD' && Number(headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(url.host, maxBytes);
            const body = limited(answer.body, { maxBytes, host: url.host, meaningOf });
            return { status: answer.statusCode, headers, url: url.href, body };
          }
          if (left === 0) throw refused(`${url.host} sends on too often.`);
          hop = next;
        } catch (error) {
          answer.body.destroy();
          throw error;
        }
        answer.body.destroy();
      }
    },
    webFetch: webFetchBy(agents.secure),
    async [Symbol.asyncDispose]() {
      await Promise.all([agents.any.destroy(), agents.secure.destroy()]);
    },
  };
}

/** Connections that pass the gate one by one, and lead to what it let pass. */
function createAgent(gate: Gate, isSecureOnly: boolean): Agent {
  return new Agent({
    maxHeaderSize: maxHeaderBytes,
    connections: 16,
    connect(options, callback) {
      gate.pass({ hostname: options.hostname, protocol: options.protocol, isSecureOnly }).then(
        (addresses) => {
          const connect = buildConnector({
            timeout: connectTimeoutMs,
            allowH2: false,
            // Never asks anybody: between the check and the connection no name can change what it means.
            lookup: (_hostname, { all }, found) => {
              const [first] = addresses;
              if (all) found(null, [...addresses]);
              else found(null, first?.address ?? '', first?.family);
            },
          });
          connect(options, callback);
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error(String(error)), null),
      );
    },
  });
}

function rejectAfter(milliseconds: number, message: string): Promise<never> {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new ForecourtError('OUTBOUND_FAILED', message)), milliseconds).unref();
  });
}

function headersOf(given: IncomingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value = ''] of Object.entries(given)) {
    for (const each of Array.isArray(value) ? value : [value]) headers.append(name, each);
  }
  return headers;
}
