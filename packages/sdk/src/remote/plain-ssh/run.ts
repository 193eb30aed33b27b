import { abortError, ForecourtError, isErrorCode } from '@forecourt/errors';
import type { Clock } from '../../clock/clock.ts';
import {
  type HostFile,
  type HostItem,
  type HostJob,
  type HostJobRequest,
  type HostProblem,
  hostJobSchema,
  type NewHostJobEvent,
  type ScriptChoice,
} from '../../contract/index.ts';
import type { RunOptions, TransferSource } from '../host.ts';
import { createLineCutter, longestLineCharacters, parseScriptLine, type ScriptLine, scriptExits } from '../protocol/script-lines.ts';
import type { Commands } from './commands.ts';
import type { SshConnection } from './connection.ts';
import { execute, mustExecute } from './execute.ts';
import { runPlace, safeFileName } from './places.ts';
import { openSftp } from './sftp.ts';
import type { SshStore } from './store.ts';

export interface SshRunParts {
  readonly connection: SshConnection;
  readonly commands: Commands;
  readonly store: SshStore;
  readonly folder: string;
  readonly clock: Clock;
  readonly interpreter: readonly string[];
  readonly tool: { readonly program: string; readonly arguments: readonly string[] } | null;
  scriptSource(choice: ScriptChoice): Promise<TransferSource>;
}

/**
 * Runs a script once. A job that ended under this key is given as it ended; whatever an earlier try left running is ended first. If the
 * connection breaks, what runs is ended by its id as soon as there is one again, and the job has to be begun anew: this is no agent.
 */
export async function runOverSsh(
  request: HostJobRequest,
  options: RunOptions & { readonly signal: AbortSignal },
  parts: SshRunParts,
): Promise<HostJob> {
  const { key, signal, onEvent } = options;
  const { connection, commands, store, clock } = parts;
  if (request.script === null) {
    throw new ForecourtError('OPERATION_UNSUPPORTED', 'A host without an agent has no engine: it runs scripts.', {
      hint: 'Name a script such as Remove-Background, or install the agent on this host.',
    });
  }
  const place = runPlace(parts.folder, key);
  const sftp = await openSftp(connection, signal);
  const before = await earlier(await sftp.readText(place.outcome), request, key);
  if (before !== null) return before;
  const at = () => new Date(clock.now()).toISOString();
  const createdAt = at();
  await mustExecute(connection, commands.end, { input: [key], signal });
  await mustExecute(connection, commands.remove, { input: [commands.native(place.folder)], signal });
  for (const folder of [place.inputs, place.outputs]) await sftp.makeFolder(folder);

  const script = await store.send(await parts.scriptSource(request.script), { signal }, 0);
  // A copy for each job: writing over one that another job is reading would change what that one runs.
  const scriptPath = `${place.folder}/${request.script.name}.ps1`;
  const inputs = request.inputs.map((file, index) => ({
    file,
    path: `${place.inputs}/${String(index + 1).padStart(4, '0')}-${safeFileName(file.name)}`,
  }));
  for (const { file } of inputs) {
    if ((await sftp.size(store.pathOf(file.sha256))) !== file.bytes) {
      throw new ForecourtError('INPUT_MISSING', `The host does not have ${file.name}.`, { details: { sha256: file.sha256 } });
    }
  }
  const copies = [[store.pathOf(script.sha256), scriptPath], ...inputs.map(({ file, path }) => [store.pathOf(file.sha256), path])].flat();
  await mustExecute(connection, commands.copy, { input: copies.map(commands.native), signal });
  // What runs is what was published, also where somebody has changed the file on the host.
  const [scriptHash] = await store.hashes([scriptPath], signal);
  if (scriptHash !== request.script.sha256) {
    throw new ForecourtError('SCRIPT_ALTERED', `${request.script.name} on the host is not what was published.`);
  }
  await sftp.writeText(place.job, jobFile(request, key, { ...parts, inputs, place }));

  let sequence = 0;
  const emit = (event: NewHostJobEvent) => onEvent?.({ ...event, sequence: ++sequence, at: at() });
  const heard: { items: (ScriptLine & { type: 'item' })[]; error: (ScriptLine & { type: 'error' }) | null; hasResult: boolean } = {
    ...{ items: [], error: null, hasResult: false },
  };
  const log = (stream: 'out' | 'error', text: string) => text !== '' && emit({ type: 'log', stream, text: text.slice(0, 8192) });
  const cutters = {
    out: createLineCutter(longestLineCharacters, (line) => {
      const said = parseScriptLine(line);
      if (said === undefined) log('out', line);
      else if (said.type === 'progress') emit({ type: 'progress', stage: said.stage, share: said.share });
      else if (said.type === 'log') log(said.level === 'error' ? 'error' : 'out', said.text);
      else if (said.type === 'item') heard.items.push(said);
      else if (said.type === 'error') heard.error = said;
      else heard.hasResult = true;
    }),
    error: createLineCutter(longestLineCharacters, (line) => log('error', line)),
  };

  emit({ type: 'state', state: 'running' });
  const startedAt = at();
  const late = new AbortController();
  const cancelTimer = clock.after(request.timeLimitMs, () => late.abort());
  let exitCode: number | null;
  try {
    const command = commands.start({
      interpreter: parts.interpreter,
      script: commands.native(scriptPath),
      jobFile: commands.native(place.job),
      key,
    });
    const onOutput = (stream: 'out' | 'error', text: string) => cutters[stream].push(text);
    ({ exitCode } = await execute(connection, command, { signal: AbortSignal.any([signal, late.signal]), onOutput }));
  } catch (error) {
    await endLeftover(parts, key);
    if (late.signal.aborted && !signal.aborted) {
      throw new ForecourtError(
        'SCRIPT_TIMED_OUT',
        `${request.script.name} took longer than ${request.timeLimitMs / 1000} s and was ended.`,
      );
    }
    if (signal.aborted) throw abortError(signal);
    throw error;
  } finally {
    cancelTimer();
  }
  cutters.out.end();
  cutters.error.end();

  const items: HostItem[] = [];
  for (const said of heard.items) {
    const item = await keepItem(said, request, place.outputs, parts, signal);
    items.push(item);
    emit({ type: 'item', item });
  }
  const problem = problemOf(exitCode, heard.error, heard.hasResult);
  if (problem !== null)
    throw new ForecourtError(isErrorCode(problem.code) ? problem.code : 'SCRIPT_FAILED', problem.message, { hint: problem.hint });
  const state = exitCode === scriptExits.partly || items.some((item) => item.problem !== null) ? 'partly' : 'done';
  const job: HostJob = {
    ...{ key, request, state, attempts: 1, progress: { stage: 'done', share: 1 }, items, problem: null, exitCode },
    ...{ lastSequence: sequence + 1, createdAt, startedAt, finishedAt: at() },
  };
  await sftp.writeText(place.outcome, JSON.stringify(job));
  emit({ type: 'state', state });
  return job;
}

/** A connection that breaks leaves what it started running. Where it cannot be reached now, the next try ends it first. */
async function endLeftover({ connection, commands, clock }: SshRunParts, key: string): Promise<void> {
  const ending = new AbortController();
  const stop = clock.after(20_000, () => ending.abort());
  await mustExecute(connection, commands.end, { input: [key], signal: ending.signal }).catch(() => undefined);
  stop();
}

async function earlier(text: string | null, request: HostJobRequest, key: string): Promise<HostJob | null> {
  if (text === null) return null;
  const job = hostJobSchema.safeParse(JSON.parse(text)).data;
  if (job === undefined) return null;
  if (JSON.stringify(job.request) === JSON.stringify(request)) return job;
  throw new ForecourtError('JOB_KEY_REUSED', `The job ${key} was another one.`);
}

function problemOf(
  exitCode: number | null,
  error: (ScriptLine & { type: 'error' }) | null,
  hasResult: boolean,
): Omit<HostProblem, 'retryable'> | null {
  const isGood = (exitCode === scriptExits.done || exitCode === scriptExits.partly) && hasResult;
  if (isGood) return null;
  const code =
    exitCode === scriptExits.input
      ? 'INVALID_INPUT'
      : exitCode === scriptExits.missing
        ? 'SCRIPT_TOOL_MISSING'
        : exitCode === scriptExits.cancelled
          ? 'ABORTED'
          : 'SCRIPT_FAILED';
  const { hint } = new ForecourtError(code, '');
  if (error !== null) return { code: error.code ?? code, message: error.message, hint: error.hint ?? hint };
  return { code, message: `The script ended with ${exitCode ?? 'a signal'}${hasResult ? '' : ' and without a result'}.`, hint };
}

type Said = ScriptLine & { type: 'item' };

/** Takes an output into the store, under the hash that the host finds in it. */
async function keepItem(said: Said, request: HostJobRequest, outputs: string, parts: SshRunParts, signal: AbortSignal): Promise<HostItem> {
  const item: HostItem = {
    input: said.input,
    output: null,
    report: null,
    model: said.model ?? null,
    timings: null,
    warnings: [],
    problem: null,
  };
  const failed = (code: string, message: string, hint = ''): HostItem => ({ ...item, problem: { code, message, hint, retryable: false } });
  if (said.problem) return failed(said.problem.code ?? 'SCRIPT_FAILED', said.problem.message, said.problem.hint);
  if (!request.inputs.some(({ sha256 }) => sha256 === said.input))
    return failed('SCRIPT_FAILED', 'It speaks of an input that the job does not have.');
  if (said.output === null || request.whatIf) return item;
  const name = said.output.split(/[\\/]/).at(-1) ?? '';
  const path = `${outputs}/${name}`;
  const isInside = said.output === name || [path, parts.commands.native(path)].includes(said.output);
  if (!isInside || safeFileName(name) !== name) return failed('FILE_NAME_REFUSED', 'It names an output that is not in its folder.');
  const sftp = await openSftp(parts.connection, signal);
  const bytes = await sftp.size(path);
  if (bytes === null || bytes === 0) return failed('SCRIPT_FAILED', `It made no file ${name}.`);
  const [sha256 = ''] = await parts.store.hashes([path], signal);
  await sftp.rename(path, parts.store.pathOf(sha256));
  const output: HostFile = { sha256, bytes, name };
  return { ...item, output };
}

interface JobFileParts extends SshRunParts {
  readonly inputs: readonly { readonly file: HostFile; readonly path: string }[];
  readonly place: ReturnType<typeof runPlace>;
}

/** What the script is told, as an agent tells it; ASCII, so that no PowerShell takes it for another encoding. */
function jobFile(request: HostJobRequest, key: string, { commands, inputs, place, tool }: JobFileParts): string {
  const job = {
    ...{ protocol: 1, job: key, operation: request.operation, whatIf: request.whatIf, parameters: request.parameters, engine: null, tool },
    inputs: inputs.map(({ file, path }) => ({ sha256: file.sha256, name: file.name, path: commands.native(path) })),
    outputFolder: commands.native(place.outputs),
    events: commands.native(place.events),
    stopFile: commands.native(place.stop),
  };
  const json = JSON.stringify(job, undefined, 2);
  return `${json.replace(/[\u007f-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)}\n`;
}
