import { ForecourtError } from '@forecourt/errors';
import { errorOf } from '@forecourt/sdk/remote';
import type { z } from 'zod';
import { askHttp } from './ask-http.ts';
import type { ProxyFor } from './proxy.ts';

/** What a platform is called in tokens, as signer and as audience. Which platform, its key says. */
export const platformName = 'platform';

export interface PlatformQuestion<Schema extends z.ZodType> {
  readonly url: URL;
  /** What follows `Bearer `. */
  readonly token: string;
  readonly body: object;
  readonly answer: Schema;
  readonly signal?: AbortSignal | undefined;
  readonly proxyFor?: ProxyFor | undefined;
}

const limitMs = 30_000;

/** Where a route of a platform lies. @throws INVALID_INPUT */
export function platformRoute(platformUrl: string, route: string): URL {
  try {
    return new URL(`${platformUrl.replace(/\/+$/, '')}/api/v1${route}`);
  } catch (error) {
    throw new ForecourtError('INVALID_INPUT', `${platformUrl} is no address of a platform.`, {
      hint: 'Copy the address of the page Hosts, such as https://cars.example.',
      cause: error,
    });
  }
}

/** Asks the platform. @throws what it answers, SERVER_UNREACHABLE, ANSWER_INVALID, ABORTED */
export async function askPlatform<Schema extends z.ZodType>(question: PlatformQuestion<Schema>): Promise<z.output<Schema>> {
  const { url, token, body, answer, signal, proxyFor } = question;
  const limit = AbortSignal.timeout(limitMs);
  const { status, text } = await askHttp({
    ...{ method: 'POST', url, proxyFor, body: JSON.stringify(body) },
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept: 'application/json' },
    signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw ForecourtError.from(signal.reason, 'ABORTED');
    throw ForecourtError.from(error, 'SERVER_UNREACHABLE', `${url.origin} did not answer in time`);
  });
  const json = jsonOf(text);
  if (status < 200 || status > 299) throw errorOf(json, status);
  const parsed = answer.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ForecourtError('ANSWER_INVALID', `${url.origin} does not answer as a platform of this version does.`, { cause: parsed.error });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is no answer of a platform either: the schema says so.
    return undefined;
  }
}
