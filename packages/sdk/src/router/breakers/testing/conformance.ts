import type { ErrorCode } from '@forecourt/errors';
import { describe, expect, it } from 'vitest';
import type { Admission, Breakers, Target } from '../../parts.ts';

export interface BreakersUnderTest {
  readonly name: string;
  /** Opens the same state twice, as two processes would; where there is but one process, both may be one. */
  open(policy: Policy): { readonly one: Breakers; readonly other: Breakers };
  /** Lets time pass until it is so. */
  until(isSo: () => Promise<boolean>): Promise<void>;
  readonly now: () => number;
}

interface Policy {
  readonly failures?: number;
  readonly coolDownMs?: number;
  readonly longestCoolDownMs?: number;
  readonly probeLeaseMs?: number;
}

export const target: Target = { provider: 'openai', operation: 'generateImage' };
const down = { kind: 'failure', code: 'PROVIDER_UNAVAILABLE' } as const;

export function requireAdmission(answer: Admission | { readonly until: number }): Admission {
  if ('report' in answer) return answer;
  throw new TypeError(`there is no leave until ${answer.until}`);
}

export async function fail(breakers: Breakers, times: number, code: ErrorCode = 'PROVIDER_UNAVAILABLE', of = target): Promise<void> {
  for (let time = 0; time < times; time++) await requireAdmission(await breakers.admit(of)).report({ kind: 'failure', code });
}

/** What a caller of any breakers may rely on, as tests. */
export function breakersConformance({ name, open, until, now }: BreakersUnderTest): void {
  const isHalfOpen = (breakers: Breakers) => async () => (await breakers.read(target)).state === 'half-open';

  describe(`breakers: ${name}`, () => {
    it('lets calls through while few of them fail', async () => {
      const { one, other } = open({});
      for (let call = 0; call < 10; call++) await requireAdmission(await one.admit(target)).report({ kind: 'success' });
      await fail(one, 9);
      expect(await other.read(target)).toEqual({ state: 'closed', failures: 9 });
      expect(await other.admit(target)).toMatchObject({ isProbe: false });
    });

    it('opens for everybody when enough calls fail, and says until when and why', async () => {
      const { one, other } = open({ coolDownMs: 60_000 });
      await fail(one, 2);
      await fail(other, 3);
      for (const breakers of [one, other]) {
        expect(await breakers.admit(target)).toEqual({ until: expect.closeTo(now() + 60_000, -5) });
        expect(await breakers.read(target)).toEqual({ state: 'open', until: expect.any(Number), code: 'PROVIDER_UNAVAILABLE' });
      }
    });

    it('opens at the first failure that the next call would meet too', async () => {
      const { one, other } = open({});
      await fail(one, 1, 'PROVIDER_OUT_OF_CREDIT');
      expect(await other.read(target)).toMatchObject({ state: 'open', code: 'PROVIDER_OUT_OF_CREDIT' });
    });

    it('keeps providers and operations apart', async () => {
      const { one, other } = open({ failures: 1 });
      await fail(one, 1);
      expect(await other.admit({ ...target, operation: 'editImage' })).toMatchObject({ isProbe: false });
      expect(await other.admit({ ...target, provider: 'replicate' })).toMatchObject({ isProbe: false });
    });

    it('counts no cancelled call, and each report once', async () => {
      const { one, other } = open({ failures: 2 });
      await requireAdmission(await one.admit(target)).report({ kind: 'neither' });
      const admission = requireAdmission(await one.admit(target));
      for (let time = 0; time < 3; time++) await admission.report(down);
      expect(await other.read(target)).toEqual({ state: 'closed', failures: 1 });
    });

    it('sends exactly one probe after the cool-down, and closes when it succeeds', async () => {
      const { one, other } = open({ failures: 1, coolDownMs: 30 });
      await fail(one, 1);
      await until(isHalfOpen(other));
      const answers = await Promise.all([one, other, one, other, one].map((breakers) => breakers.admit(target)));
      const probes = answers.filter((answer) => 'report' in answer);
      expect(probes).toMatchObject([{ isProbe: true }]);
      for (const probe of probes) await probe.report({ kind: 'success' });
      for (const breakers of [one, other]) expect(await breakers.read(target)).toEqual({ state: 'closed', failures: 0 });
    });

    it('waits twice as long after a probe that failed, but never longer than the longest', async () => {
      const { one, other } = open({ failures: 1, coolDownMs: 200, longestCoolDownMs: 400 });
      await fail(one, 1);
      for (let probe = 1; probe <= 2; probe++) {
        await until(isHalfOpen(one));
        const before = now();
        await fail(one, 1);
        const state = await other.read(target);
        const openUntil = state.state === 'open' ? state.until : 0;
        // Redis and this process round their milliseconds each for itself.
        expect(openUntil - before).toBeGreaterThanOrEqual(399);
        expect(openUntil - now()).toBeLessThanOrEqual(400 * 1.2 + 1);
      }
    });

    it('probes with the next call when a probe was cancelled', async () => {
      const { one, other } = open({ failures: 1, coolDownMs: 10 });
      await fail(one, 1);
      await until(isHalfOpen(one));
      await requireAdmission(await one.admit(target)).report({ kind: 'neither' });
      expect(await other.admit(target)).toMatchObject({ isProbe: true });
    });

    it('forgets a probe that says nothing, and what it says too late', async () => {
      const { one, other } = open({ failures: 1, coolDownMs: 10, probeLeaseMs: 40 });
      await fail(one, 1);
      await until(isHalfOpen(one));
      const lost = requireAdmission(await one.admit(target));
      let next: Admission | undefined;
      await until(async () => {
        const answer = await other.admit(target);
        if ('report' in answer) next = answer;
        return next !== undefined;
      });
      await lost.report(down);
      expect(next).toMatchObject({ isProbe: true });
      await next?.report({ kind: 'success' });
      expect(await one.read(target)).toEqual({ state: 'closed', failures: 0 });
    });

    it('does not listen to calls that began before it opened', async () => {
      const { one, other } = open({ failures: 1, coolDownMs: 60_000 });
      const early = requireAdmission(await one.admit(target));
      await fail(other, 1);
      const before = await other.read(target);
      await early.report({ kind: 'success' });
      expect(await other.read(target)).toMatchObject({ ...before, until: expect.any(Number) });
    });

    it('sends nothing when it is switched off, whatever comes back, until it is reset', async () => {
      const { one, other } = open({});
      const early = requireAdmission(await one.admit(target));
      await one.switchOff(target);
      await early.report({ kind: 'success' });
      expect(await other.admit(target)).toEqual({ until: Number.POSITIVE_INFINITY });
      expect(await other.read(target)).toEqual({ state: 'off' });
      await other.reset(target);
      expect(await one.admit(target)).toMatchObject({ isProbe: false });
    });

    it('forgets what went wrong when it is reset', async () => {
      const { one, other } = open({ failures: 1, coolDownMs: 60_000 });
      await fail(one, 1);
      await other.reset(target);
      expect(await one.read(target)).toEqual({ state: 'closed', failures: 0 });
    });
  });
}
