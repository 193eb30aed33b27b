import type { Photo } from '@forecourt/sdk/contract';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { queryKeys } from './keys.ts';

/** One page of a list as the client answers it. */
export interface CachedPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}
export type CachedPages<Item> = InfiniteData<CachedPage<Item>, string | null>;

/** Changes the items of every page; pages in which nothing changed stay the same object, so that their rows do not draw again. */
export function mapPages<Item>(data: CachedPages<Item>, change: (item: Item) => Item | undefined): CachedPages<Item> {
  let isChanged = false;
  const pages = data.pages.map((page) => {
    const items = mapItems(page.items, change);
    if (items === page.items) return page;
    isChanged = true;
    return { ...page, items };
  });
  return isChanged ? { ...data, pages } : data;
}

/** The same for a plain list; undefined takes an item out. */
export function mapItems<Item>(items: readonly Item[], change: (item: Item) => Item | undefined): readonly Item[] {
  const changed = items.map(change);
  if (changed.every((item, index) => item === items[index])) return items;
  return changed.filter((item) => item !== undefined);
}

/** Changes a photo wherever it is kept, without asking the server: for what is told on the way, as progress. */
export function changePhoto(queryClient: QueryClient, photoId: string, change: (photo: Photo) => Photo): void {
  forEachPhoto(queryClient, (photo) => (photo.id === photoId ? change(photo) : photo));
}

/** Takes in a photo as the server says it is; an older version than the kept one is ignored, since events may overtake answers. */
export function keepPhoto(queryClient: QueryClient, photo: Photo): void {
  queryClient.setQueryData<Photo>(queryKeys.photo(photo.id), (old) => newer(old, photo));
  queryClient.setQueryData<readonly Photo[]>(queryKeys.vehiclePhotos(photo.vehicleId), (old) => {
    if (old === undefined) return undefined;
    if (old.some(({ id }) => id === photo.id)) {
      const next = mapItems(old, (item) => (item.id === photo.id ? newer(item, photo) : item));
      return next === old ? old : [...next].sort((a, b) => a.position - b.position);
    }
    return [...old, photo].sort((a, b) => a.position - b.position);
  });
  forEachPage(queryClient, (item) => (item.id === photo.id ? newer(item, photo) : item));
}

/** Takes a photo out of everything that is kept. */
export function forgetPhoto(queryClient: QueryClient, photoId: string, vehicleId: string): void {
  queryClient.removeQueries({ queryKey: queryKeys.photo(photoId) });
  queryClient.setQueryData<readonly Photo[]>(queryKeys.vehiclePhotos(vehicleId), (old) => old?.filter(({ id }) => id !== photoId));
  forEachPage(queryClient, (item) => (item.id === photoId ? undefined : item));
}

function newer(old: Photo | undefined, photo: Photo): Photo {
  return old === undefined || photo.version >= old.version ? photo : old;
}

function forEachPhoto(queryClient: QueryClient, change: (photo: Photo) => Photo): void {
  queryClient.setQueriesData<Photo>({ queryKey: ['photos', 'one'] }, (old) => old && change(old));
  queryClient.setQueriesData<readonly Photo[]>({ queryKey: ['photos', 'vehicle'] }, (old) => old && mapItems(old, change));
  forEachPage(queryClient, change);
}

function forEachPage(queryClient: QueryClient, change: (photo: Photo) => Photo | undefined): void {
  queryClient.setQueriesData<CachedPages<Photo>>({ queryKey: ['photos', 'state'] }, (old) => old && mapPages(old, change));
}
