import { chunkBytes, type Interrupted, kinds, runUploadChaos } from '../../e2e/chaos/upload-chaos.ts';
import { type ColumnName, postgres, redis, startColumn } from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';
import type { Soak } from './soak.ts';

const allowedResumeMs = 2000;
const allowedLockMs = 1000;

/** Uploads whose client, server or connection is killed at a random byte. */
export function uploadSoak(column: ColumnName): Soak {
  return {
    name: `uploads.${column}`,
    title: `five hundred interrupted uploads on ${column === 'grown' ? 'PostgreSQL' : 'PGlite'}: right hashes, one chunk twice at most, resumed in 2 s, no lock over 1 s`,
    count: 500,
    async run({ count, seed, signal, say }) {
      if (column === 'grown' && !(postgres.isThere && redis.isThere))
        throw new Skipped('there is no PostgreSQL or no Redis on this machine');
      await using running = await startColumn(column);
      return judge(await runUploadChaos(running, { uploads: count, seed, signal, say }));
    },
  };
}

function judge(results: readonly Interrupted[]) {
  const worst = (of: (result: Interrupted) => number | undefined) => Math.max(0, ...results.map((result) => of(result) ?? 0));
  const facts = {
    uploads: results.length,
    rightHashes: results.filter(({ isHashRight }) => isHashRight).length,
    mostResentBytes: worst(({ resentBytes }) => resentBytes),
    slowestResumeMs: Math.round(worst(({ resumedMs }) => resumedMs)),
    longestLockMs: Math.round(worst(({ lockHeldMs }) => lockHeldMs)),
  };
  const isGood =
    facts.rightHashes === facts.uploads &&
    facts.mostResentBytes <= chunkBytes &&
    facts.slowestResumeMs <= allowedResumeMs &&
    facts.longestLockMs <= allowedLockMs;
  const counts = kinds.map((kind) => `${results.filter((result) => result.kind === kind).length} ${kind}`);
  const lines = [
    `${facts.uploads} uploads interrupted (${counts.join(', ')}): ${facts.rightHashes} right hashes`,
    `sent again at most ${facts.mostResentBytes} bytes (a chunk is ${chunkBytes}), resumed within ${facts.slowestResumeMs} ms (${allowedResumeMs} allowed), locked ${facts.longestLockMs} ms at most (${allowedLockMs} allowed)`,
    isGood ? 'Every promise held.' : 'A PROMISE WAS BROKEN.',
  ];
  return { isGood, lines, facts };
}
