import { describe, expect, it } from 'vitest';
import { inTurn, turnsAtOnce } from './turns.ts';

const gate = () => Promise.withResolvers<void>();

describe('taking turns', () => {
  it('lets so many work at once and the others wait, in order', async () => {
    const gates = Array.from({ length: turnsAtOnce * 3 }, gate);
    const started: number[] = [];
    const all = gates.map(({ promise }, index) =>
      inTurn(async () => {
        started.push(index);
        await promise;
      }),
    );
    for (const [index, { resolve }] of gates.entries()) {
      await new Promise(setImmediate);
      expect(started).toHaveLength(Math.min(gates.length, turnsAtOnce + index));
      resolve();
    }
    await Promise.all(all);
    expect(started).toEqual([...gates.keys()]);
  });

  it('gives a failure to its caller and the turn to the next', async () => {
    const failures = Array.from({ length: turnsAtOnce * 2 }, () => inTurn(() => Promise.reject(new Error('torn'))));
    expect((await Promise.allSettled(failures)).every(({ status }) => status === 'rejected')).toBe(true);
    await expect(inTurn(async () => 'well')).resolves.toBe('well');
  });

  it('ends the call at the limit, tells the work, and keeps its turn until it is really over', async () => {
    const works = Array.from({ length: turnsAtOnce }, gate);
    const told: boolean[] = [];
    const calls = works.map(({ promise }) =>
      inTurn(
        async (signal) => {
          signal.addEventListener('abort', () => told.push(true));
          await promise;
        },
        { limitMs: 5 },
      ),
    );
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'DECODE_TIMEOUT' });
    expect(told).toHaveLength(turnsAtOnce);
    let began = false;
    const next = inTurn(async () => {
      began = true;
    });
    await new Promise(setImmediate);
    expect(began).toBe(false);
    for (const { resolve } of works) resolve();
    await next;
    expect(began).toBe(true);
  });

  it('gives up a place in the queue on abort', async () => {
    const works = Array.from({ length: turnsAtOnce }, gate);
    const calls = works.map(({ promise }) => inTurn(() => promise));
    const controller = new AbortController();
    let began = false;
    const waiting = inTurn(
      async () => {
        began = true;
      },
      { signal: controller.signal },
    );
    controller.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'ABORTED' });
    for (const { resolve } of works) resolve();
    await Promise.all(calls);
    expect(began).toBe(false);
  });
});
