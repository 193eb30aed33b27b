import { describe, expect, it } from 'vitest';
import { httpError, predictionError } from './errors.ts';
import { predictionSchema } from './prediction.ts';

const answered = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  httpError({ status, headers: new Headers(headers), text: typeof body === 'string' ? body : JSON.stringify(body), what: 'start a model' });

/** As they stand in public issues and logs; the service says the same to everybody. */
const recorded = {
  throttled: {
    detail:
      'Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests while you have less than $5.0 in credit. Your rate limit resets in ~9s.',
    status: 429,
    retry_after: 9,
  },
  documented: { detail: 'Request was throttled. Your rate limit resets in ~30s.' },
  older: { detail: 'Request was throttled. Expected available in 1 second.' },
  invalid: {
    detail: '- input.output_format: output_format must be one of the following: "jpg", "png"\n',
    status: 422,
    title: 'Input validation failed',
    invalid_fields: [
      { type: 'enum', field: 'input.output_format', description: 'output_format must be one of the following: "jpg", "png"' },
    ],
  },
  noVersion: {
    title: 'Invalid version or not permitted',
    detail: "The specified version does not exist (or perhaps you don't have permission to use it?)",
    status: 422,
  },
  noCredit: {
    title: 'Insufficient credit',
    detail: 'You have insufficient credit to run this model. Go to https://replicate.com/account/billing#billing to purchase credit.',
    status: 402,
  },
};

describe('errors of Replicate', () => {
  it.each([
    [401, { title: 'Unauthenticated', detail: 'You did not pass a valid authentication token', status: 401 }, 'PROVIDER_UNAUTHENTICATED'],
    [402, recorded.noCredit, 'PROVIDER_OUT_OF_CREDIT'],
    [403, { detail: 'You do not have permission to perform this action.' }, 'PROVIDER_FORBIDDEN'],
    [404, { title: 'Not found', detail: 'The requested resource could not be found.', status: 404 }, 'MODEL_RETIRED'],
    [410, '', 'MODEL_RETIRED'],
    [413, { detail: 'Request body is too large' }, 'PROVIDER_REJECTED'],
    [422, recorded.noVersion, 'MODEL_RETIRED'],
    [422, recorded.invalid, 'PROVIDER_REJECTED'],
    [500, { detail: 'Internal server error' }, 'PROVIDER_UNAVAILABLE'],
    [502, '<html><body><h1>502 Bad Gateway</h1></body></html>', 'PROVIDER_UNAVAILABLE'],
    [504, '', 'PROVIDER_UNAVAILABLE'],
  ])('are told by their status: %i %o is %s', (status, body, code) => {
    expect(answered(status, body)).toMatchObject({ code, details: { status } });
  });

  it.each<[string, unknown, Record<string, string>, number | undefined]>([
    ['in the header, in seconds', recorded.throttled, { 'retry-after': '4' }, 4],
    ['in the body', recorded.throttled, {}, 9],
    ['in a sentence', recorded.documented, {}, 30],
    ['in an older sentence', recorded.older, {}, 1],
    ['nowhere', { detail: 'Request was throttled.' }, {}, undefined],
    ['in a header that says nothing', '', { 'retry-after': 'soon' }, undefined],
  ])('say how long to wait: %s', (_where, body, headers, seconds) => {
    const { code, details } = answered(429, body, headers);
    expect({ code, seconds: details?.retryAfterSeconds }).toEqual({ code: 'PROVIDER_RATE_LIMITED', seconds });
  });

  it('say how long to wait: until a date', () => {
    const { details } = answered(429, '', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() });
    expect(details?.retryAfterSeconds).toBeGreaterThan(50);
  });

  it('name the fields that are wrong', () => {
    const { message, details } = answered(422, recorded.invalid);
    expect(message).toContain('output_format must be one of');
    expect(details).toMatchObject({ fields: [{ field: 'input.output_format' }] });
  });

  it('leave out the markup of a page', () => {
    expect(answered(502, '<html><body><h1>502 Bad Gateway</h1></body></html>').message).toBe(
      'Replicate did not start a model: 502 Bad Gateway',
    );
  });

  it.each([
    ['NSFW content detected. Try running it again, or try a different prompt.', 'PROVIDER_REFUSED'],
    ['The input or output was flagged as sensitive. Please try again with different inputs. (E005)', 'PROVIDER_REFUSED'],
    ['Image moderation failed', 'PROVIDER_REFUSED'],
    ['Invalid input: cannot identify image file (E006)', 'PROVIDER_REJECTED'],
    ['Service is currently unavailable due to high demand. Please try again later. (E003)', 'PROVIDER_UNAVAILABLE'],
    ['CUDA out of memory. Tried to allocate 2.00 GiB', 'PROVIDER_UNAVAILABLE'],
    ['Prediction interrupted; please retry (code: PA)', 'PROVIDER_UNAVAILABLE'],
    [null, 'PROVIDER_UNAVAILABLE'],
  ])('of a run are told by its words: %s', (error, code) => {
    const prediction = predictionSchema.parse({ id: 'abc', status: 'failed', error });
    expect(predictionError(prediction, 'run it')).toMatchObject({ code, details: { providerJobId: 'abc' } });
  });

  it.each(['canceled', 'aborted'])('of a run that was %s say that it did not come to its end', (status) => {
    expect(predictionError(predictionSchema.parse({ id: 'abc', status }), 'run it')).toMatchObject({ code: 'PROVIDER_STUCK' });
  });
});
