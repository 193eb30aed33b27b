import { ForecourtError } from '@forecourt/errors';
import { hostJobRequestSchema, jobKeySchema, leaseSchema } from '@forecourt/sdk/contract';
import * as z from 'zod';
import { hostJobOf } from '../journal/jobs.ts';
import type { Journal } from '../journal/journal.ts';
import type { Tidier } from '../worker/tidy.ts';
import type { Worker } from '../worker/worker.ts';
import { type Answer, type Call, parse, readJson } from './call.ts';
import { eventStream } from './event-stream.ts';
import type { RouteEntry } from './listener.ts';

export interface JobRouteParts {
  readonly worker: Worker;
  readonly journal: Journal;
  readonly tidier: Tidier;
  readonly heartbeatMs: number;
}

const fencedSchema = z.strictObject({ fence: leaseSchema.shape.fence });
const afterSchema = z.coerce.number().int().nonnegative().default(0);
/** More than a host has under way at a time. */
const mostListed = 200;

/** Jobs of the agent: put, looked at, followed, held, cancelled, collected. */
export function jobRoutes({ worker, journal, tidier, heartbeatMs }: JobRouteParts): RouteEntry[] {
  const keyOf = ({ name }: Call) => parse(jobKeySchema, name);

  async function put(call: Call): Promise<Answer> {
    const { isNew, job, lease } = worker.put(keyOf(call), await readJson(call, hostJobRequestSchema));
    return { status: isNew ? 201 : 200, json: { job, lease } };
  }

  async function fenceOf(call: Call): Promise<number> {
    return (await readJson(call, fencedSchema)).fence;
  }

  function follow(call: Call): Answer {
    const key = keyOf(call);
    worker.get(key);
    const after = parse(afterSchema, call.query.get('after') ?? undefined);
    const stream = eventStream(key, after, call.signal, { journal, events: worker.events, heartbeatMs });
    return { status: 200, headers: { 'content-type': 'text/event-stream' }, stream };
  }

  async function collect(call: Call): Promise<Answer> {
    const key = keyOf(call);
    const fence = await fenceOf(call);
    const { state } = worker.hold(key, fence);
    if (state === 'waiting' || state === 'running') throw new ForecourtError('ALREADY_WORKING', 'This job is not over yet.');
    await tidier.collect(key);
    return { status: 204 };
  }

  const one = /^\/jobs\/([^/]+)$/;
  const part = (name: string) => new RegExp(`^/jobs/([^/]+)/${name}$`);
  return [
    {
      method: 'GET',
      path: /^\/jobs$/,
      handle: () => ({ status: 200, json: { items: journal.jobs.latest(mostListed).map(hostJobOf) } }),
    },
    { method: 'PUT', path: one, handle: put },
    { method: 'GET', path: one, handle: (call) => ({ status: 200, json: worker.get(keyOf(call)) }) },
    { method: 'GET', path: part('events'), handle: follow },
    {
      method: 'POST',
      path: part('lease'),
      handle: async (call) => ({ status: 200, json: worker.renew(keyOf(call), await fenceOf(call)) }),
    },
    {
      method: 'POST',
      path: part('cancel'),
      handle: async (call) => ({ status: 200, json: worker.cancel(keyOf(call), await fenceOf(call)) }),
    },
    { method: 'POST', path: part('collected'), handle: collect },
  ];
}
