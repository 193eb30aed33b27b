import type { Transfer } from '@forecourt/sdk/contract';
import type { Host, TransferOptions, TransferProgress } from '@forecourt/sdk/remote';
import type { Database } from '../database/open.ts';
import { endTransfer, insertTransfer, keepTransfer, type NewTransfer, type TransferRow, transferOf } from '../database/transfers.ts';
import { toProblem } from '../problems/problem.ts';
import type { Logger } from '../settings/logger.ts';
import { type TellParts, tell } from './tell.ts';

export interface RecordingParts extends TellParts {
  readonly database: Database;
  readonly dealershipId: string;
  readonly logger: Logger;
}

/** Nobody sees more than four a second. */
const leastPauseMs = 250;
/** How often it is written down, so that another page and another process see where it stands. */
const leastWriteMs = 2_000;

/** The same host, with its transfers written down and told. What cannot be written down stops no transfer. */
export function withTransfers(host: Host, parts: RecordingParts): Host {
  const { dealershipId } = parts;
  const of = (direction: Transfer['direction'], file: { sha256: string; name: string; bytes: number }): NewTransfer => ({
    ...{ dealershipId, hostId: host.id, direction },
    ...{ sha256: file.sha256, name: file.name, bytes: file.bytes },
  });
  return {
    ...host,
    get lastHealth() {
      return host.lastHealth;
    },
    send: (source, options) => watch(host, of('to-host', source), options, parts, (watched) => host.send(source, watched)),
    fetch: (file, target, options) => watch(host, of('from-host', file), options, parts, (watched) => host.fetch(file, target, watched)),
  };
}

async function watch<Result>(
  host: Host,
  transfer: NewTransfer,
  options: TransferOptions | undefined,
  parts: RecordingParts,
  work: (options: TransferOptions) => Promise<Result>,
): Promise<Result> {
  const { database, logger, dealershipId } = parts;
  let row: Promise<TransferRow | null> | undefined;
  let last: TransferProgress | undefined;
  let toldAt = Number.NEGATIVE_INFINITY;
  let writtenAt = performance.now();
  let writing = Promise.resolve();
  const quietly = async (step: () => Promise<void>) => {
    await step().catch((error: unknown) => logger.warn({ err: error }, 'a transfer could not be written down'));
  };
  const begin = async () => await insertTransfer(database.orm, transfer);
  const show = (present: TransferRow, changed: Partial<TransferRow>) =>
    tell(parts, dealershipId, {
      ...{ type: 'transfer.progressed' as const, at: new Date().toISOString() },
      data: transferOf({ ...present, ...(last && factsOf(last)), ...changed }, host.name),
    });

  function onProgress(progress: TransferProgress): void {
    options?.onProgress?.(progress);
    last = progress;
    // What was there already does not travel: the host says so at once.
    if (row === undefined && transfer.direction === 'to-host' && progress.doneBytes >= progress.bytes) return;
    row ??= begin().catch((error: unknown) => {
      logger.warn({ err: error }, 'a transfer could not be written down');
      return null;
    });
    const now = performance.now();
    if (now - toldAt < leastPauseMs) return;
    toldAt = now;
    const isWritten = now - writtenAt >= leastWriteMs;
    if (isWritten) writtenAt = now;
    const begun = row;
    writing = writing.then(() =>
      quietly(async () => {
        const present = await begun;
        if (present === null) return;
        if (isWritten) await keepTransfer(database.orm, present, factsOf(progress));
        await show(present, {});
      }),
    );
  }

  async function end(problem: TransferRow['problem']): Promise<void> {
    await writing;
    const present = await row;
    if (!present) return;
    const facts = { ...(last && factsOf(last)), ...(problem === null && { doneBytes: transfer.bytes }) };
    await quietly(async () => {
      await endTransfer(database.orm, present, { ...facts, problem });
      await show(present, { ...facts, problem, state: problem === null ? 'done' : 'failed', finishedAt: new Date() });
    });
  }

  try {
    const result = await work({ ...options, onProgress });
    await end(null);
    return result;
  } catch (error) {
    await end(toProblem(error));
    throw error;
  }
}

function factsOf({ doneBytes, bytesPerSecond, road, resumed }: TransferProgress) {
  return { doneBytes, bytesPerSecond: bytesPerSecond === null ? null : Math.round(bytesPerSecond), road, resumed };
}
