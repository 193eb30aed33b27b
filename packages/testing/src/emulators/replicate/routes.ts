import type { EmulatorRequest, Fault } from '../faults.ts';
import { type Answer, json, problems, refusalOf } from './answers.ts';
import { type Files, fileJson } from './files.ts';
import { type EmulatedModel, invalidFields } from './models.ts';
import { hasEnded, type Run } from './run.ts';
import { type Runs, runJson } from './runs.ts';

export interface Service {
  readonly runs: Runs;
  readonly files: Files;
  readonly models: readonly EmulatedModel[];
  readonly token: string;
  readonly origin: string;
  /** Waits for the end of a run that somebody wants in the same answer; until then at most. */
  readonly hold: (run: Run, milliseconds: number) => Promise<void>;
}

/** Whether a request starts a run. */
export function isWork({ method, path }: Pick<EmulatorRequest, 'method' | 'path'>): boolean {
  return method === 'POST' && /^\/v1\/(models\/[^/]+\/[^/]+\/)?predictions$/.test(path);
}

/** Answers as the real service does. */
export async function answer(request: EmulatorRequest, fault: Fault | undefined, service: Service): Promise<Answer> {
  const { method, path, headers } = request;
  const { runs, files, models, origin } = service;
  const delivered = path.match(/^\/delivery\/(\w+)\/([\w.-]+)$/);
  if (delivered) return refusalOf(fault, undefined) ?? deliver(runs.find(delivered[1] ?? ''), delivered[2] ?? '');
  if (headers.authorization !== `Bearer ${service.token}`) return problems.unauthenticated();
  if (isWork(request)) return start(request, fault, service);
  const refusal = refusalOf(fault, undefined);
  if (refusal) return refusal;

  const [, id, action] = path.match(/^\/v1\/predictions\/(\w+)(\/cancel)?$/) ?? [];
  const run = id === undefined ? undefined : runs.find(id);
  if (run && method === 'GET') {
    await runs.poll(run);
    return json(200, runJson(run, origin));
  }
  if (run && action && method === 'POST') {
    runs.cancel(run);
    return json(200, runJson(run, origin));
  }
  if (method === 'GET' && path === '/v1/predictions') {
    return json(200, { previous: null, next: null, results: runs.all.toReversed().map((other) => runJson(other, origin)) });
  }
  if (method === 'GET' && path === '/v1/account') {
    return json(200, { type: 'user', username: 'emulated-dealer', name: 'Emulated Dealer', github_url: null });
  }
  return fileAnswer(request, files, origin) ?? modelAnswer(request, models) ?? problems.notFound();
}

async function start(request: EmulatorRequest, fault: Fault | undefined, service: Service): Promise<Answer> {
  const { runs, models, origin, hold } = service;
  const body = asRecord(request.body);
  const version = typeof body.version === 'string' ? body.version.replace(/^.*:/, '') : null;
  const named = request.path.match(/^\/v1\/models\/([^/]+\/[^/]+)\/predictions$/)?.[1];
  const model = models.find(({ name, versions }) =>
    named === undefined ? version !== null && versions.includes(version) : name === named,
  );
  const refusal = refusalOf(fault, model);
  if (refusal) return refusal;
  if (named === undefined && version === null) {
    return problems.invalidInput([{ type: 'required', field: '', description: 'version is required' }]);
  }
  if (!model) return named === undefined ? problems.noVersion() : problems.notFound();
  // Only models that their owner keeps running can be run by their name.
  if (named !== undefined && model.versions.length > 0) return problems.notFound();
  const input = asRecord(body.input);
  const invalid = invalidFields(model, input);
  if (invalid.length > 0) return problems.invalidInput(invalid);
  const endsAfterMs = millisecondsOf(request.headers['cancel-after']);
  const run = runs.create({ model, version, input, fault, endsAfterMs });
  // What is cut off on its way back is done and charged all the same.
  if (fault?.kind === 'reset-after' || fault?.kind === 'cut-body') await runs.finish(run);
  const waitMs = waitMsOf(request.headers.prefer);
  if (waitMs > 0) await hold(run, waitMs);
  return json(hasEnded(run) ? 201 : 202, runJson(run, origin));
}

function deliver(run: Run | undefined, name: string): Answer {
  const file = run?.isForgotten ? undefined : run?.files?.find((other) => other.name === name);
  if (!file) return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not Found' };
  return { status: 200, headers: { 'content-type': file.type }, body: file.bytes };
}

function fileAnswer({ method, path, body }: EmulatorRequest, files: Files, origin: string): Answer | undefined {
  if (method === 'POST' && path === '/v1/files') {
    const { content, type } = asRecord(body);
    if (!Buffer.isBuffer(content)) return problems.invalidInput([{ type: 'required', field: '', description: 'content is required' }]);
    return json(201, fileJson(files.keep(content, String(type)), origin));
  }
  const file = files.kept.get(path.match(/^\/v1\/files\/([\w-]+)$/)?.[1] ?? '');
  if (!file) return undefined;
  if (method === 'GET') return json(200, fileJson(file, origin));
  if (method !== 'DELETE') return undefined;
  files.kept.delete(file.id);
  return { status: 204, body: '' };
}

function modelAnswer({ method, path }: EmulatorRequest, models: readonly EmulatedModel[]): Answer | undefined {
  const [, name, version] = path.match(/^\/v1\/models\/([^/]+\/[^/]+)(?:\/versions\/(\w+))?$/) ?? [];
  const model = models.find((other) => other.name === name);
  if (method !== 'GET' || !model || (version !== undefined && !model.versions.includes(version))) return undefined;
  const properties = Object.fromEntries(
    Object.entries(model.fields).map(([field, { type }]) => [field, { type: type === 'file' ? 'string' : type }]),
  );
  const shown = { id: model.versions[0] ?? null, openapi_schema: { components: { schemas: { Input: { type: 'object', properties } } } } };
  if (version !== undefined) return json(200, { ...shown, id: version });
  const [owner, short] = model.name.split('/');
  return json(200, { owner, name: short, visibility: 'public', is_official: model.versions.length === 0, latest_version: shown });
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** `wait` is a minute, `wait=5` five seconds. */
function waitMsOf(prefer: string | undefined): number {
  const [match, seconds = 60] = prefer?.match(/^wait(?:=(\d+))?$/) ?? [];
  return match === undefined ? 0 : Number(seconds) * 1000;
}

/** `30s`, `1m`, `1h30m`; without one a run may go on for half an hour. */
function millisecondsOf(duration: string | undefined): number {
  const [, hours = 0, minutes = 0, seconds = 0] = duration?.match(/^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/) ?? [];
  const total = (Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)) * 1000;
  return total > 0 ? total : 1_800_000;
}
