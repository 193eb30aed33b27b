import { v7 as newId } from 'uuid';
import { expect, it } from 'vitest';
import { createHandlers } from './handlers.ts';

const message = () => ({ jobId: newId(), dealershipId: newId() });

it('gives back unread what a backend still brings while the handlers end', async () => {
  const seen: string[] = [];
  const finish = Promise.withResolvers<undefined>();
  const handlers = createHandlers(
    ({ jobId }) => {
      seen.push(jobId);
      return finish.promise;
    },
    () => expect.unreachable('no handler failed'),
  );
  const [first, late] = [message(), message()];
  const running = handlers.run(first);
  const settled = handlers.settle(undefined);
  expect(await handlers.run(late)).toEqual({ delayMs: 0 });
  finish.resolve(undefined);
  expect(await running).toBeUndefined();
  await settled;
  expect(seen).toEqual([first.jobId]);
});
