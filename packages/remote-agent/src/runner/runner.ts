import type { HostFile, HostItem, HostJobRequest, HostProblem, NewHostJobEvent } from '@forecourt/sdk/contract';
import type { RunningProcess } from './process/former.ts';

/** A job as the runner gets it. */
export interface RunnerJob {
  readonly key: string;
  readonly request: HostJobRequest;
  /** A folder of this attempt alone, empty; the runner makes it where it is missing. Everything of the run lies in it. */
  readonly folder: string;
  /** Where an input lies, whole and checked. It is read, never written. */
  inputPath(sha256: string): string;
}

export interface RunnerContext {
  /** Ends the job: its whole tree of processes is gone when `run` resolves. */
  readonly signal: AbortSignal;
  /** Told in order. Log comes in pieces of at most 8,192 characters, many lines at once where they came at once. */
  emit(event: NewHostJobEvent): void;
  /** Hands an output over to the store of files, before `run` resolves. */
  keep(path: string): Promise<HostFile>;
  /** Told what a process will carry before it is born: enough to end it after a crash of the agent, by `endFormer`, on Linux. */
  onMark?(mark: string): void;
  /** Told of each process before anything else happens with it: what to end after a crash of the agent, by `endFormer`. */
  onProcess?(process: RunningProcess): void;
}

export interface RunOutcome {
  readonly state: 'done' | 'partly' | 'failed' | 'cancelled';
  /** One for each input, or more where a script made several pictures of it; in the order in which they were done. */
  readonly items: readonly HostItem[];
  /** Of the script or tool; null where there was no process or where it was ended. */
  readonly exitCode: number | null;
  readonly problem: HostProblem | null;
}

/** Does a job, by whichever means. */
export interface Runner extends AsyncDisposable {
  /** Never rejects for what is the job's or the machine's: that is the outcome. */
  run(job: RunnerJob, context: RunnerContext): Promise<RunOutcome>;
  close(): Promise<void>;
}
