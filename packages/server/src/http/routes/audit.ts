import { actorOf, listAudit } from '../../database/audit.ts';
import type { Handlers } from '../call.ts';
import { attachment } from '../file-name.ts';
import type { HandlerParts } from '../handler-parts.ts';

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
        streamOf(lines, (error) => log.error({ err: error }, 'an export of the audit log broke off')),
        { headers },
      );
    },
  } satisfies Partial<Handlers>;
}

/** Characters that go out at once: a line is too little for a network. */
const chunkLength = 65_536;

/** Lines as bytes, as fast as they are taken. One that fails breaks the answer off, so that nobody takes a part for the whole. */
function streamOf(lines: AsyncGenerator<string>, onError: (error: unknown) => void): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      try {
        let text = '';
        while (text.length < chunkLength) {
          const { done, value } = await lines.next();
          if (done) break;
          text += value;
        }
        if (text === '') controller.close();
        else controller.enqueue(encoder.encode(text));
      } catch (error) {
        onError(error);
        controller.error(error);
      }
    },
    cancel: async () => void (await lines.return(undefined)),
  });
}
