import { describe, expect, it } from 'vitest';
import { eventsOf } from './events.ts';

async function* pieces(count: number, piece: string): AsyncGenerator<Uint8Array, void, undefined> {
  for (let index = 0; index < count; index++) yield Buffer.from(piece);
}

describe('events of a job', () => {
  it('come whole out of pieces that are cut anywhere', async () => {
    const event = { sequence: 1, at: '2026-11-21T00:00:00.000Z', type: 'log', stream: 'out', text: 'Grüße' };
    const text = Buffer.from(`: still here\r\n\r\nid: 1\r\ndata: ${JSON.stringify(event)}\r\n\r\n`);
    async function* cut() {
      for (const byte of text) yield Uint8Array.of(byte);
    }
    expect(await Array.fromAsync(eventsOf(cut()))).toEqual([event]);
  });

  it('end with what is wrong where one of them never ends, before it fills the memory', async () => {
    const told = Array.fromAsync(eventsOf(pieces(100_000, 'x'.repeat(100_000))));
    await expect(told).rejects.toMatchObject({ code: 'ANSWER_INVALID' });
  });
});
