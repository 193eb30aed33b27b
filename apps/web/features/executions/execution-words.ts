import type { Execution, ExecutionDetail, HostItem, HostJobState } from '@forecourt/sdk/contract';
import { Ban, CircleCheck, Clock, LoaderCircle, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { StateSign } from '@/components/state/sign.ts';
import { countOf } from '../transfers/figures.ts';

/** How a run is. */
export const executionSigns: Readonly<Record<HostJobState, StateSign>> = {
  waiting: { word: 'Waiting', icon: Clock, text: 'text-waiting' },
  running: { word: 'Running', icon: LoaderCircle, text: 'text-working' },
  done: { word: 'Done', icon: CircleCheck, text: 'text-approved' },
  partly: { word: 'Partly done', icon: TriangleAlert, text: 'text-review' },
  failed: { word: 'Failed', icon: OctagonAlert, text: 'text-failed' },
  cancelled: { word: 'Cancelled', icon: Ban, text: 'text-cancelled' },
};

export function isUnderWay({ state }: Pick<Execution, 'state'>): boolean {
  return state === 'waiting' || state === 'running';
}

/** What ran: `Remove-Background 1.2.0`, or the engine of the agent. */
export function whatRan({ operation, script }: Pick<Execution, 'operation' | 'script'>): string {
  if (script !== null) return `${script.name} ${script.version}`;
  return operation === 'removeBackground' ? 'Cutout by its engine' : 'A script';
}

/** What the exits of a script mean, as the agent and the shipped scripts agree on them. */
const exits: Readonly<Record<number, string>> = {
  0: 'done',
  10: 'done with some files',
  20: 'the script failed',
  30: 'a file was wrong',
  40: 'something it needs is missing',
  50: 'cancelled',
};

/** `10, done with some files`. */
export function exitInWords(exitCode: number | null): string {
  if (exitCode === null) return '–';
  const words = exits[exitCode];
  return words === undefined ? String(exitCode) : `${exitCode}, ${words}`;
}

/** `4.2 s`, `3 min 12 s`, `2 h 5 min`: rounded before it is taken apart, so that no minute has sixty seconds. */
export function lengthInWords(ms: number, digits: 0 | 1): string {
  const tenths = digits === 0 ? Math.floor(ms / 1_000) * 10 : Math.round(ms / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(digits)} s`;
  const seconds = Math.floor(tenths / 10);
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** From its start to its end, or to now. */
export function durationInWords({ startedAt, finishedAt }: Pick<Execution, 'startedAt' | 'finishedAt'>, nowMs: number): string {
  if (startedAt === null) return '–';
  const ms = Math.max(0, (finishedAt === null ? nowMs : Date.parse(finishedAt)) - Date.parse(startedAt));
  // While it ticks, tenths only disturb.
  return finishedAt === null ? lengthInWords(ms, 0) : lengthInWords(ms, 1);
}

/** Who began it: `by Ann`, or for which photo it was. */
export function whyInWords({ startedBy, operation, photoId }: Pick<Execution, 'startedBy' | 'operation' | 'photoId'>): string {
  // The server names the job of a photo in the place of a person.
  const job = operation === 'removeBackground' && photoId !== null ? /^Job of (.+)$/s.exec(startedBy) : null;
  return job === null ? `by ${startedBy}` : `for ${job[1]}`;
}

/** `3 of 20 files`, `20 files`. */
export function filesInWords({ inputs, outputs }: Pick<Execution, 'inputs' | 'outputs'>): string {
  if (inputs === 0) return outputs === 0 ? 'No files' : countOf(outputs, 'file');
  return outputs === inputs ? countOf(inputs, 'file') : `${outputs} of ${countOf(inputs, 'file')}`;
}

/** One file of a run: what went in, and what came of it so far. */
export interface RunFile {
  readonly name: string;
  readonly input: ExecutionDetail['files'][number]['input'];
  readonly output: ExecutionDetail['files'][number]['output'];
  readonly problem: { readonly message: string; readonly hint: string } | null;
  readonly state: 'waiting' | 'done' | 'failed';
}

/** The files of a run as they stand: what the server wrote down, and what the log has told since. */
export function filesOf({ files, log }: Pick<ExecutionDetail, 'files' | 'log'>): readonly RunFile[] {
  const told = new Map<string, HostItem>();
  for (const event of log) if (event.type === 'item') told.set(event.item.input, event.item);
  return files.map(({ input, output, problem }) => {
    const item = input === null ? undefined : told.get(input.sha256);
    const made = output ?? item?.output ?? null;
    const wrong = problem === null ? (item?.problem ?? null) : { message: problem.detail, hint: problem.hint };
    return {
      name: input?.name ?? made?.name ?? 'A file',
      input,
      output: made,
      problem: wrong,
      state: wrong === null ? (made === null ? 'waiting' : 'done') : 'failed',
    };
  });
}

/** Where a run is in what it does: of the files where it has some, else as it says itself. */
export function shareOfRun(execution: Execution): number | null {
  if (!isUnderWay(execution)) return null;
  return execution.progress?.share ?? null;
}
