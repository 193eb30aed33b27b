import type { CheckResult, CheckState } from '@forecourt/sdk/contract';
import { describe, expect, it } from 'vitest';
import { asText, inOneLine, worstFirst } from './check-words.ts';

function check(name: string, state: CheckState, hint: string | null = null): CheckResult {
  return { name, title: name, state, message: `${name} was looked at.`, hint, durationMs: 1 };
}

describe('what diagnostics say', () => {
  it('is told in one line, the worst first', () => {
    expect(inOneLine({ checks: [check('a', 'ok'), check('b', 'skipped')] })).toBe('Everything works');
    expect(inOneLine({ checks: [check('a', 'failed'), check('b', 'warning'), check('c', 'warning')] })).toBe(
      '1 part is broken, 2 to look at',
    );
    expect(inOneLine({ checks: [check('a', 'failed'), check('b', 'failed')] })).toBe('2 parts are broken');
  });

  it('stands in the order of its weight, and among equals as it was found', () => {
    const all = [check('a', 'ok'), check('b', 'warning'), check('c', 'failed'), check('d', 'skipped'), check('e', 'failed')];
    expect(worstFirst(all).map(({ name }) => name)).toEqual(['c', 'e', 'b', 'd', 'a']);
  });

  it('can be pasted with what to do', () => {
    const text = asText({
      state: 'failed',
      version: '1.2.3',
      checkedAt: '2026-11-21T17:00:00.000Z',
      checks: [check('Disk', 'failed', 'Free some.')],
    });
    expect(text).toBe('Forecourt 1.2.3, 2026-11-21T17:00:00.000Z\nBroken: Disk. Disk was looked at.\n    Free some.');
  });
});
