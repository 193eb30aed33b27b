import { ForecourtError } from '@forecourt/errors';
import type { HostItem, HostJobWish } from '../../contract/index.ts';
import type { Host, TransferProgress } from '../../remote/host.ts';
import { bytesSource, hostError, memoryTarget } from '../../remote/index.ts';
import type { Progress } from '../provider.ts';
import type { Collector } from './collector.ts';

/** What a host makes one picture of. */
export interface HostWork {
  readonly key: string;
  readonly wish: HostJobWish;
  readonly photo: { readonly bytes: Uint8Array; readonly name: string };
  readonly signal: AbortSignal;
  tell(progress: Progress): void;
  /** Told once the host has the job. */
  accepted(): void;
}

/** What came of it: the file, whose hash was found right, and what the host says of it. */
export interface HostResult {
  readonly bytes: Uint8Array;
  readonly item: HostItem;
}

/** Shares of the time that a cutout takes, by what it waits for. */
const shares = { upload: 0.02, inference: 0.15, download: 0.85, end: 0.92 } as const;
/** Nothing is lost yet when a host goes away now, and another may be there. */
const sendPatienceMs = 5000;
/** The result is made: a moment's waiting is less than to make it once more. */
const fetchPatienceMs = 15_000;
/** No cutout is larger: 120 MP as PNG. It is gathered in memory. */
export const largestResultBytes = 500_000_000;
/** Files may be swept away between two steps: then both are made again. */
const mostRounds = 3;

/**
 * Sends a photo to a host, has the job done and fetches the result.
 *
 * @throws what {@link Host} throws, PROVIDER_ANSWER_INVALID where the host has no result
 */
export async function workOn(host: Host, work: HostWork, collector: Collector): Promise<HostResult> {
  collector.keep(host, work.key);
  for (let round = 1; ; round++) {
    try {
      return await workOnce(host, work);
    } catch (error) {
      const isGone = ForecourtError.is(error) && (error.code === 'INPUT_MISSING' || error.code === 'FILE_NOT_FOUND');
      if (!isGone || round >= mostRounds || work.signal.aborted) throw error;
      // A job whose result is gone would be found done again: with its results collected it is begun anew.
      if (error.code === 'FILE_NOT_FOUND') await host.collected(work.key);
    } finally {
      collector.later(host, work.key);
    }
  }
}

async function workOnce(host: Host, { key, wish, photo, signal, tell, accepted }: HostWork): Promise<HostResult> {
  const moved =
    (stage: Progress['stage'], from: number, to: number) =>
    ({ bytes, doneBytes }: TransferProgress) =>
      tell({ stage, share: between(from, to, bytes === 0 ? 1 : doneBytes / bytes) });
  await host.send(bytesSource(photo.bytes, photo.name), {
    signal,
    onProgress: moved('upload', shares.upload, shares.inference),
    patienceMs: sendPatienceMs,
  });
  const job = await host.run(wish, {
    key,
    signal,
    onEvent(event) {
      accepted();
      if (event.type === 'progress') tell({ stage: 'inference', share: between(shares.inference, shares.download, event.share) });
    },
  });
  const item = job.items.find(({ output }) => output !== null) ?? job.items.find(({ problem }) => problem !== null);
  if (item?.problem) throw hostError(item.problem);
  if (!item?.output) throw new ForecourtError('PROVIDER_ANSWER_INVALID', `The job on ${host.name} ended without a picture.`);
  if (item.output.bytes > largestResultBytes) {
    throw new ForecourtError('PROVIDER_ANSWER_INVALID', `${host.name} says that it made a picture of ${item.output.bytes} bytes.`);
  }
  const target = memoryTarget();
  await host.fetch(item.output, target, {
    signal,
    onProgress: moved('download', shares.download, shares.end),
    patienceMs: fetchPatienceMs,
  });
  return { bytes: target.bytes, item };
}

function between(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
