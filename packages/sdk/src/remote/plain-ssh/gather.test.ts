import { once } from 'node:events';
import { Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gathered } from './gather.ts';

/** Remembers what left together. */
function recorder() {
  const left: string[][] = [];
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      left.push([chunk]);
      done();
    },
    writev(chunks, done) {
      left.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  return { left, stream: gathered(stream) };
}

it('has what is written in one turn leave together and in order, and keeps nothing for the next', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.string(), { minLength: 1, maxLength: 9 }), { maxLength: 5 }), async (turns) => {
      const { left, stream } = recorder();
      for (const pieces of turns) {
        for (const piece of pieces) stream.write(piece);
        await turn();
      }
      expect(left).toEqual(turns);
    }),
    { numRuns: 200 },
  );
});

it('calls back for each piece, however it is given, and loses none where the stream ends in the same turn', async () => {
  const { left, stream } = recorder();
  const written: string[] = [];
  stream.write('one', () => written.push('one'));
  stream.write('two', 'utf8', () => written.push('two'));
  stream.write('three', 'utf8');
  stream.end('four');
  await once(stream, 'finish');
  expect([left.flat(), written]).toEqual([
    ['one', 'two', 'three', 'four'],
    ['one', 'two'],
  ]);
});
