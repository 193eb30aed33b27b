import type { ForecourtEvent } from '@forecourt/sdk/contract';
import { readWatchers } from '../database/generations.ts';
import { type CallResult, finishCalls } from '../database/provider-calls.ts';
import type { Craft } from '../jobs/index.ts';
import { type CallParts, makeCall, mayTryAgain } from './make-call.ts';
import { smallPreview } from './small-preview.ts';

/** Asks providers for pictures and for what is to be seen on pictures. It waits more than it works, so that a worker does many at once. */
export function callCraft(parts: CallParts): Craft<CallResult> {
  const { database } = parts;
  return {
    lane: 'provider',
    name: 'providers',
    perform: (job, context) => makeCall(job, context, parts),
    finish: (done) => finishCalls(database, done),
    mayTryAgain,
    async eventsOf({ dealershipId, jobId }, { stage, share, preview }) {
      const at = new Date().toISOString();
      const [ids, small] = [await readWatchers(database.orm, dealershipId, jobId), preview ? await smallPreview(preview) : null];
      return ids.map((id): ForecourtEvent => ({ type: 'generation.progressed', at, data: { id, stage, share, preview: small } }));
    },
  };
}
