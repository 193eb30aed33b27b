import { Readable } from 'node:stream';
import type { Road } from '../road.ts';
import { expect, rejects } from './expect.ts';
import { pieceAt } from './far-end.ts';
import { readHash, readWhole } from './read.ts';
import type { Checks } from './under-test.ts';

/** What a network does to a road. */
export const breakChecks: Checks = {
  'fails a request whose answer has not begun when the line breaks': async (under) => {
    const waiting = rejects(under.road.request({ method: 'GET', path: '/silent' }), { code: 'ROAD_DOWN', stages: ['open'] });
    while (under.notes.started === 0) await nextTurn();
    under.cut();
    await waiting;
    await worksAgain(under.road);
  },
  'fails an answer of known length that breaks off': async (under) => {
    const answer = await under.road.request({ method: 'GET', path: '/endless' });
    answer.body.once('data', () => under.cut());
    await rejects(readHash(answer), { code: 'ROAD_DOWN', stages: ['body'] });
    await worksAgain(under.road);
  },
  'fails an answer of unknown length that breaks off, which looks like its end': async (under) => {
    const answer = await under.road.request({ method: 'GET', path: '/half' });
    answer.body.once('data', () => under.cut());
    await rejects(readWhole(answer), { code: 'ROAD_DOWN', stages: ['body'] });
    await worksAgain(under.road);
  },
  'fails a request that breaks off while it is sent': async (under) => {
    let sent = 0;
    const body: Readable = new Readable({
      read() {
        body.push(pieceAt(0, 65_536));
        if (++sent === 40) under.cut();
      },
    });
    await rejects(under.road.request({ method: 'PUT', path: '/hash', body }), { code: 'ROAD_DOWN', stages: ['open'] });
    expect(body.destroyed, 'what it read from is let go');
    await worksAgain(under.road);
  },
  'survives breaks at any time, and takes no answer for whole that is not': async (under) => {
    for (let round = 0; round < 16; round++) {
      const running = Promise.allSettled(
        ['/bytes?count=500000', '/unsaid?count=500000', '/half', '/hash'].map(async (path) =>
          readHash(await under.road.request({ method: 'GET', path })),
        ),
      );
      for (let turn = 0; turn < round * 3; turn++) await nextTurn();
      // A connection that was only being made is not there to be cut.
      const cutting = repeatedly(() => under.cut());
      const [known, unknown, half] = await running;
      cutting.end();
      for (const result of [known, unknown]) {
        expect(result?.status === 'rejected' || result?.value.bytes === 500_000, 'no answer is taken for whole that is not');
      }
      expect(half?.status === 'rejected', 'an answer without an end never ends well');
    }
    await worksAgain(under.road);
  },
  'says how far it got while nothing gets through, and works again afterwards': async (under) => {
    const { road, stagesWhenDown } = under;
    await worksAgain(road);
    const down = await under.down();
    for (let count = 0; count < 3; count++) {
      await rejects(road.request({ method: 'GET', path: '/hash' }), { code: 'ROAD_DOWN', stages: stagesWhenDown });
    }
    await down[Symbol.asyncDispose]();
    await worksAgain(road);
  },
};

/** The connection that broke may be noticed only by the next request; the one after that gets through. */
async function worksAgain(road: Road): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      expect((await readWhole(await road.request({ method: 'GET', path: '/bytes?count=10' }))).byteLength === 10, 'it works again');
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await nextTurn();
    }
  }
}

function repeatedly(work: () => void): { end(): void } {
  let next: NodeJS.Immediate;
  const again = () => {
    work();
    next = setImmediate(again);
  };
  again();
  return { end: () => clearImmediate(next) };
}

/** Lets everything else go on; what is waited for comes from another socket of this process. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
