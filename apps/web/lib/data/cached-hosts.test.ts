import type { ExecutionDetail, ForecourtEvent, HostDetail, HostJobEvent, HostStatus, SyncFolder, Transfer } from '@forecourt/sdk/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { applyHostEvent, isHostEvent, keepLog } from './cached-hosts.ts';
import type { CachedPages } from './cached-photos.ts';
import { queryKeys } from './keys.ts';
import { makeQueryClient } from './query-client.ts';

const at = '2026-11-21T12:00:00.000Z';
const host: HostStatus = {
  ...{ id: 'office', name: 'Office PC', mode: 'agent', state: 'online', platform: 'win32', version: '1.0.0', isOutdated: false, roads: [] },
  ...{
    operations: ['removeBackground'],
    capacity: null,
    medianMs: null,
    uptime: { day: 1, month: 1, target: 0.999 },
    addresses: [],
    ssh: null,
    clockOffsetMs: 0,
  },
  ...{ lastSeenAt: at, createdAt: at, updatedAt: at },
};
const run: ExecutionDetail = {
  ...{ id: 'run', hostId: 'office', hostName: 'Office PC', operation: 'script', script: null, road: 'relay', state: 'running' },
  ...{ progress: null, inputs: 0, outputs: 0, attempts: 1, exitCode: null, problem: null, startedBy: 'Ann', photoId: null },
  ...{ createdAt: at, startedAt: at, finishedAt: null, parameters: {}, whatIf: false, files: [], log: [], logBytes: 0 },
};
const transfer: Transfer = {
  ...{ id: 'one', hostId: 'office', hostName: 'Office PC', direction: 'to-host', sha256: null, name: 'a.jpg', bytes: 10, doneBytes: 0 },
  ...{
    bytesPerSecond: null,
    remainingMs: null,
    road: 'relay',
    resumed: 0,
    state: 'running',
    problem: null,
    startedAt: at,
    finishedAt: null,
  },
};
const line = (sequence: number): HostJobEvent => ({ sequence, at, type: 'log', stream: 'out', text: `line ${sequence}` });
const pages = <Item>(...items: Item[]): CachedPages<Item> => ({ pages: [{ items, nextCursor: null }], pageParams: [null] });

describe('what is kept of hosts', () => {
  let cache: ReturnType<typeof makeQueryClient>;
  let stale: (readonly unknown[])[];
  const tell = (event: ForecourtEvent) => isHostEvent(event) && applyHostEvent(cache, event, (key) => stale.push(key));
  const items = <Item>(key: readonly unknown[]) => cache.getQueryData<CachedPages<Item>>(key)?.pages.flatMap((page) => page.items);
  beforeEach(() => {
    cache = makeQueryClient();
    stale = [];
  });

  it('follows probes in the list and on the page of a host, without asking again', () => {
    cache.setQueryData(queryKeys.hostList, pages(host));
    cache.setQueryData<Partial<HostDetail>>(queryKeys.host('office'), { ...host, events: [] });
    tell({ type: 'host.probed', at, data: { ...host, medianMs: 900 } });
    expect(items<HostStatus>(queryKeys.hostList)?.[0]?.medianMs).toBe(900);
    expect(cache.getQueryData<HostDetail>(queryKeys.host('office'))).toMatchObject({ medianMs: 900, events: [] });
    expect(stale).toEqual([]);
  });

  it('asks for the list again where a host is new, and for its history when something happened to it', () => {
    cache.setQueryData(queryKeys.hostList, pages(host));
    tell({ id: '1', type: 'host.changed', at, data: { ...host, id: 'lot', name: 'Lot laptop' } });
    expect(stale).toContainEqual(queryKeys.hostList);
    expect(stale).toContainEqual(queryKeys.host('lot'));
    stale = [];
    tell({ id: '2', type: 'host.changed', at, data: { ...host, state: 'offline' } });
    expect(stale).not.toContainEqual(queryKeys.hostList);
    expect(items<HostStatus>(queryKeys.hostList)?.[0]?.state).toBe('offline');
  });

  it('adds each line of a log once, with the progress in it, and says when one is missing', () => {
    cache.setQueryData(queryKeys.execution('run'), { ...run, log: [line(1), line(2)] });
    const progress: HostJobEvent = { sequence: 4, at, type: 'progress', stage: 'front.jpg', share: 0.5 };
    expect(keepLog(cache, 'run', [line(2), line(3), progress])).toBe(true);
    const kept = cache.getQueryData<ExecutionDetail>(queryKeys.execution('run'));
    expect(kept?.log.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    expect(kept?.progress).toEqual({ stage: 'front.jpg', share: 0.5 });
    expect(keepLog(cache, 'run', [line(9)])).toBe(false);
    tell({ type: 'execution.logged', at, data: { id: 'run', events: [line(20)] } });
    expect(stale).toEqual([queryKeys.execution('run')]);
  });

  it('takes a run out of the list of a state that it has no more', () => {
    const running = queryKeys.executionList({ state: 'running' });
    const all = queryKeys.executionList({});
    for (const key of [running, all]) cache.setQueryData(key, pages(run));
    tell({ id: '3', type: 'execution.changed', at, data: { ...run, state: 'done', finishedAt: at } });
    expect(items(running)).toEqual([]);
    expect(items<ExecutionDetail>(all)?.[0]?.state).toBe('done');
    expect(stale).toContainEqual(queryKeys.execution('run'));
  });

  it('puts a file that begins in front, and only into lists that are about its host', () => {
    const lists = [null, 'office', 'lot'].map((hostId) => queryKeys.hostTransfers(hostId));
    for (const key of lists) cache.setQueryData(key, pages<Transfer>());
    tell({ type: 'transfer.progressed', at, data: transfer });
    tell({ type: 'transfer.progressed', at, data: { ...transfer, id: 'two' } });
    tell({ type: 'transfer.progressed', at, data: { ...transfer, doneBytes: 5 } });
    expect(lists.map((key) => items<Transfer>(key)?.map(({ id, doneBytes }) => [id, doneBytes]))).toEqual([
      [
        ['two', 0],
        ['one', 5],
      ],
      [
        ['two', 0],
        ['one', 5],
      ],
      [],
    ]);
  });

  it('follows folders, new ones among them', () => {
    const folder: SyncFolder = {
      ...{ id: 'f', computer: 'PC', folder: 'D:', results: null, state: 'working', deletions: 'keep', files: 1, waiting: 1, sent: 0 },
      ...{ fetched: 0, conflicts: 0, bytesPerSecond: null, problem: null, isPaused: false, isThere: true, reportedAt: at, createdAt: at },
    };
    cache.setQueryData(queryKeys.syncFolders, []);
    tell({ id: '4', type: 'sync.changed', at, data: folder });
    tell({ id: '5', type: 'sync.changed', at, data: { ...folder, state: 'in-step' } });
    expect(cache.getQueryData<readonly SyncFolder[]>(queryKeys.syncFolders)?.map(({ state }) => state)).toEqual(['in-step']);
  });
});
