import type { CallContext, Provider } from '../provider.ts';
import { type Checks, expect, rejects } from './expect.ts';
import type { FarEnd } from './far-end.ts';

/** What every call promises of its progress and its end, and of reaching the far end with that. */
export function callChecks(
  what: string,
  call: (provider: Provider, context?: CallContext) => Promise<unknown>,
  farEnd: FarEnd | undefined,
): Checks {
  const checks: Checks = {
    [`${what}: tells progress that never falls and ends at 1`]: async (provider) => {
      const shares: number[] = [];
      await call(provider, { onProgress: ({ share }) => shares.push(share) });
      expect(shares.at(-1) === 1, 'the last share is 1');
      expect(
        shares.every((share, i) => share >= (shares[i - 1] ?? 0)),
        'shares never fall',
      );
    },
    [`${what}: rejects at once with ABORTED when it is cancelled before it starts, and sends nothing`]: async (provider) => {
      const before = farEnd?.received();
      await rejects(call(provider, { signal: AbortSignal.abort() }), 'ABORTED');
      expect(before === farEnd?.received(), 'nothing is sent');
    },
  };
  if (!farEnd) return checks;
  return {
    ...checks,
    [`${what}: rejects with ABORTED when it is cancelled on the way, the far end sees it, and it works afterwards`]: async (provider) => {
      const controller = new AbortController();
      const { arrived, left } = farEnd.hold();
      let toldAfterwards = 0;
      const onProgress = () => {
        if (controller.signal.aborted) toldAfterwards++;
      };
      const outcome = rejects(call(provider, { signal: controller.signal, onProgress }), 'ABORTED');
      await arrived;
      controller.abort();
      await outcome;
      await left;
      await call(provider);
      expect(toldAfterwards === 0, 'no progress comes after the cancellation');
    },
    [`${what}: rejects with DEADLINE_EXCEEDED when its time runs out, and the far end sees it`]: async (provider) => {
      const controller = new AbortController();
      const { arrived, left } = farEnd.hold();
      const outcome = rejects(call(provider, { signal: controller.signal }), 'DEADLINE_EXCEEDED');
      await arrived;
      // What `AbortSignal.timeout` gives as its reason, at a moment that is known.
      controller.abort(new DOMException('The time is over.', 'TimeoutError'));
      await outcome;
      await left;
    },
    [`${what}: fails what is under way when it is closed, and everything after`]: async (provider) => {
      const { arrived, left } = farEnd.hold();
      const outcome = rejects(call(provider), 'ENGINE_CLOSED');
      await arrived;
      await provider.close();
      await outcome;
      await left;
      await rejects(call(provider), 'ENGINE_CLOSED');
    },
  };
}
