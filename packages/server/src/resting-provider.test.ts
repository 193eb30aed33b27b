import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { installTinyModel, redCarPhoto, temporaryFolder } from '@forecourt/testing';
import { afterEach, expect, it, vi } from 'vitest';
import { restingProvider } from './resting-provider.ts';

afterEach(() => {
  vi.useRealTimers();
});

it('gives its model back when nobody wanted anything for a while, and never under a call', async () => {
  await using folder = await temporaryFolder();
  const model = await installTinyModel(folder.path);
  const made: { isClosed: boolean }[] = [];
  await using provider = restingProvider({
    restMs: 1_000,
    onError: (error) => expect.fail(String(error)),
    make() {
      const local = createLocalProvider(model);
      const state = { isClosed: false };
      made.push(state);
      const close = () => {
        state.isClosed = true;
        return local.close();
      };
      return { ...local, close };
    },
  });
  const cut = () => provider.removeBackground?.({ image: redCarPhoto() });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  await cut();
  const second = cut();
  vi.advanceTimersByTime(10_000);
  expect((await second)?.provider).toBe('local');
  vi.advanceTimersByTime(999);
  expect(made).toEqual([{ isClosed: false }]);
  vi.advanceTimersByTime(1);
  expect(made).toEqual([{ isClosed: true }]);
  expect((await cut())?.provider).toBe('local');
  expect(made).toEqual([{ isClosed: true }, { isClosed: false }]);
  await provider.close();
  await expect(cut()).rejects.toMatchObject({ code: 'ENGINE_CLOSED' });
});
