import { expect, it } from 'vitest';
import type { ForecourtEvent, Generation } from '../contract/index.ts';
import { generationsOf } from './generations.ts';

const at = '2026-01-01T00:00:00Z';

function generation(id: string, change: Partial<Generation> = {}): Generation {
  const nothing = {
    parentResultId: null,
    provider: null,
    model: null,
    mask: null,
    mergedWith: null,
    position: null,
    progress: null,
  } as const;
  const never = {
    nextTryAt: null,
    problem: null,
    estimate: null,
    made: null,
    correlationId: null,
    startedAt: null,
    finishedAt: null,
  } as const;
  const words = { prompt: 'a car', count: 1, transparent: false, format: 'png' } as const;
  const lists = { childIds: [], inputs: [], attempts: [], results: [] };
  const facts = { rootId: 'a', parentId: null, vehicleId: null, operation: 'generateImage', state: 'working', jobId: 'j' } as const;
  return { id, ...nothing, ...never, ...lists, ...facts, parameters: words, priority: 0, tries: 0, by: 'Ann', createdAt: at, ...change };
}

const { apply } = generationsOf({ rootId: 'a' });
const changed = (data: Generation): ForecourtEvent => ({ type: 'generation.changed', id: '1', at, data });

it('keeps a tree of generations true by events: in order, with their children, and without those of other trees', () => {
  const [root, child] = [generation('a'), generation('b', { parentId: 'a' })];
  const grown = [changed(child), changed(generation('x', { rootId: 'x' })), changed(child)].reduce(apply, [root]);
  expect(grown.map(({ id, childIds }) => [id, childIds])).toEqual([
    ['a', ['b']],
    ['b', []],
  ]);
  const gone = apply(grown, { type: 'generation.deleted', id: '2', at, data: { id: 'b', rootId: 'a' } });
  expect(gone.map(({ id, childIds }) => [id, childIds])).toEqual([['a', []]]);
});

it('shows how far one is, as long as it is under way', () => {
  const progress = (id: string): ForecourtEvent => ({
    ...{ type: 'generation.progressed', at },
    data: { id, stage: 'inference', share: 0.4, preview: null },
  });
  const shown = [progress('a'), progress('b')].reduce(apply, [generation('a'), generation('b', { state: 'done' })]);
  expect(shown.map((one) => one.progress)).toEqual([{ stage: 'inference', share: 0.4 }, null]);
});
