import { ForecourtError } from '@forecourt/errors';
import type { MadePictures, Provider } from '../providers/index.ts';
import type { CallParts } from './calls/parts.ts';
import type { Task } from './calls/task.ts';
import { begin } from './calls/try.ts';
import type { KnownOffer } from './choice/candidate.ts';
import { routed } from './results/answer.ts';
import type { Routed, RouterContext } from './routed.ts';

/** Nothing is asked of breakers, limits and budgets: what is fetched was begun and paid before. */
const permit = {
  admission: { isProbe: false, report: () => undefined },
  reservation: undefined,
  slot: { release: () => undefined },
};

/** What it may cost was booked with the call that it goes on with. */
const booked = { most: 0, usual: 0 };

/** The provider that a name of `onAccepted` belongs to, and the name that its work has there. @throws NOT_FOUND */
export function findAccepted(providers: readonly Provider[], providerJobId: string): { provider: Provider; id: string } {
  const end = providerJobId.indexOf(':');
  const provider = providers.find(({ name }) => name === providerJobId.slice(0, end));
  if (end < 0 || !provider?.resume) {
    throw new ForecourtError('NOT_FOUND', `No provider of this router can go on with ${providerJobId}.`, { details: { providerJobId } });
  }
  return { provider, id: providerJobId.slice(end + 1) };
}

/** Waits for what a provider had accepted before. */
export async function resumeCall(
  task: Task<MadePictures>,
  known: KnownOffer,
  id: string,
  context: RouterContext,
  signal: AbortSignal,
  parts: CallParts,
): Promise<Routed<MadePictures>> {
  const { operation } = task.request;
  const resumed: Task<MadePictures> = {
    ...task,
    perform: (provider, model, callContext) => task.resume(provider, model, id, callContext),
    resume: () => undefined,
  };
  const { onProgress, correlationId, traceparent, scope = 'default', labels = {} } = context;
  const under = begin(
    resumed,
    { ...known, estimate: booked },
    permit,
    {
      context: { onProgress, correlationId, traceparent },
      isHedge: false,
      limitMs: Number.POSITIVE_INFINITY,
      book: { operation, scope, correlationId: correlationId ?? null, labels },
    },
    parts,
  );
  const cancel = () => under.cancel(signal.reason);
  signal.addEventListener('abort', cancel);
  try {
    const { attempt, result, error } = await under.ended;
    if (error) throw error;
    return routed({ result, attempts: [attempt] });
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}
