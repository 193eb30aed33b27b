import { ForecourtError } from '@forecourt/errors';
import {
  changeErrorState,
  type ErrorChange,
  type ErrorOwner,
  listErrors,
  readErrorDetail,
  readErrorGroup,
  readErrorRate,
  readFailedJobs,
} from '../../database/errors.ts';
import type { Caller } from '../../identity/index.ts';
import { requireAccess } from '../../identity/index.ts';
import { retryJob } from '../../jobs/index.ts';
import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** As many as are started again in one request. */
const retriedAtOnce = 200;
/** What another one did meanwhile: that job needs no retry any more. */
const overtaken = ['NOT_RETRYABLE', 'ALREADY_WORKING', 'NOT_FOUND'];

/** What failed, grouped; and what people do about it. */
export function errorHandlers({ database, jobs }: HandlerParts) {
  /** Whose list is asked for; that of the installation is for operators. */
  const ownerOf = (caller: Caller, whose: 'dealership' | 'installation'): ErrorOwner => {
    if (whose === 'dealership') return { dealershipId: caller.dealershipId };
    requireAccess(caller, 'installation:read');
    return 'installation';
  };

  /** Whose a group is: the dealership's own, or for an operator perhaps the installation's. @throws NOT_FOUND */
  const findOwner = async (caller: Caller, errorId: string, right: 'installation:read' | 'installation:write'): Promise<ErrorOwner> => {
    const own = { dealershipId: caller.dealershipId };
    if (!caller.scopes.includes(right)) return own;
    try {
      await readErrorGroup(database.orm, own, errorId);
      return own;
    } catch (error) {
      if (ForecourtError.is(error) && error.code === 'NOT_FOUND') return 'installation';
      throw error;
    }
  };

  const change = async (caller: Caller, errorId: string, to: ErrorChange['to']) => {
    const owner = await findOwner(caller, errorId, 'installation:write');
    await database.transaction((tx) => changeErrorState(tx, owner, errorId, { to, by: caller.name, at: new Date() }));
    return await readErrorGroup(database.orm, owner, errorId);
  };

  return {
    listErrors: ({ caller, query: { whose, ...query } }) => listErrors(database.orm, ownerOf(caller, whose), query),
    getErrorRate: async ({ caller, query: { whose } }) => ({ hours: await readErrorRate(database.orm, ownerOf(caller, whose)) }),
    async getError({ caller, params: { errorId } }) {
      return await readErrorDetail(database.orm, await findOwner(caller, errorId, 'installation:read'), errorId);
    },
    acknowledgeError: ({ caller, params }) => change(caller, params.errorId, 'acknowledged'),
    resolveError: ({ caller, params }) => change(caller, params.errorId, 'resolved'),
    reopenError: ({ caller, params }) => change(caller, params.errorId, 'open'),
    async retryErrorJobs({ caller: { dealershipId }, params: { errorId } }) {
      await readErrorGroup(database.orm, { dealershipId }, errorId);
      let started = 0;
      for (const jobId of await readFailedJobs(database.orm, errorId, retriedAtOnce)) {
        try {
          await retryJob(jobs, { dealershipId, jobId });
          started += 1;
        } catch (error) {
          if (!ForecourtError.is(error) || !overtaken.includes(error.code)) throw error;
        }
      }
      const { failedJobCount } = await readErrorGroup(database.orm, { dealershipId }, errorId);
      // Where none could be started, asking again starts none either.
      return { started, left: started === 0 ? 0 : failedJobCount };
    },
  } satisfies Partial<Handlers>;
}
