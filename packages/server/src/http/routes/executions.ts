import { listExecutions, readExecution, readExecutionDetail, walkExecutionLog, walkExecutions } from '../../database/executions.ts';
import { listTransfers } from '../../database/transfers.ts';
import { csvOfExecutions, textOfLog } from '../../executions/index.ts';
import type { Handlers } from '../call.ts';
import { attachment } from '../file-name.ts';
import type { HandlerParts } from '../handler-parts.ts';
import { streamOfTexts } from '../text-stream.ts';

/** As the contract says of the export. */
const mostExported = 100_000;

/** Runs on hosts, and the files that travel for them. */
export function executionHandlers({ database, executions }: HandlerParts) {
  return {
    listExecutions: ({ caller, query }) => listExecutions(database.orm, caller.dealershipId, query),
    async exportExecutions({ caller, query, request, log }) {
      const headers = {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': attachment(`runs-${new Date().toISOString().slice(0, 10)}.csv`),
        'Cache-Control': 'no-store',
      };
      if (request.method === 'HEAD') return new Response(null, { headers });
      const lines = csvOfExecutions(walkExecutions(database.orm, caller.dealershipId, query, { most: mostExported }));
      return new Response(
        streamOfTexts(lines, (error) => log.error({ err: error }, 'an export of runs broke off')),
        { headers },
      );
    },
    startExecution: ({ caller, body, correlationId, keepAnswer }) => executions.start(caller, body, { correlationId, keepAnswer }),
    getExecution: ({ caller, params }) => readExecutionDetail(database.orm, { dealershipId: caller.dealershipId, id: params.executionId }),
    async getExecutionLog({ caller, params, request, log }) {
      const name = { dealershipId: caller.dealershipId, id: params.executionId };
      await readExecution(database.orm, name);
      const headers = {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Disposition': attachment(`run-${name.id}.log`),
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'no-store',
      };
      if (request.method === 'HEAD') return new Response(null, { headers });
      const lines = textOfLog(walkExecutionLog(database.orm, name));
      return new Response(
        streamOfTexts(lines, (error) => log.error({ err: error }, 'the log of a run broke off')),
        { headers },
      );
    },
    cancelExecution: ({ caller, params }) => executions.cancel(caller, params.executionId),
    retryExecution: ({ caller, params, correlationId, keepAnswer }) =>
      executions.retry(caller, params.executionId, { correlationId, keepAnswer }),
    listTransfers: ({ caller, query }) => listTransfers(database.orm, caller.dealershipId, query),
  } satisfies Partial<Handlers>;
}
