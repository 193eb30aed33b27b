import { type ErrorCode, errorCodes, ForecourtError, isErrorCode } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import { costOfFailure, costOfResult } from './cost.ts';
import { verdictOf, waitOf } from './verdict.ts';

const verdict = (code: ErrorCode) => verdictOf(new ForecourtError(code, 'x'), false);

describe('what an error means for a call', () => {
  it.each([
    [
      'a wrong request ends it',
      ['INVALID_INPUT', 'FILE_NOT_FOUND', 'NOT_DECODABLE', 'EMPTY_FILE', 'NOTHING_FOUND', 'PROVIDER_REFUSED'],
      'end',
      false,
    ],
    [
      'what one does not take may be taken elsewhere',
      ['PROVIDER_REJECTED', 'MODEL_RETIRED', 'FILE_TOO_LARGE', 'PARAMETER_UNSUPPORTED', 'HOSTS_AWAY', 'DISK_FULL'],
      'go on',
      false,
    ],
    [
      'a provider that is down is passed over and remembered',
      ['PROVIDER_UNAUTHENTICATED', 'PROVIDER_OUT_OF_CREDIT', 'PROVIDER_UNAVAILABLE', 'INTERNAL', 'OUT_OF_MEMORY'],
      'go on',
      true,
    ],
  ] as const)('%s', (_title, codes, next, blame) => {
    for (const code of codes) expect({ code, ...verdict(code) }).toMatchObject({ code, next, blame });
  });

  it('takes nothing for free that broke on the way', () => {
    for (const code of Object.keys(errorCodes).filter(isErrorCode)) {
      const { fault } = errorCodes[code];
      if (fault === 'network' || fault === 'forecourt') expect({ code, isFree: verdict(code).isFree }).toEqual({ code, isFree: false });
    }
    for (const code of ['PROVIDER_UNAVAILABLE', 'PROVIDER_STUCK', 'PROVIDER_ANSWER_INVALID', 'ABORTED', 'DEADLINE_EXCEEDED'] as const) {
      expect(verdict(code).isFree).toBe(false);
    }
  });

  it('reads how long to wait in milliseconds or seconds, and nothing that is no time', () => {
    const wait = (details: Record<string, unknown>) => waitOf(new ForecourtError('PROVIDER_RATE_LIMITED', 'x', { details }));
    expect([
      wait({ retryAfterMs: 20 }),
      wait({ retryAfterSeconds: 2 }),
      wait({}),
      wait({ retryAfterMs: 'soon' }),
      wait({ retryAfterMs: -1 }),
    ]).toEqual([20, 2000, undefined, undefined, undefined]);
  });
});

describe('what a call is booked with', () => {
  const estimate = { most: 5000, usual: 4000 };

  it('is what the provider says, rounded up, and never nothing by accident', () => {
    expect([0.004, 0.0000001, 0, Number.NaN, -1].map((costUsd) => costOfResult(costUsd, estimate))).toEqual([4000, 1, 5000, 5000, 5000]);
    expect(costOfResult(0, { most: 0, usual: 0 })).toBe(0);
  });

  it('is what a failure says, nothing where nothing was made, and else the most that it can be', () => {
    const failure = (code: ErrorCode, details = {}) => {
      const error = new ForecourtError(code, 'x', { details });
      return costOfFailure(error, verdictOf(error, false), estimate);
    };
    expect(failure('PROVIDER_STUCK', { costUsd: 0.002 })).toBe(2000);
    expect(failure('PROVIDER_UNAUTHENTICATED')).toBe(0);
    expect(failure('PROVIDER_UNAVAILABLE')).toBe(5000);
    expect(failure('PROVIDER_UNAVAILABLE', { costUsd: 'unknown' })).toBe(5000);
  });
});
