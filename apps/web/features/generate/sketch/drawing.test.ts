import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Change,
  changed,
  type Drawing,
  drawingSchema,
  emptyDrawing,
  extended,
  isBlank,
  type Mark,
  strokesOf,
  thicknessAt,
} from './drawing.ts';

const stroke = (x: number, tool: 'pen' | 'eraser' = 'pen') =>
  ({ kind: 'stroke', tool, colour: '#111111', thicknessPx: 8, points: [[x, 0, 0.5]] }) satisfies Mark;
const made = (mark: Mark): Change => ({ type: 'made', mark });
const after = (...changes: Change[]): Drawing => changes.reduce(changed, emptyDrawing);

describe('a drawing', () => {
  it('takes back what was done last, and does it again', () => {
    const two = after(made(stroke(1)), made(stroke(2)));
    const one = changed(two, { type: 'undone' });
    expect(strokesOf(one)).toEqual([stroke(1)]);
    expect(changed(one, { type: 'redone' })).toEqual(two);
  });

  it('brings everything back when clearing is undone', () => {
    const cleared = after(made(stroke(1)), made(stroke(2)), made({ kind: 'clear' }));
    expect(isBlank(cleared)).toBe(true);
    expect(strokesOf(changed(cleared, { type: 'undone' }))).toHaveLength(2);
  });

  it('does nothing to clear paper that is blank, and counts what was only rubbed out as blank', () => {
    expect(after(made({ kind: 'clear' }))).toEqual(emptyDrawing);
    expect(isBlank(after(made(stroke(1, 'eraser'))))).toBe(true);
    expect(isBlank(after(made(stroke(1))))).toBe(false);
  });

  it('forgets what was undone when something new is drawn', () => {
    const drawing = after(made(stroke(1)), { type: 'undone' }, made(stroke(2)));
    expect(changed(drawing, { type: 'redone' })).toBe(drawing);
  });

  it('leaves out points that say nothing new', () => {
    const long = extended(extended(stroke(0), [1, 0, 0.5]), [5, 0, 0.5]);
    expect(long.points).toEqual([
      [0, 0, 0.5],
      [5, 0, 0.5],
    ]);
  });

  it('draws thicker where a pen is pressed harder, and rubs out evenly', () => {
    expect(thicknessAt(stroke(0), [0, 0, 0.5])).toBe(8);
    expect(thicknessAt(stroke(0), [0, 0, 1])).toBeGreaterThan(8);
    expect(thicknessAt(stroke(0, 'eraser'), [0, 0, 1])).toBe(8);
  });

  it('is the same again after as many undos as redos, whatever was done', () => {
    const change = fc.oneof(
      fc.integer({ min: 0, max: 1024 }).map((x) => made(stroke(x))),
      fc.constant<Change>(made({ kind: 'clear' })),
      fc.constant<Change>({ type: 'undone' }),
      fc.constant<Change>({ type: 'redone' }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.nat(10), (changes, steps) => {
        const drawing = changes.reduce(changed, emptyDrawing);
        const possible = Math.min(steps, drawing.marks.length);
        let now = drawing;
        for (let step = 0; step < possible; step += 1) now = changed(now, { type: 'undone' });
        expect(now.marks).toHaveLength(drawing.marks.length - possible);
        for (let step = 0; step < possible; step += 1) now = changed(now, { type: 'redone' });
        expect(now).toEqual(drawing);
        expect(drawingSchema.parse(JSON.parse(JSON.stringify(drawing)))).toEqual(drawing);
      }),
      { numRuns: 1000 },
    );
  });
});
