import { ForecourtError } from '@forecourt/errors';
import type OpenAI from 'openai';
import type { ParsedOpenAiOptions } from './options.ts';

/** Ten of the largest pictures as base64, with room to spare: no honest answer is longer. */
const mostAnswerBytes = 600_000_000;

/**
 * Loads OpenAI's own client, an optional peer. It sends everything once: trying again is for whoever calls, who knows what it costs. It reads
 * nothing from the environment but OPENAI_CUSTOM_HEADERS, and logs nothing.
 *
 * @throws DEPENDENCY_MISSING
 */
export async function loadClient({ apiKey, baseUrl, organisation, project, fetch: send = fetch }: ParsedOpenAiOptions): Promise<OpenAI> {
  const { default: Client } = await import('openai').catch((cause: unknown) => {
    throw new ForecourtError('DEPENDENCY_MISSING', 'The provider OpenAI needs the package openai, which is not installed.', {
      hint: 'Run: npm install openai',
      details: { package: 'openai' },
      cause,
    });
  });
  return new Client({
    apiKey,
    baseURL: baseUrl,
    organization: organisation ?? null,
    project: project ?? null,
    adminAPIKey: null,
    webhookSecret: null,
    maxRetries: 0,
    logLevel: 'off',
    // The time of a whole call is kept by its signal; the client's own ends with the headers of the answer.
    timeout: 300_000,
    fetch: boundedFetch(send),
  });
}

/** Redirects are not followed: the key goes to the address that it was given for. */
function boundedFetch(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await send(input, { ...init, redirect: 'manual' });
    if (!response.body) return response;
    let received = 0;
    const bounded = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        received += chunk.byteLength;
        if (received > mostAnswerBytes) controller.error(new RangeError('The answer is longer than any that OpenAI gives.'));
        else controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = response;
    return new Response(response.body.pipeThrough(bounded), { status, statusText, headers });
  };
}
