import { describe, expect, it } from 'vitest';
import { generationFixture } from './generation-fixture.ts';
import { differences, inOrder, origin, stepFrom, treeOf } from './tree.ts';

const at = (second: number) => `2026-11-21T10:00:0${second}Z`;
const result = (id: string) => ({
  ...{ id, revisedPrompt: null, seed: null, isFavourite: false, photoId: null },
  asset: { sha256: id.repeat(64).slice(0, 64), bytes: 1, type: 'image/png', widthPx: 1, heightPx: 1, placeholder: null, createdAt: at(0) },
});
const root = generationFixture('root', { createdAt: at(0), results: [result('a')] });
const night = generationFixture('night', { createdAt: at(1), parentId: 'root', parentResultId: 'a', results: [result('b')] });
const rain = generationFixture('rain', { createdAt: at(2), parentId: 'night', parentResultId: 'b' });
const day = generationFixture('day', { createdAt: at(3), parentId: 'root', parentResultId: 'a' });
const all = [day, rain, night, root];

describe('the tree of pictures', () => {
  const tree = treeOf(all, 'root');
  if (tree === null) throw new Error('The tree has its root.');

  it('has each below the one that it went on from, oldest first', () => {
    expect(inOrder(tree).map(({ generation, depth }) => [generation.id, depth])).toEqual([
      ['root', 0],
      ['night', 1],
      ['rain', 2],
      ['day', 1],
    ]);
  });

  it('leads by keys to the next one, into a branch and back', () => {
    expect(stepFrom(tree, 'root', 'child')).toBe('night');
    expect(stepFrom(tree, 'rain', 'next')).toBe('day');
    expect(stepFrom(tree, 'day', 'previous')).toBe('rain');
    expect(stepFrom(tree, 'day', 'parent')).toBe('root');
    expect(stepFrom(tree, 'day', 'next')).toBe('day');
    expect(stepFrom(tree, 'gone', 'next')).toBe('root');
  });

  it('knows the picture that one went on from', () => {
    expect(origin(all, night)?.result.id).toBe('a');
    expect(origin(all, root)).toBeNull();
  });

  it('is none where its beginning is not there', () => {
    expect(treeOf([day], 'root')).toBeNull();
  });

  it('says what was changed from the one above', () => {
    const stronger = generationFixture('x', { parameters: { ...root.parameters, strength: 0.8, seed: 3 } });
    expect(differences(stronger, root)).toEqual(['Strength 80 %', 'Seed 3']);
    expect(differences(root, stronger)).toEqual(['without strength', 'without seed']);
    expect(differences(root, null)).toEqual([]);
  });
});
