import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRoom, type KeptEvent } from './room.ts';

const event = (sequence: number): KeptEvent => ({
  type: 'vehicle.deleted',
  id: String(sequence),
  at: '2026-01-01T00:00:00Z',
  data: { id: '' },
});

/** A log in memory, as the table of events is. */
function log(oldest: number, newest: number) {
  const state = { oldest, newest, reads: 0 };
  return {
    state,
    async read(after: number, limit: number) {
      state.reads += 1;
      const from = Math.max(after + 1, state.oldest);
      return Array.from({ length: Math.max(0, Math.min(limit, state.newest - from + 1)) }, (_, index) => event(from + index));
    },
    bounds: async () => ({ oldest: state.oldest > state.newest ? null : state.oldest, newest: state.newest }),
  };
}

describe('a room', () => {
  it('gives each reader every event once and in order, however they come and whoever is how far behind', async () => {
    const step = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 700 }) }),
      fc.record({ reader: fc.nat(3), limit: fc.integer({ min: 1, max: 200 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const source = log(1, 3);
        const room = createRoom(source, () => undefined);
        const cursors = [0, 1, 3, 2];
        const read = async (reader: number, limit: number) => {
          const events = await room.after(String(cursors[reader]), limit);
          for (const { id } of events) {
            expect(Number(id)).toBe((cursors[reader] ?? 0) + 1);
            cursors[reader] = Number(id);
          }
          return events.length;
        };
        for (const each of steps) {
          if ('add' in each) {
            source.state.newest += each.add;
            room.changed();
          } else await read(each.reader, each.limit);
        }
        for (const reader of cursors.keys()) while ((await read(reader, 200)) > 0);
        expect(cursors).toEqual(cursors.map(() => source.state.newest));
      }),
      { numRuns: 50 },
    );
  });

  it('reads what is new once for all its readers', async () => {
    const source = log(1, 0);
    const room = createRoom(source, () => undefined);
    await room.after('0', 10);
    source.state.newest = 1;
    room.changed();
    const before = source.state.reads;
    await Promise.all(Array.from({ length: 50 }, () => room.after('0', 10)));
    expect(source.state.reads - before).toBe(1);
  });

  it.each([
    ['none, now', null, { cursor: '9', isReset: false }],
    ['the newest', '9', { cursor: '9', isReset: false }],
    ['just before the oldest', '4', { cursor: '4', isReset: false }],
    ['too old', '3', { cursor: '9', isReset: true }],
    ['ahead of all', '10', { cursor: '9', isReset: true }],
  ])('starts from a cursor that is %s', async (_, after, start) => {
    expect(await createRoom(log(5, 9), () => undefined).start(after)).toEqual(start);
  });

  it('starts from nothing kept, too', async () => {
    expect(await createRoom(log(10, 9), () => undefined).start('9')).toEqual({ cursor: '9', isReset: false });
    expect(await createRoom(log(10, 9), () => undefined).start('8')).toEqual({ cursor: '9', isReset: true });
  });
});
