import { ForecourtError } from '@forecourt/errors';
import type { Attempt } from '@forecourt/sdk/router';
import { expect, it } from 'vitest';
import { wasNobodyThere } from './nobody-there.ts';

type Asked = Pick<Attempt, 'outcome' | 'code'>;

const failure = (code: 'PROVIDERS_FAILED' | 'BUDGET_EXCEEDED', attempts: readonly Asked[]) =>
  new ForecourtError(code, 'x', { details: { attempts } });

const resting: Asked = { outcome: 'skipped', code: 'BREAKER_OPEN' };
const busy: Asked = { outcome: 'skipped', code: 'TOO_BUSY' };
const off: Asked = { outcome: 'failed', code: 'HOSTS_AWAY' };
const full: Asked = { outcome: 'failed', code: 'DISK_FULL' };

it('holds where providers were passed over for a while, or their computers were off or full', () => {
  for (const attempts of [[resting], [busy], [off], [full], [resting, off, busy, full]]) {
    expect(wasNobodyThere(failure('PROVIDERS_FAILED', attempts))).toBe(true);
  }
});

it('does not where somebody tried it, or where nobody will ever be asked', () => {
  expect(wasNobodyThere(failure('PROVIDERS_FAILED', [off, { outcome: 'failed', code: 'PROVIDER_STUCK' }]))).toBe(false);
  expect(wasNobodyThere(failure('PROVIDERS_FAILED', [resting, { outcome: 'failed', code: 'HOST_UNREACHABLE' }]))).toBe(false);
  expect(wasNobodyThere(failure('BUDGET_EXCEEDED', [{ outcome: 'skipped', code: 'BUDGET_EXCEEDED' }]))).toBe(false);
  // The disk of this machine, and not a host's.
  expect(wasNobodyThere(new ForecourtError('DISK_FULL', 'x'))).toBe(false);
});
