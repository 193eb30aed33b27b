import type { Fault } from '../faults.ts';

/** An answer that is an error, in the words of OpenAI's API: the bodies are those that its documentation and its users report. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    { type = 'invalid_request_error', code = null, param = null, more = {}, headers = {} }: RefusalOptions = {},
  ) {
    super(message);
    this.status = status;
    this.body = { error: { message, type, param, code, ...more } };
    this.headers = headers;
  }
}

interface RefusalOptions {
  readonly type?: string;
  readonly code?: string | null;
  readonly param?: string | null;
  readonly more?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

export function invalidKey(key: string): Refusal {
  const shown = key.length < 12 ? key : `${key.slice(0, 8)}${'*'.repeat(key.length - 12)}${key.slice(-4)}`;
  const message = `Incorrect API key provided: ${shown}. You can find your API key at https://platform.openai.com/account/api-keys.`;
  return new Refusal(401, message, { code: 'invalid_api_key' });
}

export function unknownModel(model: string): Refusal {
  return new Refusal(404, `The model \`${model}\` does not exist or you do not have access to it.`, { code: 'model_not_found' });
}

export function retiredModel(model: string): Refusal {
  const message = `The model \`${model}\` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations`;
  return new Refusal(404, message, { code: 'model_not_found' });
}

export function invalidValue(param: string, message: string, code = 'invalid_value'): Refusal {
  return new Refusal(400, message, { code, param });
}

export function moderated(requestId: string): Refusal {
  const message = `Your request was rejected by the safety system. If you believe this is an error, contact us at help.openai.com and include the request ID ${requestId}. safety_violations=[violence].`;
  return new Refusal(400, message, {
    type: 'image_generation_user_error',
    code: 'moderation_blocked',
    more: { moderation_details: { moderation_stage: 'input', categories: ['violence'] } },
  });
}

export function tooMany(model: string, retryAfterMs: number | null): Refusal {
  // Without a word on how long: neither in headers nor in the text.
  if (retryAfterMs === null) return new Refusal(429, 'Rate limit reached for requests.', { type: 'requests', code: 'rate_limit_exceeded' });
  const seconds = retryAfterMs / 1000;
  const message = `Rate limit reached for ${model} in organization org-emulator on requests per min (RPM): Limit 5, Used 5, Requested 1. Please try again in ${seconds}s. Visit https://platform.openai.com/account/rate-limits to learn more.`;
  return new Refusal(429, message, {
    type: 'requests',
    code: 'rate_limit_exceeded',
    headers: {
      'retry-after': String(Math.ceil(seconds)),
      'retry-after-ms': String(retryAfterMs),
      'x-ratelimit-limit-requests': '5',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': `${seconds}s`,
    },
  });
}

/** What a fault answers before anything is done; undefined for those that come later. */
export function refusalOf(fault: Fault, model: string, key: string, requestId: string): Refusal | undefined {
  switch (fault.kind) {
    case 'unauthenticated':
      return invalidKey(key);
    case 'forbidden':
      return new Refusal(
        403,
        `Your organization must be verified to use the model \`${model}\`. Please go to: https://platform.openai.com/settings/organization/general and click on Verify Organization.`,
      );
    case 'out-of-credit':
      return new Refusal(
        429,
        'You exceeded your current quota, please check your plan and billing details. For more information on this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.',
        { type: 'insufficient_quota', code: 'insufficient_quota' },
      );
    case 'rate-limited':
      return tooMany(model, fault.retryAfterMs === undefined ? 12_000 : fault.retryAfterMs);
    case 'refused':
      return moderated(requestId);
    case 'rejected':
      return invalidValue('size', "Invalid value: '1x1'. Supported values are: '1024x1024', '1024x1536', '1536x1024', and 'auto'.");
    case 'model-gone':
      return retiredModel(model);
    case 'server-error':
      return new Refusal(fault.status ?? 500, 'The server had an error while processing your request. Sorry about that!', {
        type: 'server_error',
      });
    default:
      return undefined;
  }
}
