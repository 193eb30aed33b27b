import type { Generation } from '@forecourt/sdk/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { generationFixture } from '../../features/generate/generation-fixture.ts';
import { advanceGeneration, forgetGeneration, keepGeneration } from './cached-generations.ts';
import { queryKeys } from './keys.ts';
import { makeQueryClient } from './query-client.ts';

describe('trees of generated pictures that are kept', () => {
  let cache: ReturnType<typeof makeQueryClient>;
  const ids = () => cache.getQueryData<readonly Generation[]>(queryKeys.generationTree('root'))?.map(({ id }) => id);
  beforeEach(() => {
    cache = makeQueryClient();
    const night = generationFixture('night', { parentId: 'root' });
    const rain = generationFixture('rain', { parentId: 'night', state: 'working' });
    cache.setQueryData(queryKeys.generationTree('root'), [generationFixture('root'), night, rain]);
  });

  it('grow by what is new, and take in what changed', () => {
    keepGeneration(cache, generationFixture('day', { parentId: 'root' }));
    keepGeneration(cache, generationFixture('rain', { parentId: 'night', state: 'failed' }));
    expect(ids()).toEqual(['root', 'night', 'rain', 'day']);
    expect(cache.getQueryData<readonly Generation[]>(queryKeys.generationTree('root'))?.[2]?.state).toBe('failed');
  });

  it('lose a picture with all that went on from it', () => {
    forgetGeneration(cache, 'night', 'root');
    expect(ids()).toEqual(['root']);
  });

  it('show what takes shape until the picture is there', () => {
    const preview = 'data:image/webp;base64,AAAA';
    advanceGeneration(cache, { id: 'rain', stage: 'inference', share: 0.4, preview });
    expect(cache.getQueryData<readonly Generation[]>(queryKeys.generationTree('root'))?.[2]?.progress).toEqual({
      stage: 'inference',
      share: 0.4,
    });
    expect(cache.getQueryData(queryKeys.generationPreview('rain'))).toBe(preview);
    keepGeneration(cache, generationFixture('rain', { parentId: 'night' }));
    expect(cache.getQueryData(queryKeys.generationPreview('rain'))).toBeNull();
  });

  it('take no progress of one that has ended', () => {
    advanceGeneration(cache, { id: 'night', stage: 'inference', share: 0.4, preview: null });
    expect(cache.getQueryData<readonly Generation[]>(queryKeys.generationTree('root'))?.[1]?.progress).toBeNull();
  });
});
