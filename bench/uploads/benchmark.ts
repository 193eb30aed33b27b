import type { Benchmark } from '../benchmark.ts';
import { alternately, compare } from '../measure.ts';
import { changeFiles, makeFiles } from './files.ts';
import { sendOurs, sendPlain } from './senders.ts';
import { startServers } from './servers.ts';

export interface UploadCase {
  readonly name: string;
  readonly title: string;
  readonly count: number;
  readonly bytes: number;
  /** At least this share of the plain PUT's speed. */
  readonly limit: number;
  readonly repeat: number;
}

/** A benchmark that sends so many files of so many bytes, in turn with us and by plain PUT. */
export function uploadBenchmark({ name, title, count, bytes, limit, repeat }: UploadCase): Benchmark {
  return {
    name,
    title,
    target: { field: 'ratio', bound: 'at least', limit },
    repeat,
    async run(context) {
      await using servers = await startServers(context.signal);
      const paths = await makeFiles(servers.folder, count, bytes);
      const megabytes = (count * bytes) / 1e6;
      const pairs = await alternately(context, {
        unit: 'MB/s',
        async ours() {
          await changeFiles(paths);
          return (megabytes / (await sendOurs(servers, paths))) * 1000;
        },
        peer: async () => (megabytes / (await sendPlain(servers, paths))) * 1000,
      });
      const details = [
        `${count} × ${bytes / 1e6} MB over loopback, 3 files at once; ours: SHA-256 of the whole at both ends and a checksum of each chunk, rows in PGlite, synced to the disk`,
        'plain PUT: SHA-256 at the server only, nothing synced, nothing kept about it',
      ];
      return compare(pairs, { unit: 'MB/s', peer: 'plain PUT with SHA-256', better: 'more', details });
    },
  };
}
