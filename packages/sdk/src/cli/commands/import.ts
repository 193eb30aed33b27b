import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import type { Client } from '../../client/index.ts';
import type { Import, ImportKind, ImportPreview } from '../../contract/index.ts';
import { readError, writeFileAtomically } from '../../files/index.ts';
import { createUploader } from '../../uploads/index.ts';
import { fileSource } from '../../uploads/node/index.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { findPhotos, type Photo } from '../photos.ts';
import { startProgress } from '../progress.ts';
import { connect } from '../server-connection.ts';
import { oneLine, type Terminal } from '../terminal.ts';
import { findVehicle } from '../vehicles.ts';

export const importFlagsSchema = z.strictObject({
  server: z.url({ protocol: /^https?$/, error: 'must be an address such as https://cars.example' }).optional(),
  keyFile: z.string().min(1).optional(),
  dryRun: z.boolean().default(false),
  undo: z.boolean().default(false),
  create: z.string().optional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as EUR')
    .optional(),
  errors: z.string().min(1).optional(),
  json: z.boolean().default(false),
});
export type ImportFlags = z.output<typeof importFlagsSchema>;

/** Half a megabyte, which base64 makes two thirds of what a request may have. */
const partBytes = 500_000;
const pollMs = 300;

/** `forecourt import FILE|FOLDER`, and `forecourt import ID --undo` */
export async function importVehicles(source: string, flags: ImportFlags, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const client = await connect(flags);
  if (flags.undo) {
    await client.call('undoImport', { params: { importId: source } }, { signal });
    const undone = await follow(client, source, ['undone'], terminal, signal);
    terminal.result(undone, () => `${undone.undone} taken back, ${undone.kept} left since somebody has worked on them.`);
    return exitCodes.done;
  }
  const given = await readSource(source, signal);
  const sent = await sendSource(client, given, signal);
  const planned = await withWishes(client, sent, flags, signal);
  const params = { importId: planned.id };
  const preview = await client.call('previewImport', { params, query: { rows: 5 } }, { signal });
  terminal.note(previewText(planned, preview));
  if (flags.dryRun) {
    terminal.result(
      { import: planned, preview },
      () => `${preview.goodRows} rows can come in, ${preview.brokenRows} cannot. Nothing was written.`,
    );
    return preview.brokenRows > 0 ? exitCodes.failed : exitCodes.done;
  }
  await client.call('startImport', { params }, { signal });
  const done = await follow(client, planned.id, ['done', 'failed', 'stopped'], terminal, signal);
  if (flags.errors !== undefined && done.failed > 0) await writeErrors(client, done.id, resolve(flags.errors), signal);
  const photos = given.folders.length === 0 ? null : await sendPhotos(client, given.folders, terminal, signal);
  terminal.result({ import: done, ...(photos && { photos }) }, () => {
    const ofPhotos = photos ? ` ${photos.sent} photos sent, ${photos.failed} not.` : '';
    return `${done.created} vehicles made, ${done.skipped} were there, ${done.failed} rows failed.${ofPhotos}\nTake it back with: forecourt import ${done.id} --undo`;
  });
  return done.state !== 'done' || done.failed > 0 || (photos?.failed ?? 0) > 0 ? exitCodes.failed : exitCodes.done;
}

interface Folder {
  readonly stockNumber: string;
  readonly photos: readonly Photo[];
}
interface Source {
  readonly kind: ImportKind;
  readonly name: string;
  readonly bytes: Buffer;
  readonly folders: readonly Folder[];
}

async function readSource(path: string, signal: AbortSignal): Promise<Source> {
  const status = await stat(path).catch((error: unknown) => {
    throw readError(error, path);
  });
  const name = basename(resolve(path));
  if (!status.isDirectory()) {
    const kind = /^\.(json|jsonl|ndjson)$/i.test(extname(path)) ? 'mongo' : 'csv';
    const bytes = await readFile(path).catch((error: unknown) => {
      throw readError(error, path);
    });
    return { kind, name, bytes, folders: [] };
  }
  const folders: Folder[] = [];
  const lines: string[] = [];
  for (const entry of (await readdir(path, { withFileTypes: true })).toSorted((one, other) => one.name.localeCompare(other.name))) {
    if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
    const photos = await findPhotos([join(path, entry.name)]).catch((error: unknown) => {
      // A folder without photos is no vehicle.
      if (ForecourtError.is(error) && error.code === 'FILE_NOT_FOUND') return [];
      throw error;
    });
    if (photos.length === 0) continue;
    const files = [];
    for (const photo of photos) files.push({ name: photo.relativePath, sha256: await hashOf(photo.path, signal) });
    folders.push({ stockNumber: entry.name, photos });
    lines.push(JSON.stringify({ stockNumber: entry.name, files }));
  }
  if (folders.length === 0)
    throw new ForecourtError('FILE_NOT_FOUND', `There are no folders with photos in ${path}.`, {
      hint: 'Give each vehicle a folder with its stock number as name.',
    });
  return { kind: 'folder', name, bytes: Buffer.from(`${lines.join('\n')}\n`), folders };
}

async function hashOf(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(path, { signal })) hash.update(piece);
  return hash.digest('hex');
}

async function sendSource(client: Client, { kind, name, bytes }: Source, signal: AbortSignal): Promise<Import> {
  let current = await client.call('createImport', { body: { kind, name, bytes: bytes.byteLength } }, { signal });
  while (current.receivedBytes < bytes.byteLength) {
    const data = bytes.subarray(current.receivedBytes, current.receivedBytes + partBytes).toString('base64');
    current = await client.call(
      'sendImportPart',
      { params: { importId: current.id }, body: { offset: current.receivedBytes, data } },
      { signal },
    );
  }
  return current;
}

/** What the person says of rows that say less. */
async function withWishes(client: Client, sent: Import, { create, currency }: ImportFlags, signal: AbortSignal): Promise<Import> {
  if (sent.plan === null || (create === undefined && currency === undefined)) return sent;
  const [, make, model] = /^([^/]+)\/(.+)$/.exec(create ?? '') ?? [];
  if (create !== undefined && make === undefined) {
    throw new ForecourtError('INVALID_INPUT', `--create ${create} does not name a make and a model.`, {
      hint: 'Write it as MAKE/MODEL, for instance --create Volvo/V60',
    });
  }
  const plan = { ...sent.plan, ...(make !== undefined && { make, model }), ...(currency !== undefined && { currency }) };
  return await client.call('changeImport', { params: { importId: sent.id }, body: { plan } }, { signal });
}

async function follow(
  client: Client,
  importId: string,
  states: readonly Import['state'][],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Import> {
  using bar = startProgress(terminal, 1);
  for (;;) {
    const now = await client.call('getImport', { params: { importId } }, { signal });
    bar.set(now.doneRows / Math.max(1, now.totalRows ?? 1), `${now.doneRows} of ${now.totalRows ?? '?'} rows`);
    if (states.includes(now.state)) return now;
    await wait(pollMs, undefined, { signal });
  }
}

/** In the order of their names, behind everything that people wait for. */
async function sendPhotos(
  client: Client,
  folders: readonly Folder[],
  terminal: Terminal,
  signal: AbortSignal,
): Promise<{ sent: number; failed: number }> {
  let sent = 0;
  let failed = 0;
  const total = folders.reduce((sum, { photos }) => sum + photos.length, 0);
  using bar = startProgress(terminal, total);
  await using uploader = createUploader({ client, storage: null });
  const leave = () => void uploader.close();
  signal.addEventListener('abort', leave, { once: true });
  for (const { stockNumber, photos } of folders) {
    const vehicle = await findVehicle(client, { name: stockNumber, create: undefined, signal }).catch((error: unknown) => {
      // Its row failed, and that has been told.
      if (ForecourtError.is(error) && error.code === 'NOT_FOUND') return undefined;
      throw error;
    });
    if (vehicle === undefined) {
      failed += photos.length;
      continue;
    }
    const arrived = await Promise.all(
      photos.map(async (photo) => {
        try {
          const options = { careful: false, priority: -10 };
          return (await uploader.add(await fileSource(photo.path), { vehicleId: vehicle.id, name: basename(photo.path), options }).done).id;
        } catch (error) {
          if (signal.aborted) throw error;
          terminal.failure(error, { input: { path: photo.path } });
          return undefined;
        } finally {
          bar.set(sent + failed, stockNumber);
        }
      }),
    );
    const ids = arrived.filter((id) => id !== undefined);
    sent += ids.length;
    failed += photos.length - ids.length;
    await inOrder(client, vehicle.id, ids, signal);
  }
  signal.removeEventListener('abort', leave);
  return { sent, failed };
}

/** Photos that travel beside each other come to an end in any order. */
async function inOrder(client: Client, vehicleId: string, ids: readonly string[], signal: AbortSignal): Promise<void> {
  const placed = (await Array.fromAsync(client.photos.list({ vehicleId, limit: 200 }, { signal }))).map(({ id }) => id);
  const first = Math.min(...ids.map((id) => placed.indexOf(id)));
  for (const [place, id] of ids.entries()) {
    if (placed[first + place] === id) continue;
    await client.photos.change(id, { position: first + place }, { signal });
    placed.splice(placed.indexOf(id), 1);
    placed.splice(first + place, 0, id);
  }
}

async function writeErrors(client: Client, importId: string, path: string, signal: AbortSignal): Promise<void> {
  const answer = await fetch(`${client.url}/api/v1/imports/${importId}/errors.csv`, { headers: await client.headers(), signal });
  if (!answer.ok) throw new ForecourtError('ANSWER_INVALID', `The list of errors was answered with ${answer.status}.`);
  await writeFileAtomically(path, new Uint8Array(await answer.arrayBuffer()));
}

function previewText({ plan }: Import, { goodRows, brokenRows, errors }: ImportPreview): string {
  const columns = Object.entries(plan?.columns ?? {}).map(([field, column]) => `  ${field} from ${oneLine(column)}`);
  const wrong = errors
    .slice(0, 5)
    .map(({ rowNumber, message, value }) => `  row ${rowNumber}: ${oneLine(message)}${value === '' ? '' : ` (${oneLine(value)})`}`);
  return [`${goodRows} rows can come in, ${brokenRows} cannot.`, ...columns, ...wrong].join('\n');
}
