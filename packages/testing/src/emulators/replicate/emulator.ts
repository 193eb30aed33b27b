import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Charge, createSwitchboard, type EmulatorRequest, type Fault, type Switchboard } from '../faults.ts';
import { type Answer, problems } from './answers.ts';
import { createFiles } from './files.ts';
import { emulatedModels } from './models.ts';
import { answer, isWork } from './routes.ts';
import type { Run, RunStatus } from './run.ts';
import { createRuns, type Pace } from './runs.ts';

export interface ReplicateEmulatorOptions {
  readonly port?: number | undefined;
  readonly token?: string | undefined;
  /** When runs are done; after the second question about them where left out. */
  readonly pace?: Pace | undefined;
}

export interface ReplicateEmulator extends AsyncDisposable, Pick<Switchboard, 'failNext' | 'failWith'> {
  /** What the provider takes as `baseUrl`. */
  readonly baseUrl: string;
  readonly token: string;
  /** Every request, in order. */
  readonly requests: readonly EmulatorRequest[];
  /** Every charge, in order. */
  readonly charged: readonly Charge[];
  /** Every run that was started, in order. */
  readonly runs: readonly { readonly id: string; readonly status: RunStatus; readonly input: Readonly<Record<string, unknown>> }[];
  /** Files that are kept there now. */
  readonly fileCount: number;
  /** Brings a run to its end, whoever asks for it or not. */
  finish(id: string): Promise<void>;
  /** Lets an hour pass for a run: what it made is gone. */
  forget(id: string): void;
  /** Resolves when something is true of this emulator; looked at with everything that comes and goes. */
  until(holds: (emulator: ReplicateEmulator) => boolean): Promise<void>;
}

/** The longest body that is read; the real service takes files of 100 MB. */
const mostBodyBytes = 100_000_000;

/**
 * Replicate over real HTTP on this machine: it keeps runs and files, knows what each model takes, charges what the real one does, and draws real
 * pictures. It can be told to fail in the ways of the real one.
 *
 * @example
 * await using replicate = await startReplicateEmulator();
 * replicate.failNext('rate-limited');
 * createReplicateProvider({ token: replicate.token, baseUrl: replicate.baseUrl });
 */
export async function startReplicateEmulator(options: ReplicateEmulatorOptions = {}): Promise<ReplicateEmulator> {
  const { port = 0, token = 'r8_EmulatedTokenOfNobodyAtAll0000000000', pace = { polls: 1 } } = options;
  const files = createFiles();
  const runs = createRuns(pace, files.read);
  const switchboard = createSwitchboard();
  const requests: EmulatorRequest[] = [];
  const waiting = new Set<() => void>();
  const changed = () => {
    for (const look of [...waiting]) look();
  };
  let origin = '';

  async function hold(run: Run, milliseconds: number): Promise<void> {
    if ('polls' in pace) return runs.finish(run);
    await pause(Math.min(milliseconds, pace.milliseconds));
    await runs.poll(run);
  }

  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const path = (incoming.url ?? '/').replace(/\?.*$/, '');
    const method = incoming.method ?? 'GET';
    const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]));
    const seen: { -readonly [Key in keyof EmulatorRequest]: EmulatorRequest[Key] } = {
      ...{ method, path, headers, body: undefined, isWork: isWork({ method, path }), aborted: false, status: null },
    };
    requests.push(seen);
    outgoing.once('close', () => {
      seen.aborted = !outgoing.writableFinished;
      changed();
    });
    const body = await readBody(incoming);
    if (!body) return send(outgoing, seen, problems.tooLarge());
    seen.body = await parsed(body, headers['content-type'] ?? '');
    changed();
    const fault = switchboard.next(seen);
    if (fault?.kind === 'reset') return void incoming.socket.resetAndDestroy();
    // Work that is stuck is begun, and never done; of all else no answer comes.
    if (fault?.kind === 'stuck' && !seen.isWork) return;
    const answered = await answer(seen, fault, { runs, files, models: emulatedModels, token, origin, hold });
    if (fault?.kind === 'reset-after') return void incoming.socket.resetAndDestroy();
    await deliver(incoming, outgoing, seen, answered, faultOfBody(fault, seen));
  }

  /** A slow picture is one that drips when it is fetched, not when its run is started. */
  function faultOfBody(fault: Fault | undefined, { isWork: starts, path }: EmulatorRequest): Fault | undefined {
    if (fault?.kind === 'slow-drip' && starts) return undefined;
    const run = runs.find(path.match(/^\/delivery\/(\w+)\//)?.[1] ?? '');
    return run?.fault?.kind === 'slow-drip' ? run.fault : fault;
  }

  const server = createServer((incoming, outgoing) => {
    serve(incoming, outgoing).catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const emulator: ReplicateEmulator = {
    baseUrl: `${origin}/v1`,
    token,
    requests,
    charged: runs.charged,
    runs: runs.all,
    get fileCount() {
      return files.kept.size;
    },
    failNext: switchboard.failNext,
    failWith: switchboard.failWith,
    async finish(id) {
      const run = runs.find(id);
      if (run) await runs.finish(run);
    },
    forget: runs.forget,
    until: (holds) =>
      new Promise((resolve) => {
        const look = () => {
          if (!holds(emulator)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return emulator;
}

async function deliver(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  seen: { status: number | null },
  answered: Answer,
  fault: Fault | undefined,
): Promise<void> {
  const body = Buffer.from(answered.body);
  if (fault?.kind === 'cut-body' && body.length > 1) {
    outgoing.writeHead(answered.status, { ...answered.headers, 'content-length': String(body.length) });
    outgoing.write(body.subarray(0, body.length >> 1), () => incoming.socket.resetAndDestroy());
    return;
  }
  if (fault?.kind !== 'slow-drip') return send(outgoing, seen, answered);
  outgoing.writeHead(answered.status, { ...answered.headers, 'content-length': String(body.length) });
  for (let at = 0; at < body.length && !outgoing.destroyed; at += dripBytes) {
    outgoing.write(body.subarray(at, at + dripBytes));
    await pause(fault.pieceMs ?? 1000);
  }
  outgoing.end();
}

/** So little that a picture of a few kilobytes takes longer than anybody waits. */
const dripBytes = 16;

function send(outgoing: ServerResponse, seen: { status: number | null }, { status, headers, body }: Answer): void {
  seen.status = status;
  outgoing.writeHead(status, { ...headers, ...(status !== 204 && { 'content-length': String(Buffer.byteLength(body)) }) }).end(body);
}

async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length > mostBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function parsed(body: Buffer, type: string): Promise<unknown> {
  if (body.length === 0) return undefined;
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    const content = form.get('content');
    return content instanceof Blob ? { content: Buffer.from(await content.arrayBuffer()), type: content.type } : {};
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    // What is no JSON is refused for what is missing in it.
    return undefined;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
