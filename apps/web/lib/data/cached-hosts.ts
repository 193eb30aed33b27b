import type {
  Execution,
  ExecutionDetail,
  ForecourtEvent,
  HostDetail,
  HostJobEvent,
  HostStatus,
  SyncFolder,
  Transfer,
} from '@forecourt/sdk/contract';
import type { QueryClient } from '@tanstack/react-query';
import { type CachedPages, mapItems, mapPages } from './cached-photos.ts';
import { type ExecutionFilter, queryKeys } from './keys.ts';

const types = [
  'host.changed',
  'host.probed',
  'script.changed',
  'execution.changed',
  'execution.logged',
  'transfer.progressed',
  'sync.changed',
] as const;
type HostEvent = Extract<ForecourtEvent, { readonly type: (typeof types)[number] }>;

/** Whether an event is about hosts and what they do. */
export function isHostEvent(event: ForecourtEvent): event is HostEvent {
  return types.some((type) => type === event.type);
}

/** Brings what is kept of hosts, scripts, runs, transfers and folders up to date with an event. */
export function applyHostEvent(queryClient: QueryClient, event: HostEvent, markStale: (key: readonly unknown[]) => void): void {
  switch (event.type) {
    case 'host.changed':
      if (!keepHost(queryClient, event.data)) markStale(queryKeys.hostList);
      // History, keys and the strip of uptime, which the event does not carry.
      markStale(queryKeys.host(event.data.id));
      markStale(queryKeys.enrolments);
      break;
    case 'host.probed':
      keepHost(queryClient, event.data);
      break;
    case 'script.changed':
      markStale(queryKeys.scripts);
      break;
    case 'execution.changed':
      keepExecution(queryClient, event.data);
      markStale(['executions', 'list']);
      // Files and what came of each.
      if (event.data.finishedAt !== null) markStale(queryKeys.execution(event.data.id));
      break;
    case 'execution.logged':
      if (!keepLog(queryClient, event.data.id, event.data.events)) markStale(queryKeys.execution(event.data.id));
      break;
    case 'transfer.progressed':
      keepTransfer(queryClient, event.data);
      break;
    case 'sync.changed':
      keepFolder(queryClient, event.data);
      break;
  }
}

/** Takes in a host as it is now. @returns whether it was known to the lists that are kept */
export function keepHost(queryClient: QueryClient, host: HostStatus): boolean {
  let isKnown = true;
  queryClient.setQueryData<HostDetail>(queryKeys.host(host.id), (old) => old && { ...old, ...host });
  queryClient.setQueryData<CachedPages<HostStatus>>(queryKeys.hostList, (pages) => {
    if (pages === undefined) return undefined;
    isKnown = pages.pages.some(({ items }) => items.some(({ id }) => id === host.id));
    return mapPages(pages, (old) => (old.id === host.id ? host : old));
  });
  return isKnown;
}

/** Takes in a run as it is now: in place where it is shown, out of lists that it does not belong to any more. */
export function keepExecution(queryClient: QueryClient, execution: Execution): void {
  queryClient.setQueryData<ExecutionDetail>(queryKeys.execution(execution.id), (old) => old && { ...old, ...execution });
  for (const [key] of queryClient.getQueriesData<CachedPages<Execution>>({ queryKey: ['executions', 'list'] })) {
    const state = stateOf(key[2]);
    queryClient.setQueryData<CachedPages<Execution>>(key, (pages) => {
      const change = (old: Execution) =>
        old.id !== execution.id ? old : state === undefined || state === execution.state ? execution : undefined;
      return pages && mapPages(pages, change);
    });
  }
}

function stateOf(filter: unknown): ExecutionFilter['state'] | string {
  return typeof filter === 'object' && filter !== null && 'state' in filter && typeof filter.state === 'string' ? filter.state : undefined;
}

/** As many events as the server itself gives of a log. */
const mostEvents = 2_000;

/**
 * Adds what was logged, each event once, and takes from it how far the run is. @returns whether nothing is missing between what is
 * kept and what came
 */
export function keepLog(queryClient: QueryClient, executionId: string, events: readonly HostJobEvent[]): boolean {
  let isWhole = true;
  queryClient.setQueryData<ExecutionDetail>(queryKeys.execution(executionId), (old) => {
    if (old === undefined) return undefined;
    const last = old.log.at(-1)?.sequence ?? 0;
    const fresh = events.filter(({ sequence }) => sequence > last);
    const [first] = fresh;
    if (first === undefined) return old;
    isWhole = first.sequence === last + 1;
    const progress = fresh.findLast((event) => event.type === 'progress');
    return {
      ...old,
      log: [...old.log, ...fresh].slice(-mostEvents),
      ...(progress && { progress: { stage: progress.stage, share: progress.share } }),
    };
  });
  return isWhole;
}

/** Takes in how far a file is; one that begins stands in front. */
export function keepTransfer(queryClient: QueryClient, transfer: Transfer): void {
  for (const [key] of queryClient.getQueriesData<CachedPages<Transfer>>({ queryKey: ['host-transfers'] })) {
    if (key[1] !== null && key[1] !== transfer.hostId) continue;
    queryClient.setQueryData<CachedPages<Transfer>>(key, (pages) => {
      const [first, ...others] = pages?.pages ?? [];
      if (pages === undefined || first === undefined) return pages;
      const isKnown = pages.pages.some(({ items }) => items.some(({ id }) => id === transfer.id));
      if (isKnown) return mapPages(pages, (old) => (old.id === transfer.id ? transfer : old));
      return { ...pages, pages: [{ ...first, items: [transfer, ...first.items] }, ...others] };
    });
  }
}

/** Takes in what a computer says of a folder; a new one stands last until the list is asked for again. */
export function keepFolder(queryClient: QueryClient, folder: SyncFolder): void {
  queryClient.setQueryData<readonly SyncFolder[]>(queryKeys.syncFolders, (old) => {
    if (old === undefined) return undefined;
    return old.some(({ id }) => id === folder.id) ? mapItems(old, (one) => (one.id === folder.id ? folder : one)) : [...old, folder];
  });
}
