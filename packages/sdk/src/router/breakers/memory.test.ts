import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Admission } from '../parts.ts';
import { createTestClock } from '../testing/time.ts';
import { createMemoryBreakers } from './memory.ts';
import { breakersConformance, fail, target } from './testing/conformance.ts';
import { createModel } from './testing/model.ts';

const clock = createTestClock();
breakersConformance({
  name: 'memory',
  open(policy) {
    const breakers = createMemoryBreakers({ ...policy, clock: clock.now });
    return { one: breakers, other: breakers };
  },
  until: clock.until,
  now: clock.now,
});

const outcome = fc.constantFrom('success', 'failure', 'neither');
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('admit') }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('report'), which: fc.nat(9), outcome }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.oneof(fc.nat(30), fc.nat(400)) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('reset', 'switchOff') }) },
);

describe('breakers in memory', () => {
  it('do what a plain model does, whatever happens in whatever order', () => {
    const policy = { windowMs: 300, failures: 3, failureShare: 0.5, coolDownMs: 50, longestCoolDownMs: 150, probeLeaseMs: 80, jitter: 0 };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const time = createTestClock();
        const breakers = createMemoryBreakers({ ...policy, clock: time.now });
        const model = createModel({ ...policy, now: time.now });
        const admitted: { readonly real: Admission; readonly modelled: number }[] = [];
        for (const each of steps) {
          if (each.kind === 'admit') {
            const real = breakers.admit(target);
            const modelled = model.admit();
            if ('report' in real) {
              expect(modelled).toEqual({ id: expect.any(Number), isProbe: real.isProbe });
              if ('id' in modelled) admitted.push({ real, modelled: modelled.id });
            } else expect(modelled).toEqual(real);
          } else if (each.kind === 'report' && 'which' in each) {
            const [one] = admitted.splice(each.which % Math.max(1, admitted.length), 1);
            if (one === undefined) continue;
            const said =
              each.outcome === 'failure' ? ({ kind: 'failure', code: 'PROVIDER_STUCK' } as const) : ({ kind: each.outcome } as const);
            void one.real.report(said);
            model.report(one.modelled, each.outcome);
          } else if (each.kind === 'pass' && 'ms' in each) time.pass(each.ms);
          else if (each.kind === 'reset') {
            void breakers.reset(target);
            model.reset();
          } else {
            void breakers.switchOff(target);
            model.switchOff();
          }
          expect(breakers.read(target)).toMatchObject(model.read());
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('opens again by a clock that was set back', async () => {
    const time = createTestClock();
    const breakers = createMemoryBreakers({ failures: 1, clock: time.now });
    await fail(breakers, 1);
    time.pass(-3_600_000);
    expect(breakers.admit(target)).toMatchObject({ isProbe: true });
  });

  it('refuses options that it does not know, by name', () => {
    const options = { windowMs: 0, colour: 'red' };
    expect(() => createMemoryBreakers(options)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', message: expect.stringContaining('colour') }),
    );
  });
});
