import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { latestDue, nextDue } from './due.ts';

const at = (text: string) => new Date(text);

describe('what is due', () => {
  it('follows the clocks of its time zone, also over a change of them', () => {
    const berlin = { cron: '0 8 * * *', timeZone: 'Europe/Berlin' };
    expect(nextDue(berlin, at('2026-10-24T12:00:00Z'))).toEqual(at('2026-10-25T07:00:00Z'));
    expect(nextDue(berlin, at('2026-10-23T12:00:00Z'))).toEqual(at('2026-10-24T06:00:00Z'));
  });

  it('is one moment for any number that were missed, and the very moment counts', () => {
    const hourly = { cron: '17 * * * *', timeZone: 'UTC' };
    expect(latestDue(hourly, { after: at('2026-01-01T00:17:00Z'), now: at('2026-03-01T12:40:00Z') })).toEqual(at('2026-03-01T12:17:00Z'));
    expect(latestDue(hourly, { after: at('2026-01-01T00:17:00Z'), now: at('2026-01-01T01:17:00Z') })).toEqual(at('2026-01-01T01:17:00Z'));
    expect(latestDue(hourly, { after: at('2026-01-01T00:17:00Z'), now: at('2026-01-01T01:16:59.999Z') })).toBeNull();
  });

  it('is the same whether one looks forward or back', () => {
    const crons = fc.constantFrom('17 * * * *', '0 8 * * 1-5', '*/5 * * * *', '30 3 1 * *');
    const moment = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z'), noInvalidDate: true });
    fc.assert(
      fc.property(crons, moment, (cron, after) => {
        const timing = { cron, timeZone: 'Europe/Berlin' };
        const due = nextDue(timing, after);
        expect(due && latestDue(timing, { after, now: due })).toEqual(due);
        expect(due && latestDue(timing, { after, now: new Date(due.getTime() - 1) })).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['none at all', 'UTC'],
    ['0 8 * * *', 'Mars/Olympus'],
  ])('says that “%s” in %s is no schedule', (cron, timeZone) => {
    expect(() => nextDue({ cron, timeZone }, new Date())).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
  });
});
