import { describe, expect, it } from 'vitest';
import { abortError, type ErrorCode, errorCodes, ForecourtError, throwIfAborted } from './index.ts';

describe('the table of codes', () => {
  it.each(Object.entries(errorCodes))('%s has a status of its own class and a hint that is a sentence', (code, kind) => {
    expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
    expect(kind.status).toBeGreaterThanOrEqual(400);
    expect(kind.status).toBeLessThan(600);
    expect(kind.hint).toMatch(/^[A-Z].*\.$/);
    if (kind.fault === 'caller' || kind.fault === 'picture') expect(kind.status).toBeLessThan(500);
  });
});

describe('ForecourtError', () => {
  it('survives the way over a wire', () => {
    for (const code of Object.keys(errorCodes) as ErrorCode[]) {
      const error = new ForecourtError(code, 'It failed.', { details: { limitPx: 3 } });
      const back = ForecourtError.fromJSON(JSON.parse(JSON.stringify(error)));
      expect(back).toMatchObject({ code, message: 'It failed.', hint: errorCodes[code].hint, details: { limitPx: 3 } });
      expect(back.retryable).toBe(errorCodes[code].retryable);
    }
  });

  it('keeps what was underneath as its cause', () => {
    const cause = new Error('ENOSPC');
    expect(ForecourtError.from(cause, 'DISK_FULL', 'Could not write car.png')).toMatchObject({
      code: 'DISK_FULL',
      message: 'Could not write car.png: ENOSPC',
      cause,
    });
  });

  it('is recognised when it comes from another copy of the package', () => {
    const foreign = Object.assign(new Error('x'), { [Symbol.for('forecourt.error')]: true });
    expect(ForecourtError.is(foreign)).toBe(true);
    expect(ForecourtError.is(new Error('x'))).toBe(false);
  });
});

describe('aborting', () => {
  it('tells a cancellation from a deadline', () => {
    const reason = new Error('the page was closed');
    expect(abortError(AbortSignal.abort(reason))).toMatchObject({ code: 'ABORTED', cause: reason });
    expect(abortError(AbortSignal.abort())).toMatchObject({ code: 'ABORTED' });
    const late = AbortSignal.abort(new DOMException('late', 'TimeoutError'));
    expect(() => throwIfAborted(late)).toThrow(expect.objectContaining({ code: 'DEADLINE_EXCEEDED' }));
  });

  it('lets a signal that has not fired pass', () => {
    expect(() => throwIfAborted(undefined)).not.toThrow();
    expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
  });
});
