import { rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import { DataStore, Upload } from '@tus/server';
import type { Database } from '../database/index.ts';
import { currentExchange, type Exchange } from './exchange.ts';
import { failureOf } from './finisher.ts';
import { parseMetadata } from './metadata.ts';
import type { UploadLimits } from './options.ts';
import { receiveChunk } from './receive.ts';
import { advanceUpload, createUpload, readUpload, removeUpload, type UploadRow } from './rows.ts';
import type { WholeHashes } from './whole-hash.ts';
import { createWriteBehind } from './write-behind.ts';

export interface StoreParts {
  readonly database: Database;
  readonly hashes: WholeHashes;
  readonly limits: UploadLimits;
  readonly now: () => Date;
  /** Where the bytes of an upload are gathered. */
  readonly pathOf: (id: string) => string;
}

/**
 * The data store behind the tus server. The row of an upload says how much of its file holds; the file may be longer, by a chunk that
 * was being received when the process ended, and shorter only after a power cut: then what is there counts.
 */
export function createStore(parts: StoreParts): DataStore {
  const { database, hashes, limits, now, pathOf } = parts;
  const store = new DataStore();
  const writeBehind = createWriteBehind();
  store.extensions = ['creation', 'creation-with-upload', 'termination', 'expiration', 'checksum'];
  store.getExpiration = () => limits.expiryMs;

  store.create = async (upload) => {
    const exchange = currentExchange();
    const { correlationId } = exchange;
    const { dealershipId } = exchange.caller;
    const metadata = parseMetadata(upload.metadata);
    const bytes = upload.size ?? 0;
    if (bytes === 0) throw new ForecourtError('EMPTY_FILE', `${metadata.name} is empty.`);
    const sha256 = agreeing(metadata.sha256, exchange.sha256);
    const expiresAt = new Date(now().getTime() + limits.expiryMs);
    const fresh = { ...metadata, id: upload.id, dealershipId, createdBy: creatorOf(exchange), correlationId, bytes, sha256, expiresAt };
    exchange.createdId = upload.id;
    const comesWhole = exchange.hasChunk && exchange.checksum !== undefined && exchange.announcedBytes === bytes;
    if (comesWhole) exchange.unrecorded = fresh;
    else exchange.row = await createUpload(database, fresh, limits);
    return upload;
  };

  store.getUpload = async (id) => {
    const exchange = currentExchange();
    if (exchange.createdId === id && exchange.row !== undefined) return uploadOf(exchange.row, exchange.row.offset);
    const row = await readUpload(database, exchange.caller.dealershipId, id);
    if (row.state !== 'done' && row.expiresAt <= now()) {
      throw new ForecourtError('UPLOAD_EXPIRED', 'This upload was left too long.');
    }
    if (row.state === 'failed') throw failureOf(row);
    exchange.row = row;
    return uploadOf(row, await offsetOf(row, pathOf(id)));
  };

  store.write = async (stream: Readable, id, offset) => {
    // The body does not come this way: through three streams it would come at half the speed.
    stream.resume();
    const exchange = currentExchange();
    const { row, unrecorded, body, checksum, announcedBytes } = exchange;
    const bytes = (row ?? unrecorded)?.bytes;
    if (bytes === undefined) throw new ForecourtError('INTERNAL', 'An upload was written before it was read.');
    if (row !== undefined && row.state !== 'receiving') return bytes;
    let from = row?.offset ?? 0;
    const keep = async (to: number) => {
      if (to === from) return;
      if (row !== undefined) {
        const sha256 = to === bytes ? (agreeing(row.sha256, exchange.sha256) ?? undefined) : undefined;
        exchange.row = await advanceUpload(database, row, { from, to, sha256 });
      } else if (unrecorded !== undefined) {
        exchange.row = await createUpload(database, { ...unrecorded, offset: to }, limits);
      }
      from = to;
    };
    const hash = hashes.continueAt(id, offset);
    const path = pathOf(id);
    const limitBytes = bytes - offset;
    const end = await receiveChunk({ path, offset, body, limitBytes, announcedBytes, checksum, hash, kept: keep });
    await keep(end);
    hashes.keep(id, end, hash);
    if (end < bytes) writeBehind.reached(id, path, end);
    else writeBehind.forget(id);
    return end;
  };

  store.remove = async (id) => {
    const { caller } = currentExchange();
    await removeUpload(database, await readUpload(database, caller.dealershipId, id));
    hashes.forget(id);
    writeBehind.forget(id);
    await rm(pathOf(id), { force: true });
  };

  return store;
}

function uploadOf({ id, bytes, name, vehicleId, createdAt }: UploadRow, offset: number): Upload {
  return new Upload({ id, size: bytes, offset, metadata: { filename: name, vehicleId }, creation_date: createdAt.toISOString() });
}

async function offsetOf(row: UploadRow, path: string): Promise<number> {
  if (row.state !== 'receiving') return row.bytes;
  if (row.offset === 0) return 0;
  try {
    return Math.min(row.offset, (await stat(path)).size);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw ForecourtError.from(error, 'STORAGE_FAILED', 'Could not look at what was received');
  }
}

/** What the file has to hash to, by all who said so. @throws INVALID_INPUT if they do not agree */
function agreeing(announced: string | null, named: string | undefined): string | null {
  if (announced !== null && named !== undefined && announced !== named) {
    throw new ForecourtError('INVALID_INPUT', 'Repr-Digest names another SHA-256 than the upload was announced with.');
  }
  return announced ?? named ?? null;
}

function creatorOf({ caller }: Exchange): string {
  return caller.keyId ? `key:${caller.keyId}` : `person:${caller.personId ?? ''}`;
}
