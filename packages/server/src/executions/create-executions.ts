import { ForecourtError } from '@forecourt/errors';
import type { Execution, HostFile } from '@forecourt/sdk/contract';
import { actorOf, appendAudit } from '../database/audit.ts';
import { cancelExecution, insertExecution, type NewExecution, removeExecutionsBefore, tellExecution } from '../database/execution-steps.ts';
import { readExecution, readExecutionFiles, readExecutionRow } from '../database/executions.ts';
import type { Transaction } from '../database/open.ts';
import { requireLivingHost } from '../database/scripts.ts';
import { tidyTransfers } from '../database/transfers.ts';
import type { Caller } from '../identity/index.ts';
import { toProblem } from '../problems/problem.ts';
import { chooseHost } from './choose-host.ts';
import { chooseVersion } from './choose-version.ts';
import type { FollowParts } from './follow.ts';
import { createFollower, type Follower } from './follower.ts';
import { removeLeftFiles } from './outputs.ts';
import { requireInputs } from './require-inputs.ts';
import { searchTextOf } from './search-text.ts';

export interface ExecutionsOptions extends Omit<FollowParts, 'leaseMs'> {
  /** Runs older than this are forgotten, with their logs. */
  readonly keptDays: number;
  readonly leaseMs?: number | undefined;
}

export interface ExecutionWish {
  readonly hostId?: string | undefined;
  readonly scriptId: string;
  readonly version?: string | undefined;
  readonly inputs: readonly { readonly sha256: string; readonly name: string }[];
  readonly parameters: Readonly<Record<string, string | number | boolean | null>>;
  readonly whatIf: boolean;
  readonly timeLimitMs: number;
}

export interface StartContext {
  readonly correlationId: string;
  /** In the transaction that writes it down: the answer to the same request. */
  keepAnswer(tx: Transaction, answer: Execution): Promise<void>;
}

/** Runs of scripts on hosts, from their start to their end. */
export interface Executions extends AsyncDisposable {
  /** @throws NOT_FOUND, SCRIPT_UNKNOWN, HOST_REVOKED, HOST_DRAINING, HOST_UNREACHABLE, ASSET_UNKNOWN, FILE_NAME_REFUSED */
  start(caller: Caller, wish: ExecutionWish, context: StartContext): Promise<Execution>;
  /** @throws NOT_FOUND, NOT_RETRYABLE, and as `start` */
  retry(caller: Caller, id: string, context: StartContext): Promise<Execution>;
  /** @throws NOT_FOUND, NOT_CANCELLABLE */
  cancel(caller: Caller, id: string): Promise<Execution>;
  /** Takes up what nobody follows; it does so by itself now and then. */
  sweep(): Promise<void>;
  /** Forgets by rule. To be called about every hour. */
  forget(): Promise<void>;
}

/** A follower that is gone is noticed after this time. */
const usualLeaseMs = 30_000;
const dayMs = 24 * 60 * 60 * 1000;
const transfersKeptMs = 7 * dayMs;
/** A transfer of which nothing was heard for so long has lost its process. */
const transferQuietMs = 10 * 60 * 1000;

export async function createExecutions({ keptDays, leaseMs = usualLeaseMs, ...options }: ExecutionsOptions): Promise<Executions> {
  const { database, hosts, folder } = options;
  const follower: Follower = await createFollower({ ...options, leaseMs });

  async function begin(
    caller: Caller,
    { execution, inputs }: { execution: Omit<NewExecution, 'searchText' | 'startedBy' | 'dealershipId' | 'isOurs'>; inputs: HostFile[] },
    hostName: string,
    { correlationId, keepAnswer }: StartContext,
  ): Promise<Execution> {
    const { dealershipId, name: startedBy } = caller;
    const { scriptName: name, scriptVersion: version, operation, parameters, hostId } = execution;
    const script = name == null || version == null ? null : { name, version };
    const searchText = searchTextOf({ hostName, operation, script, startedBy, parameters, files: inputs });
    const made = await database.transaction(async (tx) => {
      const row = { ...execution, dealershipId, startedBy, searchText, correlationId, isOurs: true };
      const id = await insertExecution(tx, row, inputs);
      const answer = await readExecution(tx, { dealershipId, id });
      const details = { script: name, version, hostId, parameters, whatIf: execution.whatIf, inputs: inputs.map(({ sha256 }) => sha256) };
      await appendAudit(tx, {
        ...{ dealershipId, actor: actorOf(caller), action: 'execution.started', target: { kind: 'execution', id } },
        details,
      });
      await keepAnswer(tx, answer);
      await tellExecution(tx, { dealershipId, id });
      return answer;
    });
    follower.work(dealershipId, hostId);
    return made;
  }

  return {
    async start(caller, { hostId: wanted, scriptId, version, inputs, ...rest }, context) {
      const { dealershipId } = caller;
      // First whether there is such a script: hosts are none of the business of who asks for another's.
      const chosen = await chooseVersion(database.orm, { dealershipId, scriptId, version, hostId: wanted });
      const files = await requireInputs(database, dealershipId, inputs);
      const host = wanted === undefined ? await chooseHost(await hosts.all(dealershipId)) : await requireHost(dealershipId, wanted);
      const own = wanted === undefined ? await chooseVersion(database.orm, { dealershipId, scriptId, version, hostId: host.id }) : chosen;
      const execution = { ...rest, ...own, operation: 'script' as const, hostId: host.id, parameters: { ...rest.parameters } };
      return await begin(caller, { execution, inputs: files }, host.name, context);
    },
    async retry(caller, id, context) {
      const { dealershipId } = caller;
      const row = await readExecutionRow(database.orm, { dealershipId, id });
      if (!row.isOurs || !['failed', 'partly', 'cancelled'].includes(row.state)) {
        throw new ForecourtError('NOT_RETRYABLE', row.isOurs ? `This run is ${row.state}.` : 'This run belongs to the job of a photo.', {
          ...(!row.isOurs && { hint: 'Start the job of the photo again.' }),
        });
      }
      const { scriptId, scriptVersion: version, hostId, parameters, whatIf, timeLimitMs } = row;
      const chosen = await chooseVersion(database.orm, {
        dealershipId,
        scriptId: scriptId ?? id,
        version: version ?? undefined,
        hostId,
      }).catch((error: unknown) => {
        if (!ForecourtError.is(error) || error.code !== 'NOT_FOUND') throw error;
        throw new ForecourtError('SCRIPT_UNKNOWN', 'The script, or this version of it, was removed.', { cause: error });
      });
      const before = (await readExecutionFiles(database.orm, { dealershipId, id })).flatMap(({ input }) => input ?? []);
      const inputs = await requireInputs(database, dealershipId, before);
      const host = await requireHost(dealershipId, hostId);
      const execution = { ...chosen, operation: row.operation, hostId, parameters, whatIf, timeLimitMs };
      return await begin(caller, { execution, inputs }, host.name, context);
    },
    async cancel(caller, id) {
      const name = { dealershipId: caller.dealershipId, id };
      const answer = await database.transaction(async (tx) => {
        const before = await readExecutionRow(tx, name);
        if (!before.isOurs || !(await cancelExecution(tx, name))) {
          throw new ForecourtError(
            'NOT_CANCELLABLE',
            before.isOurs ? `This run is ${before.state}.` : 'This run belongs to the job of a photo.',
            {
              ...(!before.isOurs && { hint: 'Cancel the job of the photo.' }),
            },
          );
        }
        const details = { script: before.scriptName, hostId: before.hostId };
        const target = { kind: 'execution', id };
        await appendAudit(tx, { ...name, actor: actorOf(caller), action: 'execution.cancelled', target, details });
        await tellExecution(tx, name);
        return await readExecution(tx, name);
      });
      await follower.cancel(id);
      return answer;
    },
    sweep: () => follower.sweep(),
    async forget() {
      await removeExecutionsBefore(database.orm, new Date(Date.now() - keptDays * dayMs));
      const problem = toProblem(new ForecourtError('TRANSFER_INCOMPLETE', 'The platform ended while the file was on its way.'));
      await tidyTransfers(database.orm, { quietMs: transferQuietMs, keptMs: transfersKeptMs, problem });
      await removeLeftFiles(folder);
    },
    [Symbol.asyncDispose]: () => follower[Symbol.asyncDispose](),
  };

  /** @throws NOT_FOUND, HOST_REVOKED, HOST_DRAINING, HOST_UNREACHABLE */
  async function requireHost(dealershipId: string, hostId: string): Promise<{ readonly id: string; readonly name: string }> {
    const row = await requireLivingHost(database.orm, { dealershipId, id: hostId });
    if (row.isDraining || row.state === 'draining') throw new ForecourtError('HOST_DRAINING', `${row.name} takes no new work.`);
    if (row.mode === 'agent' && row.state !== 'online') throw new ForecourtError('HOST_UNREACHABLE', `${row.name} is not there.`);
    return row;
  }
}
