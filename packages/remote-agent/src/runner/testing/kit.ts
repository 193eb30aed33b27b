import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type HostFile, type HostJobWish, hostJobRequestSchema, type NewHostJobEvent } from '@forecourt/sdk/contract';
import { encodeImage } from '@forecourt/sdk/imaging';
import type { RunningProcess } from '../process/former.ts';
import type { RunnerContext, RunnerJob } from '../runner.ts';
import type { Command } from '../script/job-file.ts';

/** Node in the place of PowerShell: scripts of tests are JavaScript. */
export const nodeInterpreter: Command = {
  program: process.execPath,
  arguments: [fileURLToPath(new URL('node-interpreter.mjs', import.meta.url))],
};

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A host's files in a folder, with what a runner needs of its agent. */
export async function makeDesk(folder: string) {
  const store = join(folder, 'files');
  await mkdir(store, { recursive: true });
  let runs = 0;
  const put = async (name: string, bytes: Uint8Array): Promise<HostFile> => {
    const sha256 = sha256Of(bytes);
    await writeFile(join(store, sha256), bytes);
    return { sha256, bytes: bytes.byteLength, name };
  };
  return {
    store,
    put,
    job: (wish: HostJobWish): RunnerJob => ({
      key: `job-${String(++runs).padStart(8, '0')}`,
      request: hostJobRequestSchema.parse(wish),
      folder: join(folder, 'runs', String(runs)),
      inputPath: (sha256) => join(store, sha256),
    }),
    /** What a run told, and the processes that it had. */
    listen(signal: AbortSignal = new AbortController().signal) {
      const events: NewHostJobEvent[] = [];
      const processes: RunningProcess[] = [];
      const waiting = new Set<() => void>();
      const context: RunnerContext = {
        signal,
        emit: (event) => {
          events.push(event);
          for (const look of waiting) look();
        },
        keep: async (path) => {
          const file = await put(basename(path), await readFile(path));
          await copyFile(path, join(store, file.sha256));
          return file;
        },
        onProcess: (process) => void processes.push(process),
      };
      const log = (stream: 'out' | 'error' = 'out') =>
        events.flatMap((event) => (event.type === 'log' && event.stream === stream ? event.text.split('\n') : []));
      /** Resolves as soon as a line of its log matches. */
      const heard = (pattern: RegExp) =>
        new Promise<string>((resolve) => {
          const look = () => {
            const line = log().find((text) => pattern.test(text));
            if (line !== undefined) {
              waiting.delete(look);
              resolve(line);
            }
          };
          waiting.add(look);
          look();
        });
      return { context, events, processes, log, heard };
    },
  };
}
export type Desk = Awaited<ReturnType<typeof makeDesk>>;

/** A small picture; half of it is transparent where it may be. */
export function picture({
  format = 'png',
  transparent = true,
}: {
  format?: 'png' | 'jpeg';
  transparent?: boolean;
} = {}): Promise<Uint8Array> {
  const [side, channels] = [8, transparent ? 4 : 3] as const;
  const data = new Uint8Array(side * side * channels).map((_, index) => (index % channels === 3 ? (index % 2) * 255 : 200));
  return encodeImage({ data, widthPx: side, heightPx: side, channels }, { format });
}
