import { actorOf, listAudit } from '../../database/audit.ts';
import type { Handlers } from '../call.ts';
import { attachment } from '../file-name.ts';
import type { HandlerParts } from '../handler-parts.ts';
import { streamOfTexts } from '../text-stream.ts';

/** What was done: listed, checked, taken out. */
export function auditHandlers({ database, audit }: HandlerParts) {
  return {
    listAudit: ({ caller, query }) => listAudit(database.orm, caller.dealershipId, query),
    verifyAudit: ({ caller }) => audit.verify(caller.dealershipId),
    async exportAudit({ caller, request, log }) {
      const headers = {
        'Content-Type': 'application/jsonl',
        'Content-Disposition': attachment(`audit-${new Date().toISOString().slice(0, 10)}.jsonl`),
        'Cache-Control': 'no-store',
      };
      // Who only asks whether it is there takes nothing out.
      if (request.method === 'HEAD') return new Response(null, { headers });
      const lines = await audit.export(caller.dealershipId, actorOf(caller));
      return new Response(
        streamOfTexts(lines, (error) => log.error({ err: error }, 'an export of the audit log broke off')),
        { headers },
      );
    },
  } satisfies Partial<Handlers>;
}
