import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { createClient } from '../client/index.ts';
import { systemClock } from '../clock/clock.ts';
import { createUploader } from '../uploads/index.ts';
import { folderStorage } from '../uploads/node/index.ts';
import { openJournal } from './journal/journal.ts';
import { lockSyncFolder } from './journal/lock.ts';
import { fetchResults } from './results/fetch-results.ts';
import { oneVehicle } from './vehicles.ts';

describe('a folder that other programs work in', () => {
  it('gets every cutout but the one that cannot be replaced, and says which', async () => {
    await using folder = await temporaryFolder();
    await using stack = new AsyncDisposableStack();
    const contents = new Map(['one', 'two', 'three'].map((text) => [createHash('sha256').update(text).digest('hex'), text]));
    const server = createServer((request, response) => response.end(contents.get(/[0-9a-f]{64}/.exec(request.url ?? '')?.[0] ?? '')));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    stack.defer(() => void server.close());
    const client = createClient({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, key: 'fck_test' });
    const uploader = stack.use(createUploader({ client, storage: folderStorage(join(folder.path, 'uploads')) }));
    const journal = openJournal(folder.path);
    stack.defer(() => journal.close());
    const results = join(folder.path, 'results');
    // Stands in the place of a file that an editor holds: nothing can take its place.
    await mkdir(join(results, 'photo-1.png', 'held'), { recursive: true });
    for (const [index, sha256] of [...contents.keys()].entries())
      journal.results.want({ photoId: `photo-${index}`, sha256, type: 'image/png' });
    const parts = {
      ...{ client, uploader, journal, folder: folder.path, results, vehicles: oneVehicle('v'), deletions: 'keep' as const },
      ...{ parallel: 1, goneAfterMs: 0, clock: systemClock, isPaused: () => false, tell: () => undefined, seen: () => undefined },
      step: async () => undefined,
    };
    const signal = new AbortController().signal;
    await expect(fetchResults(parts, results, signal)).rejects.toMatchObject({ message: expect.stringContaining('photo-1.png') });
    expect(await readFile(join(results, 'photo-0.png'), 'utf8')).toBe('one');
    expect(await readFile(join(results, 'photo-2.png'), 'utf8')).toBe('three');
    expect(journal.results.wanted(10).map(({ photoId }) => photoId)).toEqual(['photo-1']);
  });

  it.skipIf(process.platform !== 'linux')(
    'is locked beside its journal where nothing can be written into it, and for one process all the same',
    async () => {
      await using state = await temporaryFolder();
      // Not even root may make a file there.
      const folder = '/proc/self/task';
      const lock = lockSyncFolder(folder, state.path);
      expect(() => lockSyncFolder(folder, state.path)).toThrow(expect.objectContaining({ code: 'SYNC_FOLDER_IN_USE' }));
      lock.release();
      lockSyncFolder(folder, state.path).release();
    },
  );
});
