import { expect, it } from 'vitest';
import { idleClock, systemClock } from './clock.ts';

const timersThatKeepAlive = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

it('keeps a process alive only for what has to be done', () => {
  const before = timersThatKeepAlive();
  const cancelIdle = idleClock.after(60_000, () => undefined);
  expect(timersThatKeepAlive()).toBe(before);
  const cancel = systemClock.after(60_000, () => undefined);
  expect(timersThatKeepAlive()).toBe(before + 1);
  cancel();
  cancelIdle();
  expect(timersThatKeepAlive()).toBe(before);
});

it('calls back in the meantime, and not what was taken back', async () => {
  const called: string[] = [];
  idleClock.after(1, () => called.push('idle'))();
  await new Promise<void>((resolve) => {
    idleClock.after(1, () => called.push('later'));
    systemClock.after(5, resolve);
  });
  expect(called).toEqual(['later']);
});
