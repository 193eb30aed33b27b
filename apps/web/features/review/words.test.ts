import { actionSchema, reportSchema } from '@forecourt/quality';
import { describe, expect, it } from 'vitest';
import { cutoutFixture, defectFixture } from '../photos/photo-fixture.ts';
import { keepGround, readGround } from './grounds.ts';
import { firstRemedy, measureInWords, remedyOf, scoreInWords } from './words.ts';

function report(changes: Record<string, unknown> = {}) {
  return reportSchema.parse(cutoutFixture(changes).report);
}

const fresh = { triedCarefully: false, canSendOn: false };
const tried = { ...fresh, triedCarefully: true };

describe('what is suggested', () => {
  it('is a button only where pressing it does something', () => {
    expect(remedyOf({ action: 'try_careful_mode' }, fresh).kind).toBe('redo-carefully');
    expect(remedyOf({ action: 'try_careful_mode' }, tried).kind).toBe('advice');
    expect(remedyOf({ action: 'retake_photo' }, fresh).kind).toBe('advice');
    expect(remedyOf({ action: 'try_other_provider' }, fresh).kind).toBe('advice');
    expect(remedyOf({ action: 'try_other_provider' }, { ...fresh, canSendOn: true }).kind).toBe('send-on');
  });

  it('never leaves a person without a word', () => {
    for (const action of actionSchema.options) expect(remedyOf({ action }, tried).label).not.toBe('');
  });

  it('is found behind suggestions that need a person', () => {
    const both = report({ defects: [defectFixture({ action: 'retake_photo' }), defectFixture({ action: 'refine_edges' })] });
    expect(firstRemedy(both, fresh)).toEqual({ kind: 'redo-carefully', label: 'Redo with more care' });
    expect(firstRemedy(both, tried)).toBeNull();
    const others = report({ defects: [defectFixture({ action: 'try_other_provider' })] });
    expect(firstRemedy(others, { ...tried, canSendOn: true })?.kind).toBe('send-on');
    expect(firstRemedy(report(), fresh)).toBeNull();
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
