import type { Generation } from '@forecourt/sdk/contract';
import type { QueryClient } from '@tanstack/react-query';
import { type CachedPages, mapItems, mapPages } from './cached-photos.ts';
import { queryKeys } from './keys.ts';

/** Takes in a generation as the server says it is, wherever it is kept; one that is new in a known tree grows there. */
export function keepGeneration(queryClient: QueryClient, generation: Generation): void {
  const { id, rootId, state } = generation;
  queryClient.setQueryData<Generation>(queryKeys.generation(id), generation);
  queryClient.setQueryData<readonly Generation[]>(queryKeys.generationTree(rootId), (tree) => {
    if (tree === undefined) return undefined;
    return tree.some((old) => old.id === id) ? mapItems(tree, (old) => (old.id === id ? generation : old)) : [...tree, generation];
  });
  forEachPage(queryClient, (old) => (old.id === id ? generation : old));
  // What took shape is there now, or never will be.
  const previewKey = queryKeys.generationPreview(id);
  if (state !== 'working' && queryClient.getQueryData(previewKey)) queryClient.setQueryData<string | null>(previewKey, null);
}

/** Takes a generation out of everything that is kept, with all that went on from it. */
export function forgetGeneration(queryClient: QueryClient, id: string, rootId: string): void {
  queryClient.removeQueries({ queryKey: queryKeys.generation(id) });
  queryClient.setQueryData<readonly Generation[]>(queryKeys.generationTree(rootId), (tree) => {
    if (tree === undefined) return undefined;
    const gone = new Set([id]);
    for (let before = 0; before !== gone.size; ) {
      before = gone.size;
      for (const each of tree) if (each.parentId !== null && gone.has(each.parentId)) gone.add(each.id);
    }
    return tree.filter((each) => !gone.has(each.id));
  });
  forEachPage(queryClient, (old) => (old.id === id ? undefined : old));
}

export interface GenerationProgress {
  readonly id: string;
  readonly stage: string;
  readonly share: number;
  /** A small picture of what is there so far, as a data URL. */
  readonly preview: string | null;
}

/** Takes in how far one is, told on the way and kept nowhere else. */
export function advanceGeneration(queryClient: QueryClient, { id, stage, share, preview }: GenerationProgress): void {
  const advance = (old: Generation): Generation =>
    old.id === id && old.state === 'working' ? { ...old, progress: { stage, share } } : old;
  queryClient.setQueryData<Generation>(queryKeys.generation(id), (old) => old && advance(old));
  queryClient.setQueriesData<readonly Generation[]>({ queryKey: ['generations', 'tree'] }, (tree) => tree && mapItems(tree, advance));
  forEachPage(queryClient, advance);
  if (preview !== null) queryClient.setQueryData<string | null>(queryKeys.generationPreview(id), preview);
}

function forEachPage(queryClient: QueryClient, change: (generation: Generation) => Generation | undefined): void {
  queryClient.setQueriesData<CachedPages<Generation>>({ queryKey: ['generations', 'list'] }, (pages) => pages && mapPages(pages, change));
}
