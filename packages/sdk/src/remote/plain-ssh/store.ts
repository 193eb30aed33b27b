import { createHash } from 'node:crypto';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import { createThrottle } from '../../clock/throttle.ts';
import type { HostFile } from '../../contract/index.ts';
import type { TransferOptions, TransferSource, TransferTarget } from '../host.ts';
import { createTransferTeller } from '../transfers/progress.ts';
import { openBlocks } from './blocks.ts';
import type { Commands } from './commands.ts';
import type { SshConnection } from './connection.ts';
import { mustExecute } from './execute.ts';
import { pipelined } from './pipeline.ts';
import { openSftp, type Sftp } from './sftp.ts';

export interface StoreParts {
  readonly connection: SshConnection;
  readonly commands: Commands;
  /** On the host, as SFTP writes it. */
  readonly folder: string;
  readonly clock: Clock;
  /** Bytes of one request. */
  readonly requestBytes: number;
}

/** Files of a host, named by their SHA-256, in a folder that SFTP reaches. */
export interface SshStore {
  pathOf(sha256: string): string;
  /** One try. What is there of it stays for the next. @throws HASH_MISMATCH, ROAD_DOWN, STORAGE_FAILED, ABORTED */
  send(source: TransferSource, options: TransferOptions & { readonly signal: AbortSignal }, resumed: number): Promise<HostFile>;
  /** @throws FILE_NOT_FOUND, HASH_MISMATCH, ROAD_DOWN, ABORTED */
  fetch(
    file: HostFile,
    target: TransferTarget,
    options: TransferOptions & { readonly signal: AbortSignal },
    resumed: number,
  ): Promise<void>;
  /** SHA-256 of files of the host, by the host. */
  hashes(paths: readonly string[], signal: AbortSignal): Promise<string[]>;
}

/** What goes on while a file is written. */
interface Way {
  readonly signal: AbortSignal;
  /** Waits until so many bytes may go. */
  pass(bytes: number): Promise<void>;
  /** The host has so many more. */
  moved(bytes: number): void;
}

/** Bytes on their way, so that a line with some delay does not stand still between them. */
const bytesAtOnce = 8_000_000;

export function createSshStore({ connection, commands, folder, clock, requestBytes }: StoreParts): SshStore {
  const requestsAtOnce = Math.ceil(bytesAtOnce / requestBytes);
  const pathOf = (sha256: string) => `${folder}/files/${sha256}`;
  /** Requests are answered in any order: before the end of a broken file there may be holes of as much as was under way. */
  const unsureBytes = requestsAtOnce * requestBytes;

  async function hashes(paths: readonly string[], signal: AbortSignal): Promise<string[]> {
    const output = await mustExecute(connection, commands.hash, { input: paths.map(commands.native), signal });
    const found = [...output.matchAll(/^\\?([0-9a-f]{64})\b/gim)].map(([, hash = '']) => hash.toLowerCase());
    if (found.length === paths.length) return found;
    throw new ForecourtError('STORAGE_FAILED', 'The host did not say the SHA-256 of its files.');
  }

  /** Writes what is missing and has it on the disk. @returns the SHA-256 that the host finds in all of it */
  async function write(sftp: Sftp, part: string, source: TransferSource, start: number, way: Way): Promise<string | undefined> {
    const { signal, pass, moved } = way;
    const file = await sftp.openFile(part, start > 0 ? 'r+' : 'w');
    const hash = async () => (await hashes([part], signal))[0];
    try {
      await using blocks = await openBlocks(source, start);
      let at = start;
      await pipelined(requestsAtOnce, async () => {
        if (at >= source.bytes) return null;
        const block = await blocks.next(Math.min(requestBytes, source.bytes - at));
        if (block.byteLength === 0) throw new ForecourtError('HASH_MISMATCH', `${source.name} ended after ${at} of ${source.bytes} bytes.`);
        await pass(block.byteLength);
        const offset = at;
        at += block.byteLength;
        return async () => {
          await file.write(offset, block);
          moved(block.byteLength);
          blocks.release(block);
        };
      });
      // The disk and the hash have nothing to wait for in one another.
      if (commands.readsOpenFiles) return (await Promise.all([hash(), file.sync()]))[0];
      await file.sync();
    } finally {
      // A connection that is gone has closed it; that failure is the one to tell.
      await file.close().catch(() => undefined);
    }
    return hash();
  }

  const turns = new Map<string, Promise<unknown>>();
  async function inTurn<Value>(sha256: string, work: () => Promise<Value>): Promise<Value> {
    const turn = (turns.get(sha256) ?? Promise.resolve()).then(work, work);
    turns.set(sha256, turn);
    try {
      return await turn;
    } finally {
      if (turns.get(sha256) === turn) turns.delete(sha256);
    }
  }

  const send: SshStore['send'] = async (source, { signal, onProgress, bytesPerSecond }, resumed) => {
    const { sha256, bytes, name } = source;
    const sftp = await openSftp(connection, signal);
    const [path, part] = [pathOf(sha256), `${pathOf(sha256)}.part`];
    const teller = createTransferTeller(bytes, clock, onProgress);
    for (let count = 0; count < resumed; count++) teller.resumed();
    const throttle = createThrottle(bytesPerSecond, clock);
    if ((await sftp.size(path)) === bytes) {
      teller.moved(bytes, 'ssh');
      return { sha256, bytes, name };
    }
    await sftp.makeFolder(`${folder}/files`);
    const there = (await sftp.size(part)) ?? 0;
    const start = there > bytes ? 0 : Math.max(0, there - unsureBytes);
    let done = start;
    const found = await write(sftp, part, source, start, {
      signal,
      async pass(count) {
        throwIfAborted(signal);
        await throttle.pass(count, signal);
      },
      moved(count) {
        done += count;
        teller.moved(done, 'ssh');
      },
    });
    if (found === sha256) {
      await sftp.rename(part, path);
      return { sha256, bytes, name };
    }
    await sftp.remove(part);
    throw new ForecourtError('HASH_MISMATCH', `What arrived of ${name} does not have its SHA-256.`, { details: { sha256, found } });
  };

  return {
    pathOf,
    hashes,
    // Two at once would write into one another's part.
    send: (source, options, resumed) => inTurn(source.sha256, () => send(source, options, resumed)),
    async fetch(file, target, { signal, onProgress, bytesPerSecond }, resumed) {
      const sftp = await openSftp(connection, signal);
      const path = pathOf(file.sha256);
      if ((await sftp.size(path)) !== file.bytes) throw new ForecourtError('FILE_NOT_FOUND', `The host does not have ${file.name}.`);
      const teller = createTransferTeller(file.bytes, clock, onProgress);
      for (let count = 0; count < resumed; count++) teller.resumed();
      const throttle = createThrottle(bytesPerSecond, clock);
      const hash = createHash('sha256');
      let done = await standing(file, target, (piece) => hash.update(piece));
      let asked = done;
      let inOrder: Promise<void> = Promise.resolve();
      const remote = await sftp.openFile(path, 'r');
      try {
        await pipelined(requestsAtOnce, async () => {
          throwIfAborted(signal);
          if (asked >= file.bytes) return null;
          const offset = asked;
          const length = Math.min(requestBytes, file.bytes - offset);
          asked += length;
          await throttle.pass(length, signal);
          const reading = readAll(offset, length);
          // Whoever waits for the order gets its failure.
          reading.catch(() => undefined);
          inOrder = inOrder.then(async () => {
            const piece = await reading;
            await target.write(piece);
            hash.update(piece);
            done += piece.byteLength;
            teller.moved(done, 'ssh');
          });
          const mine = inOrder;
          return () => mine;
        });
      } finally {
        await remote.close().catch(() => undefined);
      }
      const found = hash.digest('hex');
      if (found === file.sha256) return target.done();
      await target.reset();
      throw new ForecourtError('HASH_MISMATCH', `What came of ${file.name} does not have its SHA-256.`, { details: { found } });

      /** A server may give less than was asked for. */
      async function readAll(offset: number, length: number): Promise<Uint8Array> {
        const first = await remote.read(offset, length);
        if (first.byteLength === length) return first;
        if (first.byteLength === 0) throw new ForecourtError('TRANSFER_INCOMPLETE', `${file.name} ended too early on the host.`);
        return Buffer.concat([first, await readAll(offset + first.byteLength, length - first.byteLength)]);
      }
    },
  };
}

/** How much the target has already, hashed. @returns its bytes */
async function standing(file: HostFile, target: TransferTarget, see: (piece: Uint8Array) => void): Promise<number> {
  const offset = await target.offset();
  if (offset === 0) return 0;
  if (offset > file.bytes || target.content === undefined) {
    await target.reset();
    return 0;
  }
  let bytes = 0;
  for await (const piece of target.content()) {
    see(piece);
    bytes += piece.byteLength;
  }
  return bytes;
}
