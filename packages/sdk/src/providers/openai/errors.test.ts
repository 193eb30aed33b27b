import { describe, expect, it } from 'vitest';
import { openAiError, retryAfterMs } from './errors.ts';

/** As OpenAI's client throws it. */
function thrown(status: number | undefined, error: object, headers: Record<string, string> = {}): Error {
  const message = 'message' in error ? String(error.message) : '';
  const requestID = 'req_1';
  return Object.assign(new Error(`${status ?? ''} ${message}`.trim()), {
    status,
    headers: new Headers(headers),
    requestID,
    error,
    ...error,
    message: `${status ?? ''} ${message}`.trim(),
  });
}

/** Bodies as OpenAI sends them: its documentation (guides/error-codes) and reports of its users. */
const bodies: readonly (readonly [what: string, status: number | undefined, body: object, code: string, more: object])[] = [
  [
    'a wrong key',
    401,
    {
      message:
        'Incorrect API key provided: sk-proj-********abcd. You can find your API key at https://platform.openai.com/account/api-keys.',
      type: 'invalid_request_error',
      param: null,
      code: 'invalid_api_key',
    },
    'PROVIDER_UNAUTHENTICATED',
    {},
  ],
  [
    'a key without the right',
    401,
    {
      message: 'You have insufficient permissions for this operation. Missing scopes: api.model.images.request.',
      type: 'invalid_request_error',
      param: null,
      code: 'missing_scope',
    },
    'PROVIDER_FORBIDDEN',
    {},
  ],
  [
    'a country that is not served',
    403,
    {
      code: 'unsupported_country_region_territory',
      message: 'Country, region, or territory not supported',
      param: null,
      type: 'request_forbidden',
    },
    'PROVIDER_FORBIDDEN',
    {},
  ],
  [
    'an organisation that is not verified',
    403,
    {
      message: 'Your organization must be verified to use the model `gpt-image-2.5-flare`.',
      type: 'invalid_request_error',
      param: null,
      code: null,
    },
    'PROVIDER_FORBIDDEN',
    { hint: expect.stringContaining('verified') },
  ],
  [
    'a model that is not there',
    404,
    {
      message: 'The model `gpt-image-9` does not exist or you do not have access to it.',
      type: 'invalid_request_error',
      param: null,
      code: 'model_not_found',
    },
    'MODEL_UNKNOWN',
    {},
  ],
  [
    'a model that was switched off',
    404,
    {
      message: 'The model `dall-e-3` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations',
      type: 'invalid_request_error',
      param: null,
      code: 'model_not_found',
    },
    'MODEL_RETIRED',
    {},
  ],
  [
    'a parameter that it does not know',
    400,
    { message: "Unknown parameter: 'seed'.", type: 'invalid_request_error', param: 'seed', code: 'unknown_parameter' },
    'PROVIDER_REJECTED',
    { hint: expect.stringContaining('seed'), details: { param: 'seed', costUsd: 0 } },
  ],
  [
    'words that its rules do not allow',
    400,
    {
      code: 'content_policy_violation',
      message: 'Your request was rejected as a result of our safety system.',
      param: null,
      type: 'invalid_request_error',
    },
    'PROVIDER_REFUSED',
    { hint: expect.stringContaining('other words') },
  ],
  [
    'a picture that it made and holds back',
    400,
    {
      message: 'Your request was rejected by the safety system.',
      type: 'image_generation_user_error',
      param: null,
      code: 'moderation_blocked',
      moderation_details: { moderation_stage: 'output', categories: ['sexual'] },
    },
    'PROVIDER_REFUSED',
    {
      hint: expect.stringContaining('people'),
      details: { categories: ['sexual'], status: 400, code: 'moderation_blocked', requestId: 'req_1' },
    },
  ],
  [
    'an account without money',
    429,
    {
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      param: null,
      code: 'insufficient_quota',
    },
    'PROVIDER_OUT_OF_CREDIT',
    {},
  ],
  [
    'a limit on money that is reached',
    400,
    { code: 'billing_hard_limit_reached', message: 'Billing hard limit has been reached', param: null, type: 'invalid_request_error' },
    'PROVIDER_OUT_OF_CREDIT',
    {},
  ],
  [
    'too many pictures a minute',
    429,
    {
      message:
        'Rate limit reached for gpt-image-1 in organization org-x on images per min: Limit 5, Used 5, Requested 1. Please try again in 12s.',
      type: 'images',
      param: null,
      code: 'rate_limit_exceeded',
    },
    'PROVIDER_RATE_LIMITED',
    { details: { retryAfterMs: 12_000 } },
  ],
  [
    'an engine that is overloaded',
    503,
    { message: 'The engine is currently overloaded, please try again later', type: 'server_error', param: null, code: null },
    'PROVIDER_UNAVAILABLE',
    {},
  ],
  [
    'an error in the middle of a stream',
    undefined,
    { message: 'The server had an error while processing your request.', type: 'server_error', param: null, code: 'server_error' },
    'PROVIDER_UNAVAILABLE',
    {},
  ],
];

describe('an error of OpenAI', () => {
  it.each(bodies)('about %s has its code', (_what, status, body, code, more) => {
    expect(openAiError(thrown(status, body), 'make a picture')).toMatchObject({ code, ...more });
  });

  it('never repeats a part of a key', () => {
    const error = openAiError(
      thrown(401, { message: 'Incorrect API key provided: sk-proj-abc***9876.', code: 'invalid_api_key' }),
      'make a picture',
    );
    expect(`${error.message} ${JSON.stringify(error)}`).not.toMatch(/sk-|9876/);
    expect(error.cause).toBeUndefined();
  });

  it('keeps the estimate in the books where a picture was made and held back', () => {
    const [, status, body] = bodies.find(([what]) => what.includes('holds back')) ?? [undefined, 400, {}];
    expect(openAiError(thrown(status, body), 'make a picture').details).not.toHaveProperty('costUsd');
  });

  it.each<[string, Record<string, string>, string, number | undefined]>([
    ['milliseconds', { 'retry-after-ms': '1500', 'retry-after': '2' }, '', 1500],
    ['seconds', { 'retry-after': '2' }, '', 2000],
    ['a date', { 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, '', 30_000],
    ['a date that is over', { 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, '', 0],
    [
      'the limit that is used up',
      {
        'x-ratelimit-remaining-requests': '0',
        'x-ratelimit-reset-requests': '1m30s',
        'x-ratelimit-remaining-tokens': '9',
        'x-ratelimit-reset-tokens': '6m0s',
      },
      '',
      90_000,
    ],
    ['small units', { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '20ms' }, '', 20],
    ['its words', {}, 'Please try again in 1.5s.', 1500],
    ['nothing', {}, 'Slow down.', undefined],
    ['nonsense', { 'retry-after': 'soon', 'retry-after-ms': '-4' }, '', undefined],
  ])('says how long to wait by %s', (_title, headers, message, wait) => {
    expect(retryAfterMs(new Headers(headers), message, Date.parse('2026-11-21T12:00:00Z'))).toBe(wait);
  });
});
