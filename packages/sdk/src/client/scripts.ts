import type * as z from 'zod';
import { routes } from '../contract/index.ts';
import { addressOf, type Call, type CallInput, type CallOptions, send } from './call.ts';
import type { Connection } from './connection.ts';
import { listOf } from './pages.ts';

type Body<Name extends 'createScript' | 'addScriptVersion' | 'startExecution'> = CallInput<Name>['body'];
type Query<Name extends 'listExecutions' | 'exportExecutions' | 'listTransfers'> = z.input<(typeof routes)[Name]['query']>;

/** Scripts that hosts may run, in versions that are never changed. */
export function scripts(call: Call) {
  return {
    /** In the order of their names. */
    list: async (options?: CallOptions) => (await call('listScripts', {}, options)).items,
    /** @throws SCRIPT_NAME_TAKEN, SCRIPT_INVALID */
    create: (body: Body<'createScript'>, options?: CallOptions) => call('createScript', { body }, options),
    /** One with all of its versions. */
    get: (scriptId: string, options?: CallOptions) => call('getScript', { params: { scriptId } }, options),
    /** @throws SCRIPT_INVALID, CHANGED_MEANWHILE */
    addVersion: (scriptId: string, body: Body<'addScriptVersion'>, options?: CallOptions) =>
      call('addScriptVersion', { params: { scriptId }, body }, options),
    text: async (scriptId: string, version: string, options?: CallOptions) =>
      (await call('getScriptText', { params: { scriptId, version } }, options)).text,
    /** What changed between two versions, as a unified diff. */
    diff: async (scriptId: string, from: string, to: string, options?: CallOptions) =>
      (await call('diffScript', { params: { scriptId }, query: { from, to } }, options)).diff,
    /** Makes a version the one that is run: rolls back, or forward. */
    setCurrent: (scriptId: string, version: string, options?: CallOptions) =>
      call('setCurrentVersion', { params: { scriptId }, body: { version } }, options),
    /** Has a host stay with a version; null lets it follow the current one again. @throws HOST_REVOKED */
    pin: (scriptId: string, hostId: string, version: string | null, options?: CallOptions) =>
      call('pinScript', { params: { scriptId }, body: { hostId, version } }, options),
    delete: (scriptId: string, options?: CallOptions) => call('deleteScript', { params: { scriptId } }, options),
  };
}

/** Runs on hosts. */
export function executions(call: Call, connection: Connection) {
  return {
    /** Newest first; `search` looks in what ran, where, with what, and in logs. */
    list: (query: Query<'listExecutions'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listExecutions', { query: { ...query, cursor } }, options), options),
    /** Runs a script on a host with files that the server has. @throws ASSET_UNKNOWN, HOST_UNREACHABLE, HOST_DRAINING, SCRIPT_UNKNOWN, … */
    start: (body: Body<'startExecution'>, options?: CallOptions) => call('startExecution', { body }, options),
    /** One with its files and the end of its log. */
    get: (executionId: string, options?: CallOptions) => call('getExecution', { params: { executionId } }, options),
    /** The whole log as text: read `body` as a stream. */
    log: (executionId: string, options: CallOptions = {}): Promise<Response> =>
      send(connection, routes.getExecutionLog, { params: { executionId } }, options),
    /** Address of the log, for a link. */
    logUrl: (executionId: string) => `${connection.url}${addressOf(routes.getExecutionLog, { params: { executionId } })}`,
    /** Address of the list as CSV, for a link. */
    exportUrl: (query: Query<'exportExecutions'> = {}) => `${connection.url}${addressOf(routes.exportExecutions, { query })}`,
    /** Ends it with everything that it started. @throws NOT_CANCELLABLE */
    cancel: (executionId: string, options?: CallOptions) => call('cancelExecution', { params: { executionId } }, options),
    /** Runs the same again. @throws NOT_RETRYABLE, HOST_UNREACHABLE, … */
    retry: (executionId: string, options?: CallOptions) => call('retryExecution', { params: { executionId } }, options),
  };
}

/** Files on their way between platform and hosts. */
export function transfers(call: Call) {
  return {
    /** Those under way, then the latest. */
    list: (query: Query<'listTransfers'> = {}, options?: CallOptions) =>
      listOf((cursor = query.cursor) => call('listTransfers', { query: { ...query, cursor } }, options), options),
  };
}
