import { expect, rejects } from './expect.ts';
import { pieceAt } from './far-end.ts';
import { readEcho, readHash, readWhole, sha256Of } from './read.ts';
import type { Checks } from './under-test.ts';

/** Several at once, and those that nobody wants any more. */
export const manyChecks: Checks = {
  'carries a hundred requests at once, none mistaken for another': async ({ road }) => {
    const asked = Array.from({ length: 100 }, (_, index) => pieceAt(index, 1000 + index));
    const heard = await Promise.all(
      asked.map(async (body, index) => readEcho(await road.request({ method: 'POST', path: `/hash?${index}`, body }))),
    );
    for (const [index, body] of asked.entries()) {
      expect(
        heard[index]?.url === `/hash?${index}` && heard[index].sha256 === sha256Of(body),
        `answer ${index} is the one to request ${index}`,
      );
    }
  },
  'lets readers that stopped hold up nobody else': async ({ road }) => {
    const stopped = await Promise.all(Array.from({ length: 3 }, () => road.request({ method: 'GET', path: '/endless' })));
    for (let count = 0; count < 3; count++) {
      const { bytes } = await readHash(await road.request({ method: 'GET', path: '/bytes?count=3000000' }));
      expect(bytes === 3_000_000, 'others are served');
    }
    for (const { body } of stopped) body.destroy();
  },
  'gives up a request whose signal fired before, while it waits, and while it is read': async ({ road, notes }) => {
    const early = AbortSignal.abort();
    await rejects(road.request({ method: 'GET', path: '/hash', signal: early }), { code: 'ABORTED' });
    expect(notes.started === 0, 'what was given up before is not sent');

    const waiting = new AbortController();
    const silent = rejects(road.request({ method: 'GET', path: '/silent', signal: waiting.signal }), { code: 'ABORTED' });
    while (notes.started === 0) await nextTurn();
    waiting.abort();
    await silent;

    const reading = new AbortController();
    const answer = await road.request({ method: 'GET', path: '/endless', signal: reading.signal });
    reading.abort();
    await rejects(readWhole(answer), { code: 'ABORTED' });
    // The far end learns of both, and the road is as good as before.
    while (notes.givenUp < 2) await nextTurn();
    expect((await road.request({ method: 'GET', path: '/hash' })).status === 200, 'the road is well');
  },
  'tells the far end when its reader goes away': async ({ road, notes }) => {
    const answer = await road.request({ method: 'GET', path: '/endless' });
    answer.body.destroy();
    while (notes.givenUp === 0) await nextTurn();
  },
};

/** Lets everything else go on; what is waited for comes from another socket of this process. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
