import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptySession, nearby, nextSession, type Session, type Step, sessionProgress } from './session.ts';

function after(steps: readonly Step[], from: Session = emptySession): Session {
  return steps.reduce(nextSession, from);
}

const three = after([{ type: 'arrived', ids: ['a', 'b', 'c'] }]);

describe('a session of reviewing', () => {
  it('begins with the first and goes to the next open one', () => {
    expect(three.current).toBe('a');
    const two = after(
      [
        { type: 'decided', id: 'a', outcome: 'approve' },
        { type: 'moved', by: 1 },
        { type: 'decided', id: 'c', outcome: 'reject' },
      ],
      three,
    );
    expect(two.current).toBe('b');
    expect(sessionProgress(two)).toEqual({ total: 3, place: 2, open: 1, isFinished: false, approved: 1, rejected: 1 });
  });

  it('ends when nothing is open, and goes on when something arrives', () => {
    const end = after(
      ['a', 'b', 'c'].map((id) => ({ type: 'decided', id, outcome: 'approve' })),
      three,
    );
    expect(sessionProgress(end)).toMatchObject({ isFinished: true, approved: 3 });
    expect(nextSession(end, { type: 'arrived', ids: ['d'] }).current).toBe('d');
  });

  it('puts the picture of an undone decision in front again', () => {
    const undone = after(
      [
        { type: 'decided', id: 'a', outcome: 'approve' },
        { type: 'reopened', id: 'a', isInFront: true },
      ],
      three,
    );
    expect(undone).toEqual(three);
  });

  it('opens a picture again whose decision was refused, and leaves the eye where it is', () => {
    const refused = after(
      [
        { type: 'decided', id: 'a', outcome: 'approve' },
        { type: 'reopened', id: 'a', isInFront: false },
      ],
      three,
    );
    expect(refused.current).toBe('b');
    expect(sessionProgress(refused).open).toBe(3);
  });

  it('does not move the eye when somebody else decides another picture', () => {
    const left = nextSession(three, { type: 'left', id: 'b' });
    expect(left.current).toBe('a');
    expect(nextSession(left, { type: 'decided', id: 'a', outcome: 'approve' }).current).toBe('c');
  });

  it('opens a picture again that comes back with a new cutout', () => {
    const redone = nextSession(three, { type: 'decided', id: 'a', outcome: 'redo' });
    expect(redone.history).toEqual([]);
    expect(sessionProgress(nextSession(redone, { type: 'arrived', ids: ['a'] })).open).toBe(3);
  });

  it('fetches what is likely next', () => {
    expect(nearby(three)).toEqual(['b', 'c']);
    expect(
      nearby(
        after(
          [
            { type: 'chosen', id: 'b' },
            { type: 'decided', id: 'c', outcome: 'approve' },
          ],
          three,
        ),
      ),
    ).toEqual(['a', 'c']);
  });

  it('never loses a picture, nor shows one that is not there', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const step: fc.Arbitrary<Step> = fc.oneof(
      fc.record({ type: fc.constant('arrived' as const), ids: fc.uniqueArray(id) }),
      fc.record({
        type: fc.constant('decided' as const),
        id,
        outcome: fc.constantFrom('approve' as const, 'reject' as const, 'redo' as const),
      }),
      fc.record({ type: fc.constant('reopened' as const), id, isInFront: fc.boolean() }),
      fc.record({ type: fc.constant('left' as const), id }),
      fc.record({ type: fc.constant('moved' as const), by: fc.constantFrom(1 as const, -1 as const) }),
      fc.record({ type: fc.constant('chosen' as const), id }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let session = emptySession;
        for (const one of steps) {
          const ids = session.ids;
          if (one.type === 'decided' && !ids.includes(one.id)) continue;
          session = nextSession(session, one);
          expect(session.ids.slice(0, ids.length)).toEqual(ids);
          expect(new Set(session.ids).size).toBe(session.ids.length);
          expect(session.current === null ? session.ids.length === 0 : session.ids.includes(session.current)).toBe(true);
        }
      }),
    );
  });
});
