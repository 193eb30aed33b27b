import { actionSchema, reportSchema } from '@forecourt/quality';
import { describe, expect, it } from 'vitest';
import { cutoutFixture, defectFixture } from '../photos/photo-fixture.ts';
import { keepGround, readGround } from './grounds.ts';
import { firstRemedy, measureInWords, remedyOf, scoreInWords } from './words.ts';

function report(changes: Record<string, unknown> = {}) {
  return reportSchema.parse(cutoutFixture(changes).report);
}

describe('what is suggested', () => {
  it('is a button only where pressing it does something', () => {
    expect(remedyOf({ action: 'try_careful_mode' }, false).kind).toBe('redo-carefully');
    expect(remedyOf({ action: 'try_careful_mode' }, true).kind).toBe('advice');
    expect(remedyOf({ action: 'retake_photo' }, false).kind).toBe('advice');
  });

  it('never leaves a person without a word', () => {
    for (const action of actionSchema.options) expect(remedyOf({ action }, true).label).not.toBe('');
  });

  it('is found behind suggestions that need a person', () => {
    const both = report({ defects: [defectFixture({ action: 'retake_photo' }), defectFixture({ action: 'refine_edges' })] });
    expect(firstRemedy(both, false)).toEqual({ kind: 'redo-carefully', label: 'Redo with more care' });
    expect(firstRemedy(both, true)).toBeNull();
    expect(firstRemedy(report(), false)).toBeNull();
  });
});

describe('a score in words', () => {
  it('names what cost the most', () => {
    expect(scoreInWords(report())).toBe('Most was lost on the edges.');
    expect(scoreInWords(report({ aspects: { edges: 99, colour: null, completeness: 98, cleanliness: 99, alpha: 100, photo: null } }))).toBe(
      'Nothing of note was found.',
    );
  });

  it('gives measures the digits they deserve', () => {
    expect(measureInWords({ measure: { name: 'edge off by', value: 4.23, unit: 'px' } })).toBe('Edge off by: 4.2 px');
    expect(measureInWords({ measure: { name: 'x', value: 0.333, unit: 'of 1' } })).toBe('X: 33 %');
    expect(measureInWords({ measure: { name: 'x', value: 42.3, unit: '' } })).toBe('X: 42');
  });
});

describe('the ground', () => {
  it('is grey until somebody chose another, and stays chosen', () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    expect(readGround(storage)).toBe('grey');
    keepGround(storage, 'checker');
    expect(readGround(storage)).toBe('checker');
    kept.set('forecourt.ground', 'tartan');
    expect(readGround(storage)).toBe('grey');
  });
});
