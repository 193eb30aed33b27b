import { ForecourtError } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import { errorOf, problemOf } from './problems.ts';

describe('what a host says went wrong', () => {
  it('is the same error here', () => {
    const thrown = new ForecourtError('INPUT_MISSING', 'Two files are not here.', { details: { missing: ['a'.repeat(64)] } });
    const { code, message, hint, details } = errorOf(JSON.parse(JSON.stringify(problemOf(thrown))));
    expect({ code, message, hint, details }).toEqual({
      ...{ code: 'INPUT_MISSING', message: 'Two files are not here.', hint: thrown.hint, details: thrown.details },
    });
  });

  it('has an end and no sign that a database does not take, whatever a host writes', () => {
    const problem = problemOf(new ForecourtError('DISK_FULL', 'The disk is full.'));
    const endless = errorOf({
      ...problem,
      detail: `a\u0000${'b'.repeat(1_000_000)}`,
      hint: 'c'.repeat(1_000_000),
      details: { d: '\u0000' },
    });
    expect(endless.message).toBe(`a${'b'.repeat(999)}`);
    expect(endless.hint).toHaveLength(500);
    expect(endless.details).toBeUndefined();
    expect(errorOf({ ...problem, details: { d: 'e'.repeat(100_000) } }).details).toBeUndefined();
  });
});
