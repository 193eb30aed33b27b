import { actorOf } from '../../database/audit.ts';
import { importOf, listImportErrors, listImports, readImport } from '../../database/imports.ts';
import { errorTable } from '../../imports/index.ts';
import type { Handlers } from '../call.ts';
import { attachment } from '../file-name.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** Bringing vehicles over from other systems. */
export function importHandlers({ database, imports }: HandlerParts) {
  const nameOf = (caller: { readonly dealershipId: string }, { importId }: { readonly importId: string }) => ({
    dealershipId: caller.dealershipId,
    importId,
  });
  return {
    listImports: ({ caller, query }) => listImports(database.orm, caller.dealershipId, query),
    createImport: ({ caller, body }) => imports.create({ ...body, dealershipId: caller.dealershipId, startedBy: caller.name }),
    getImport: async ({ caller, params }) => importOf(await readImport(database.orm, caller.dealershipId, params.importId)),
    sendImportPart: ({ caller, params, body }) => imports.receive(nameOf(caller, params), body.offset, Buffer.from(body.data, 'base64')),
    changeImport: ({ caller, params, body }) => imports.change(nameOf(caller, params), body.plan),
    previewImport: ({ caller, params, query }) => imports.preview(nameOf(caller, params), query.rows),
    startImport: ({ caller, params }) => imports.start(nameOf(caller, params), actorOf(caller)),
    stopImport: ({ caller, params }) => imports.stop(nameOf(caller, params)),
    undoImport: ({ caller, params }) => imports.undo(nameOf(caller, params), actorOf(caller)),
    listImportErrors: ({ caller, params, query }) => listImportErrors(database.orm, caller.dealershipId, params.importId, query),
    async getImportErrorFile({ caller: { dealershipId }, params: { importId } }) {
      const { name } = await readImport(database.orm, dealershipId, importId);
      const pages = async function* () {
        for (let cursor: string | undefined; ; ) {
          const page = await listImportErrors(database.orm, dealershipId, importId, { limit: 1_000, cursor });
          yield page.items;
          if (page.nextCursor === null) return;
          cursor = page.nextCursor;
        }
      };
      const headers = {
        'Content-Type': 'text/csv; charset=utf-8',
        'Content-Disposition': attachment(`${name}-errors.csv`),
        'Cache-Control': 'no-store',
      };
      return new Response(streamOf(errorTable(pages())), { headers });
    },
  } satisfies Partial<Handlers>;
}

function streamOf(texts: AsyncIterator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await texts.next();
      if (done) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}
