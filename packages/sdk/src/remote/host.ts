import type { Readable } from 'node:stream';
import type {
  AgentDiagnostics,
  AgentHealth,
  HostFile,
  HostJob,
  HostJobEvent,
  HostJobWish,
  RoadKind,
  RoadStatus,
} from '../contract/index.ts';

/** What moves while a file does. */
export interface TransferProgress {
  readonly bytes: number;
  readonly doneBytes: number;
  readonly bytesPerSecond: number | null;
  readonly remainingMs: number | null;
  readonly road: RoadKind;
  /** How often it went on after a break. */
  readonly resumed: number;
}

export interface TransferOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TransferProgress) => void) | undefined;
  /** At most so many bytes a second. */
  readonly bytesPerSecond?: number | undefined;
  /** How long the host may be away in the middle of it before it fails; what the host was made with where left out. */
  readonly patienceMs?: number | undefined;
}

/** Bytes that can be read again from any offset: what a resumed transfer needs. */
export interface TransferSource {
  readonly bytes: number;
  readonly sha256: string;
  readonly name: string;
  read(offset: number): Readable;
  /** The same for who has buffers to fill. Left out where there are only streams. */
  open?(): Promise<OpenSource>;
}

/** A source that is open until it is disposed of. */
export interface OpenSource extends AsyncDisposable {
  /** Fills a buffer with what stands at this offset. @returns its bytes; fewer than fit only at the end */
  fill(buffer: Uint8Array, offset: number): Promise<number>;
}

/** Where a file from a host goes. `offset` is what is there already; what is written must be durable before `done`. */
export interface TransferTarget {
  offset(): Promise<number>;
  /** What is there already, from its beginning, so that it is hashed with the rest. Left out where nothing is ever there. */
  content?(): AsyncIterable<Uint8Array>;
  write(chunk: Uint8Array): Promise<void>;
  /** Called when size and SHA-256 were found right: put it in place. */
  done(): Promise<void>;
  /** Called when what came was wrong: forget it. */
  reset(): Promise<void>;
}

export interface RunOptions {
  /**
   * Of the job: the same key is the same job, also over another road, after a crash of either side. 8 to 128 letters, digits, dots, dashes and
   * underscores.
   */
  readonly key: string;
  /** Cancels the job on the host; the whole tree of processes ends. */
  readonly signal?: AbortSignal | undefined;
  /** Every event once and in order, however often the connection broke. */
  readonly onEvent?: ((event: HostJobEvent) => void) | undefined;
}

/**
 * A computer with an agent, over whichever of its roads works best. Every call moves to the next road when one breaks, and goes on where it
 * was; nothing is done twice.
 */
export interface Host extends AsyncDisposable {
  readonly id: string;
  readonly name: string;
  /** What the agent said of itself last: after every probe; null before the first. */
  readonly lastHealth: AgentHealth | null;
  health(options?: { readonly signal?: AbortSignal | undefined }): Promise<AgentHealth>;
  diagnose(options?: { readonly signal?: AbortSignal | undefined }): Promise<AgentDiagnostics>;
  /** How each road is; the one in use first. */
  roads(): readonly RoadStatus[];
  /** Tries every road now. */
  probe(): Promise<readonly RoadStatus[]>;
  /** Sends a file unless the host has it. @throws HASH_MISMATCH, DISK_FULL, HOST_UNREACHABLE, … */
  send(source: TransferSource, options?: TransferOptions): Promise<HostFile>;
  /** Fetches a file by its hash. @throws FILE_NOT_FOUND, HASH_MISMATCH, HOST_UNREACHABLE, … */
  fetch(file: HostFile, target: TransferTarget, options?: TransferOptions): Promise<void>;
  /**
   * Runs a job to its end and gives it; its inputs must be there. Resolves for `done` and `partly`, whose items tell what came of each input.
   *
   * @throws SCRIPT_…, INPUT_MISSING, HOST_BUSY, HOST_DRAINING, LEASE_LOST, HOST_UNREACHABLE, HOST_OVERDUE, ABORTED, and what the engine throws
   */
  run(wish: HostJobWish, options: RunOptions): Promise<HostJob>;
  /** Tells the host that a job's results are kept elsewhere now, so that it may forget its files. */
  collected(key: string): Promise<void>;
  drain(isDraining: boolean): Promise<AgentHealth>;
  /** Gives the host a manifest (compact JWS); its scripts are sent with {@link send} first. */
  publish(manifest: string): Promise<void>;
  /** Has the host install the agent that was sent as a file. @param release compact JWS of { version, sha256 } */
  update(release: string): Promise<void>;
  close(): Promise<void>;
}
