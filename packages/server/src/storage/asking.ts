import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type ErrorCode, errorCodes, ForecourtError, throwIfAborted } from '@forecourt/errors';
import { storageCleaningSchema, storageMoveSchema, storageStatusSchema } from '@forecourt/sdk/contract';
import { makeFolder, readError, writeFileAtomically } from '@forecourt/sdk/files';
import { z } from 'zod';
import type { Logger } from '../settings/logger.ts';
import { type StorageDesk, type StorageRequest, serveRequest, storageRequestSchema } from './desk.ts';

// PGlite is for one process. While a server has it, `forecourt storage` asks that server, by a file in the data folder: whoever may
// write there could take every file anyway, so no other right is asked for.

const lookEveryMs = 250;
const answerWithinMs = 60_000;
const leftAfterMs = 60 * 60 * 1000;
const folderOf = (dataDir: string) => join(dataDir, 'storage-requests');

const codes = Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]];
const failureSchema = z.object({
  error: z.object({ code: z.enum(codes), message: z.string(), hint: z.string(), retryable: z.boolean() }),
});

/** Answers those who ask by file, until disposed. */
export async function answerRequests(
  desk: StorageDesk,
  { dataDir, logger }: { readonly dataDir: string; readonly logger: Pick<Logger, 'warn'> },
): Promise<AsyncDisposable> {
  const folder = folderOf(dataDir);
  await makeFolder(folder);
  let underWay: Promise<void> | undefined;
  const look = async () => {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (name.endsWith('.asked')) await answer(desk, path);
      else if (Date.now() - (await stat(path)).mtimeMs > leftAfterMs) await rm(path, { force: true });
    }
  };
  const timer = setInterval(() => {
    underWay ??= look()
      .catch((error: unknown) => logger.warn({ err: error }, 'a command about files could not be answered'))
      .finally(() => {
        underWay = undefined;
      });
  }, lookEveryMs);
  timer.unref();
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await underWay;
    },
  };
}

async function answer(desk: StorageDesk, path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  // Once, also if answering ends this process.
  await rm(path);
  let answered: unknown;
  try {
    answered = await serveRequest(desk, storageRequestSchema.parse(JSON.parse(text)));
  } catch (error) {
    answered = { error: ForecourtError.from(error).toJSON() };
  }
  await writeFileAtomically(path.replace(/\.asked$/, '.answer'), Buffer.from(JSON.stringify(answered)));
}

/** The desk of the server that has a data folder open. Its methods throw SERVER_UNREACHABLE if no server answers. */
export function deskOfServer(dataDir: string, signal: AbortSignal): StorageDesk {
  const folder = folderOf(dataDir);

  async function ask<Answer extends z.ZodType>(schema: Answer, request: StorageRequest): Promise<z.output<Answer>> {
    const path = join(folder, randomUUID());
    try {
      await makeFolder(folder);
      await writeFileAtomically(`${path}.asked`, Buffer.from(JSON.stringify(request)));
      const until = performance.now() + answerWithinMs;
      while (!existsSync(`${path}.answer`)) {
        if (performance.now() > until)
          throw new ForecourtError('SERVER_UNREACHABLE', `The server that has ${dataDir} open does not answer.`);
        await setTimeout(lookEveryMs / 5, undefined, { signal }).catch(() => undefined);
        throwIfAborted(signal);
      }
      const text = await readFile(`${path}.answer`, 'utf8').catch((error: unknown) => {
        throw readError(error, path);
      });
      const answered: unknown = JSON.parse(text);
      const failed = failureSchema.safeParse(answered);
      if (failed.success) throw ForecourtError.fromJSON(failed.data.error);
      return schema.parse(answered);
    } finally {
      await Promise.all(['asked', 'answer'].map((end) => rm(`${path}.${end}`, { force: true })));
    }
  }

  return {
    status: () => ask(storageStatusSchema, { kind: 'status' }),
    move: (request) => ask(storageMoveSchema, { kind: 'move', ...request }),
    emptySource: () => ask(storageMoveSchema, { kind: 'empty source' }),
    clean: (request) => ask(storageCleaningSchema, { kind: 'clean', ...request }),
  };
}
