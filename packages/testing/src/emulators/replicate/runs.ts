import { randomBytes } from 'node:crypto';
import type { Charge } from '../faults.ts';
import { operationOf } from './models.ts';
import { makeOutputs } from './outputs.ts';
import { hasEnded, type Run, type RunStatus } from './run.ts';

/** When a run is done: after it was asked for so often, or after so long. */
export type Pace = { readonly polls: number } | { readonly milliseconds: number };

export interface Runs {
  readonly all: readonly Run[];
  readonly charged: readonly Charge[];
  find(id: string): Run | undefined;
  create(request: Pick<Run, 'model' | 'version' | 'input' | 'fault' | 'endsAfterMs'>): Run;
  /** Lets time pass for a run that somebody asks about. */
  poll(run: Run): Promise<void>;
  /** Brings a run to its end now, if it has one. */
  finish(run: Run): Promise<void>;
  cancel(run: Run): void;
  /** An hour has passed: what it made is gone. */
  forget(id: string): void;
}

export function createRuns(pace: Pace, readFile: (uri: string) => Buffer | undefined): Runs {
  const all: Run[] = [];
  const charged: Charge[] = [];
  const ending = new Map<Run, Promise<void>>();

  function end(run: Run, status: RunStatus, seconds: number | null): void {
    run.status = status;
    run.seconds = seconds;
    run.completedAt = Date.now();
    const { model, input } = run;
    const wanted = typeof input.num_outputs === 'number' ? input.num_outputs : 1;
    const count = run.fault?.kind === 'too-few' ? wanted : (run.files?.length ?? 0);
    const usd =
      'perSecondUsd' in model.price
        ? (seconds ?? 0) * model.price.perSecondUsd
        : status === 'succeeded'
          ? count * model.price.perImageUsd
          : 0;
    if (usd > 0) charged.push({ operation: operationOf(model, input), model: model.name, usd, count, idempotencyKey: null });
  }

  async function make(run: Run): Promise<void> {
    const seconds = 'seconds' in run.model.price ? run.model.price.seconds : 1;
    try {
      if (run.fault?.kind === 'refused') throw new Error('NSFW content detected. Try running it again, or try a different prompt.');
      run.files = await makeOutputs(run, readFile);
    } catch (error) {
      run.error = error instanceof Error ? error.message : String(error);
    }
    // Somebody may have cancelled it while it was drawn.
    if (hasEnded(run)) return;
    end(run, run.error === null ? 'succeeded' : 'failed', seconds);
  }

  function finish(run: Run): Promise<void> {
    if (hasEnded(run) || run.fault?.kind === 'stuck') return Promise.resolve();
    run.status = 'processing';
    const running = ending.get(run) ?? make(run).finally(() => ending.delete(run));
    ending.set(run, running);
    return running;
  }

  return {
    all,
    charged,
    find: (id) => all.find((run) => run.id === id),
    create(request) {
      const given = request.input.seed;
      const run: Run = {
        ...request,
        id: randomBytes(13).toString('hex'),
        seed: typeof given === 'number' ? given : 1000 + all.length,
        createdAt: Date.now(),
        status: 'starting',
        polls: 0,
        seconds: null,
        error: null,
        files: null,
        isForgotten: false,
        completedAt: null,
      };
      all.push(run);
      return run;
    },
    async poll(run) {
      run.polls++;
      const passed = Date.now() - run.createdAt;
      const isDue = 'polls' in pace ? run.polls > pace.polls : passed >= pace.milliseconds;
      if (hasEnded(run)) return;
      if (passed >= run.endsAfterMs)
        end(run, run.status === 'starting' ? 'aborted' : 'canceled', run.status === 'starting' ? null : passed / 1000);
      else if (isDue) await finish(run);
      else run.status = 'processing';
    },
    finish,
    cancel(run) {
      if (hasEnded(run)) return;
      const seconds = 'seconds' in run.model.price ? run.model.price.seconds : 1;
      end(run, 'canceled', run.status === 'starting' ? null : seconds);
    },
    forget(id) {
      const run = all.find((other) => other.id === id);
      if (run) run.isForgotten = true;
    },
  };
}

/** A run as the API shows it. */
export function runJson(run: Run, origin: string): Record<string, unknown> {
  const urls = (run.files ?? []).map(({ name }) => `${origin}/delivery/${run.id}/${name}`);
  const output = run.status !== 'succeeded' || run.isForgotten ? null : run.model.givesList ? urls : (urls[0] ?? null);
  return {
    id: run.id,
    model: run.model.name,
    version: run.version ?? 'hidden',
    input: run.isForgotten ? {} : Object.fromEntries(Object.entries(run.input).map(([name, value]) => [name, shown(value)])),
    logs: run.isForgotten ? '' : logsOf(run),
    ...(hasEnded(run) && { output }),
    data_removed: run.isForgotten,
    error: run.error,
    source: 'api',
    status: run.status,
    created_at: new Date(run.createdAt).toISOString(),
    ...(run.status !== 'starting' && run.status !== 'aborted' && { started_at: new Date(run.createdAt).toISOString() }),
    ...(run.completedAt !== null && { completed_at: new Date(run.completedAt).toISOString() }),
    ...(run.seconds !== null && { metrics: { predict_time: run.seconds, total_time: run.seconds + 0.1 } }),
    urls: {
      get: `${origin}/v1/predictions/${run.id}`,
      cancel: `${origin}/v1/predictions/${run.id}/cancel`,
      web: `${origin}/p/${run.id}`,
    },
  };
}

function logsOf(run: Run): string {
  if (run.status === 'starting' || run.status === 'aborted') return '';
  const first = `Using seed: ${run.seed}\n`;
  return run.status === 'processing'
    ? `${first} 50%|█████     | 2/4 [00:00<00:00, 4.00it/s]\n`
    : `${first}100%|██████████| 4/4 [00:01<00:00, 4.00it/s]\n`;
}

function shown(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('data:') ? `${value.slice(0, 40)}…` : value;
}
