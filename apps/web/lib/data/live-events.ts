import type { ForecourtEvent, Job, Photo, PhotoAnalysis, Vehicle } from '@forecourt/sdk/contract';
import type { QueryClient } from '@tanstack/react-query';
import { advanceGeneration, forgetGeneration, keepGeneration } from './cached-generations.ts';
import { applyHostEvent, isHostEvent } from './cached-hosts.ts';
import { type CachedPages, changePhoto, forgetPhoto, keepPhoto, mapPages } from './cached-photos.ts';
import { queryKeys } from './keys.ts';

/**
 * Brings what is kept up to date with an event. What can be told from the event is changed in place; what cannot (counts,
 * covers, a listing, the order by doubt) is marked to be asked for again.
 */
export function applyEvent(queryClient: QueryClient, event: ForecourtEvent, markStale: (key: readonly unknown[]) => void): void {
  if (isHostEvent(event)) {
    applyHostEvent(queryClient, event, markStale);
    return;
  }
  switch (event.type) {
    case 'vehicle.created':
      markStale(queryKeys.vehicles);
      break;
    case 'vehicle.changed':
      keepVehicle(queryClient, event.data);
      markStale(queryKeys.listing(event.data.id));
      break;
    case 'vehicle.deleted':
      queryClient.removeQueries({ queryKey: queryKeys.vehicle(event.data.id) });
      queryClient.removeQueries({ queryKey: queryKeys.vehiclePhotos(event.data.id) });
      forEachVehicle(queryClient, (vehicle) => (vehicle.id === event.data.id ? undefined : vehicle));
      markStale(queryKeys.photos);
      markStale(queryKeys.jobs);
      break;
    case 'photo.added':
    case 'photo.changed':
      keepPhoto(queryClient, event.data);
      if (event.data.job !== null) keepJob(queryClient, event.data.job);
      markAround(event.data, markStale);
      markStale(queryKeys.jobs);
      markStale(queryKeys.queue);
      break;
    case 'photo.deleted':
      forgetPhoto(queryClient, event.data.id, event.data.vehicleId);
      markStale(queryKeys.vehicles);
      markStale(queryKeys.jobs);
      break;
    case 'generation.created':
      keepGeneration(queryClient, event.data);
      markStale(['generations', 'list']);
      break;
    case 'generation.changed':
      keepGeneration(queryClient, event.data);
      if (event.data.state === 'working') break;
      // An answer that is on its way may be of before.
      markStale(queryKeys.generationTree(event.data.rootId));
      markStale(['generations', 'list']);
      // What was spent or set free meanwhile.
      markStale(queryKeys.budgets);
      markStale(queryKeys.usage);
      break;
    case 'generation.deleted':
      forgetGeneration(queryClient, event.data.id, event.data.rootId);
      break;
    case 'generation.progressed':
      advanceGeneration(queryClient, event.data);
      break;
    case 'analysis.changed':
      queryClient.setQueryData<PhotoAnalysis>(queryKeys.photoAnalysis(event.data.photoId), event.data);
      break;
    case 'provider.changed':
      markStale(queryKeys.providers);
      markStale(queryKeys.generationEstimates);
      break;
    case 'budget.alerted':
      markStale(queryKeys.usage);
      markStale(queryKeys.budgets);
      markStale(queryKeys.generationEstimates);
      break;
    case 'key.created':
    case 'key.revoked':
      markStale(queryKeys.apiKeys);
      break;
    case 'error.raised':
    case 'error.changed':
    case 'error.counted':
      markStale(queryKeys.errors);
      break;
    case 'notification.raised':
    case 'notification.changed':
      markStale(queryKeys.notifications);
      break;
    case 'queue.changed':
      markStale(queryKeys.queue);
      break;
    case 'job.progressed': {
      const { jobId, photoId, stage, share } = event.data;
      const advance = (job: Job): Job => (job.id === jobId && job.state === 'working' ? { ...job, progress: { stage, share } } : job);
      forEachJob(queryClient, advance);
      changePhoto(queryClient, photoId, (photo) => withJob(photo, advance));
      break;
    }
    case 'stream.reset':
      markStale([]);
      break;
    case 'stream.opened':
      break;
  }
}

function withJob(photo: Photo, change: (job: Job) => Job): Photo {
  if (photo.job === null) return photo;
  const job = change(photo.job);
  return job === photo.job ? photo : { ...photo, job };
}

/** A photo's change also moves its vehicle's counts and cover, its listing, and the lists by state. */
function markAround(photo: Photo, markStale: (key: readonly unknown[]) => void): void {
  markStale(queryKeys.vehicles);
  markStale(queryKeys.photosInState('review'));
  if (photo.state !== 'review') markStale(queryKeys.photosInState(photo.state));
}

function keepVehicle(queryClient: QueryClient, vehicle: Vehicle): void {
  queryClient.setQueryData<Vehicle>(queryKeys.vehicle(vehicle.id), vehicle);
  forEachVehicle(queryClient, (old) => (old.id === vehicle.id ? vehicle : old));
}

function forEachVehicle(queryClient: QueryClient, change: (vehicle: Vehicle) => Vehicle | undefined): void {
  queryClient.setQueriesData<CachedPages<Vehicle>>({ queryKey: ['vehicles', 'list'] }, (old) => old && mapPages(old, change));
}

/** Takes in a job as it is now: out of the lists of other states, in place in its own. New ones in a list are asked for. */
export function keepJob(queryClient: QueryClient, job: Job): void {
  for (const [key] of queryClient.getQueriesData<CachedPages<Job>>({ queryKey: ['jobs', 'list'] })) {
    const state = key[2];
    queryClient.setQueryData<CachedPages<Job>>(key, (pages) => {
      return pages && mapPages(pages, (old) => (old.id !== job.id ? old : state === null || state === job.state ? job : undefined));
    });
  }
}

function forEachJob(queryClient: QueryClient, change: (job: Job) => Job): void {
  queryClient.setQueriesData<CachedPages<Job>>({ queryKey: ['jobs', 'list'] }, (old) => old && mapPages(old, change));
}
