import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import * as z from 'zod';
import { type Clock, systemClock } from '../../clock/clock.ts';
import { pause } from '../../clock/pause.ts';
import {
  type AgentHealth,
  hostJobRequestSchema,
  hostJobSchema,
  type RoadStatus,
  type ScriptChoice,
  type SshAddress,
} from '../../contract/index.ts';
import type { Host, TransferOptions, TransferSource } from '../host.ts';
import { commandsFor, requirePlain, type SshSystem } from './commands.ts';
import { createSshConnection } from './connection.ts';
import { mustExecute } from './execute.ts';
import { healthOf } from './health.ts';
import { runPlace } from './places.ts';
import { runOverSsh } from './run.ts';
import { openSftp } from './sftp.ts';
import { createSshStore } from './store.ts';

export interface SshHostOptions {
  readonly id: string;
  readonly name: string;
  readonly address: SshAddress;
  readonly system?: SshSystem | undefined;
  /** In OpenSSH's or PEM form; or `agent`, the socket of an SSH agent that has it. */
  readonly privateKey?: string | undefined;
  readonly agent?: string | undefined;
  /** `SHA256:…` of its host key; null to take the first that answers and have it told. */
  readonly fingerprint: string | null;
  readonly onFingerprint?: ((fingerprint: string) => void) | undefined;
  /** Where everything lies on it, as SFTP writes it. */
  readonly folder?: string | undefined;
  /** What runs scripts, with its first arguments; PowerShell where left out. */
  readonly interpreter?: readonly string[] | undefined;
  /** What scripts are to cut with. */
  readonly tool?: { readonly program: string; readonly arguments: readonly string[] } | null | undefined;
  /** Gives a published script. @throws SCRIPT_UNKNOWN */
  readonly scriptSource: (choice: ScriptChoice) => Promise<TransferSource>;
  readonly onRoads?: ((roads: readonly RoadStatus[]) => void) | undefined;
  /** Commands and SFTP at once: fewer than the MaxSessions of its server, which is 10 by itself. */
  readonly sessions?: number | undefined;
  /** How long it may be away in the middle of a transfer before that fails. */
  readonly patienceMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

const defaultFolders: Readonly<Record<SshSystem, string>> = { windows: '/C:/ProgramData/Forecourt', linux: '/var/lib/forecourt' };
const powerShellArguments = ['-NoLogo', '-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-File'];
/** Windows' SFTP server refuses more; OpenSSH elsewhere takes up to 255 KiB. */
const requestBytes: Readonly<Record<SshSystem, number>> = { windows: 65_536, linux: 255_000 };
const firstPauseMs = 200;
const mostPauseMs = 5000;

/**
 * A computer without an agent, over SSH alone: files by SFTP, scripts by PowerShell. It is the weaker mode: there is no engine, no lease
 * and no journal, so a job whose connection breaks is ended and has to be begun anew; one platform at a time may use it.
 *
 * @example
 * await using host = createSshHost({ id, name: 'office', address, privateKey, fingerprint, scriptSource });
 * const file = await host.send(await fileSource('car.jpg'));
 * const job = await host.run({ operation: 'removeBackground', script, inputs: [file] }, { key });
 *
 * @throws INVALID_INPUT for a folder that a shell could misread
 */
export function createSshHost(options: SshHostOptions): Host {
  const { id, name, address, system = 'windows', clock = systemClock, sessions = 8, patienceMs = 60_000, onRoads } = options;
  const folder = requirePlain(options.folder ?? defaultFolders[system]).replace(/\/+$/, '');
  const { interpreter = [system === 'windows' ? 'powershell.exe' : 'pwsh', ...powerShellArguments], tool = null, scriptSource } = options;
  const commands = commandsFor(system);
  const connection = createSshConnection({ ...options, address, sessions, clock });
  const store = createSshStore({ connection, commands, folder, clock, requestBytes: requestBytes[system] });
  const closing = new AbortController();
  const never = new AbortController().signal;
  const within = (signal: AbortSignal = never) => AbortSignal.any([closing.signal, signal]);
  let lastHealth: AgentHealth | null = null;
  let isDraining = false;
  let busy = 0;
  const startedAt = new Date(clock.now()).toISOString();
  let status: RoadStatus = {
    ...{ kind: 'ssh', address: `${address.user}@${address.host}:${address.port}`, state: 'unknown', isUsed: true, latencyMs: null },
    ...{ lossShare: null, lastSuccessAt: null, problem: null, nextTryAt: null, tailscale: null, fingerprint: options.fingerprint },
  };
  const seen = (changes: Partial<RoadStatus>) => {
    status = { ...status, ...changes };
    onRoads?.([status]);
  };

  async function health(signal: AbortSignal): Promise<AgentHealth> {
    const began = clock.now();
    try {
      const sftp = await openSftp(connection, signal);
      await sftp.makeFolder(folder);
      const facts = await mustExecute(connection, commands.facts, { input: [commands.native(folder)], signal });
      lastHealth = healthOf(facts, { hostId: id, startedAt, isDraining, busy, slots: Math.max(1, sessions - 2) });
      const at = new Date(clock.now()).toISOString();
      seen({ state: 'up', latencyMs: clock.now() - began, lastSuccessAt: at, problem: null });
      return lastHealth;
    } catch (error) {
      const { code, message, hint } = ForecourtError.from(error);
      seen({ state: 'down', problem: { code, message, hint } });
      throw error;
    }
  }

  /** Tries again where the connection broke, as long as it gets further or has not been away for too long. */
  async function patiently<Value>(
    { signal, onProgress, ...how }: TransferOptions,
    work: (how: TransferOptions & { readonly signal: AbortSignal }, resumed: number) => Promise<Value>,
  ): Promise<Value> {
    const ending = within(signal);
    let since = clock.now();
    let most = -1;
    let damaged = 0;
    for (let resumed = 0, waitMs = firstPauseMs; ; resumed++) {
      const further: TransferOptions['onProgress'] = (progress) => {
        if (progress.doneBytes > most) {
          most = progress.doneBytes;
          since = clock.now();
          waitMs = firstPauseMs;
        }
        onProgress?.(progress);
      };
      try {
        return await work({ ...how, signal: ending, onProgress: further }, resumed);
      } catch (error) {
        throwIfAborted(ending);
        const failure = ForecourtError.from(error);
        const isDamaged = failure.code === 'HASH_MISMATCH' && ++damaged < 2;
        const isPassing = failure.code === 'ROAD_DOWN' || failure.code === 'TRANSFER_INCOMPLETE';
        if (!isDamaged && !isPassing) throw failure;
        if (clock.now() - since > patienceMs) {
          throw new ForecourtError('HOST_UNREACHABLE', `${name} could not be reached for ${Math.round(patienceMs / 1000)} s.`, {
            cause: failure,
          });
        }
        await pause(Math.random() * waitMs, clock, ending);
        waitMs = Math.min(mostPauseMs, waitMs * 2);
      }
    }
  }

  const unsupported = (what: string) =>
    new ForecourtError('OPERATION_UNSUPPORTED', `A host without an agent takes no ${what}.`, { hint: 'Install the agent on this host.' });

  const close = async () => {
    closing.abort(new ForecourtError('ABORTED', `The connection to ${name} was closed.`));
    await connection.close();
  };

  return {
    id,
    name,
    get lastHealth() {
      return lastHealth;
    },
    health: ({ signal } = {}) => health(within(signal)),
    async diagnose({ signal } = {}) {
      const began = clock.now();
      const found = await health(within(signal)).then(
        ({ platform }) => ({ state: 'ok' as const, message: `It answers as ${platform}.`, hint: null }),
        (error: unknown) => ({
          state: 'failed' as const,
          message: ForecourtError.from(error).message,
          hint: ForecourtError.from(error).hint,
        }),
      );
      const check = { name: 'ssh', title: 'SSH', ...found, durationMs: Math.round(clock.now() - began) };
      return { checkedAt: new Date(clock.now()).toISOString(), version: 'none', checks: [check] };
    },
    roads: () => [status],
    async probe() {
      // What failed stands in the status of the road.
      await health(within()).catch(() => undefined);
      return [status];
    },
    send: (source, how = {}) => patiently(how, (now, resumed) => store.send(source, now, resumed)),
    fetch: (file, target, how = {}) => patiently(how, (now, resumed) => store.fetch(file, target, now, resumed)),
    async run(wish, { signal, ...how }) {
      const request = hostJobRequestSchema.safeParse(wish);
      if (!request.success) throw new ForecourtError('INVALID_INPUT', z.prettifyError(request.error), { cause: request.error });
      if (isDraining) throw new ForecourtError('HOST_DRAINING', `${name} takes no new work.`);
      busy++;
      try {
        const parts = { connection, commands, store, folder, clock, interpreter, tool, scriptSource };
        return await runOverSsh(request.data, { ...how, signal: within(signal) }, parts);
      } finally {
        busy--;
      }
    },
    async collected(key) {
      const place = runPlace(folder, key);
      const sftp = await openSftp(connection, within());
      const text = await sftp.readText(place.outcome);
      const job = text === null ? undefined : hostJobSchema.safeParse(JSON.parse(text)).data;
      const files = [...(job?.request.inputs ?? []), ...(job?.items ?? []).flatMap(({ output }) => output ?? [])];
      const paths = [...files.map(({ sha256 }) => store.pathOf(sha256)), place.folder].map(commands.native);
      await mustExecute(connection, commands.remove, { input: paths, signal: within() });
    },
    async drain(wanted) {
      isDraining = wanted;
      return health(within());
    },
    publish: () => Promise.reject(unsupported('manifests')),
    update: () => Promise.reject(unsupported('updates')),
    close,
    [Symbol.asyncDispose]: close,
  };
}
