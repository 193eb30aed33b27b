import { createWriteStream } from 'node:fs';
import { readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ForecourtError } from '@forecourt/errors';
import { type Client, createClient } from '@forecourt/sdk/client';
import type { AuditVerification } from '@forecourt/sdk/contract';
import { readError, temporaryName, writeError } from '@forecourt/sdk/files';
import { readSettings } from '@forecourt/sdk/settings';
import { z } from 'zod';
import { openAuditLog, verifyExport } from '../audit/index.ts';
import { systemActor } from '../database/audit.ts';
import { dealershipsWithLog } from '../database/audit-checkpoints.ts';
import { type Database, openDatabase } from '../database/open.ts';
import { openKeyRing } from '../secrets/index.ts';
import { readServerSettings } from '../settings/settings.ts';
import { type CommandContext, parseFlags } from './context.ts';

const serverUrl = z.url({ protocol: /^https?$/, error: 'must be an address such as https://cars.example' });
const common = {
  dealership: z.string().min(1).optional(),
  server: serverUrl.optional(),
  keyFile: z.string().min(1).optional(),
  json: z.boolean().default(false),
};
const verifyFlagsSchema = z.strictObject({ ...common, file: z.string().min(1).optional() });
const exportFlagsSchema = z.strictObject({ ...common, output: z.string().min(1) });

interface Named {
  readonly id: string;
  readonly name: string;
}

/** `forecourt audit verify`: checks the logs in the database, of a running server, or an exported file. @throws AUDIT_BROKEN */
export async function auditVerify(flags: unknown, context: CommandContext): Promise<void> {
  const { file, server, keyFile, dealership } = parseFlags(verifyFlagsSchema, flags);
  const broken: string[] = [];
  const tell = (of: Named, result: AuditVerification) => {
    context.terminal.result({ dealership: of, ...result }, () => verdict(of, result));
    if (result.finding !== null) broken.push(`${of.name}: ${result.finding.message}`);
  };
  if (file !== undefined) {
    const result = await verifyExport(file, await openKeyRing(ringSettings()).keys());
    tell({ id: result.dealershipId, name: basename(file) }, result);
  } else if (server !== undefined) {
    const client = await connect(server, keyFile);
    const { dealership: own } = await client.session.read(context);
    tell(own, await client.audit.verify(context));
  } else {
    await using database = await openOwn(context);
    const log = openAuditLog({ database, ring: openKeyRing(ringSettings()), dataDir: readServerSettings().dataDir });
    for (const each of chosen(await dealershipsWithLog(database.orm), dealership)) tell(each, await log.verify(each.id));
  }
  if (broken.length > 0) throw new ForecourtError('AUDIT_BROKEN', broken.join(' '));
}

/** `forecourt audit export`: one dealership's log with its chain, as JSON lines in a file. */
export async function auditExport(flags: unknown, context: CommandContext): Promise<void> {
  const { output, server, keyFile, dealership } = parseFlags(exportFlagsSchema, flags);
  if (server !== undefined) {
    const answer = await (await connect(server, keyFile)).audit.export(context);
    await writeWhole(output, answer.body ?? []);
  } else {
    await using database = await openOwn(context);
    const all = chosen(await dealershipsWithLog(database.orm), dealership);
    const [only] = all;
    if (only === undefined || all.length > 1) {
      throw new ForecourtError('INVALID_INPUT', `There are ${all.length} dealerships: say which one.`, {
        hint: `Add --dealership with one of: ${all.map(({ name }) => name).join(', ')}.`,
      });
    }
    const log = openAuditLog({ database, ring: openKeyRing(ringSettings()), dataDir: readServerSettings().dataDir });
    await writeWhole(output, await log.export(only.id, { ...systemActor, name: 'forecourt audit export' }));
  }
  context.terminal.result({ output }, () => `Written to ${output}. Check it with: forecourt audit verify --file ${output}`);
}

function verdict({ name }: Named, { isIntact, entries, since, signedUpTo, areSignaturesChecked, finding }: AuditVerification): string {
  if (!isIntact) return `${name}: NOT as it was written. ${finding?.message ?? ''}`;
  if (entries === 0) return `${name}: nothing was written down yet`;
  const signed = areSignaturesChecked ? `signed up to entry ${signedUpTo}` : 'signatures not checked, since there is no key ring here';
  return `${name}: intact since ${since}, ${entries} entries, ${signed}`;
}

function chosen(all: readonly Named[], wanted: string | undefined): readonly Named[] {
  if (wanted === undefined) return all;
  const found = all.filter(({ id, name }) => id === wanted || name === wanted);
  if (found.length === 0) throw new ForecourtError('NOT_FOUND', `There is no dealership ${wanted}.`);
  return found;
}

function ringSettings() {
  const { dataDir, secretKeys } = readServerSettings();
  return { dataDir, keys: secretKeys };
}

/** @throws DATA_FOLDER_IN_USE with what to do instead: the database of a running server can only be asked through it */
async function openOwn({ signal }: CommandContext): Promise<Database> {
  const { dataDir, databaseUrl } = readServerSettings();
  try {
    return await openDatabase({ dataDir, url: databaseUrl, signal });
  } catch (error) {
    if (!ForecourtError.is(error) || error.code !== 'DATA_FOLDER_IN_USE') throw error;
    throw new ForecourtError(error.code, error.message, {
      hint: 'Ask the running server: add --server with its address, and set FORECOURT_SERVER_KEY to an API key with audit:read.',
      details: error.details,
      cause: error,
    });
  }
}

async function connect(url: string, keyFile: string | undefined): Promise<Client> {
  const key = keyFile === undefined ? readSettings().serverKey : (await readKey(keyFile)).trim();
  if (!key) {
    throw new ForecourtError('UNAUTHENTICATED', 'There is no API key to ask with.', {
      hint: 'Make one with the right audit:read under Settings, then set FORECOURT_SERVER_KEY or add --key-file.',
    });
  }
  return createClient({ url, key });
}

function readKey(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw readError(error, basename(path));
  });
}

/** All of it, or nothing under this name. */
async function writeWhole(path: string, content: AsyncIterable<string | Uint8Array> | Iterable<string>): Promise<void> {
  const temporary = join(dirname(path), temporaryName());
  try {
    await pipeline(Readable.from(content), createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true }));
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw ForecourtError.is(error) ? error : writeError(error, path);
  }
}
