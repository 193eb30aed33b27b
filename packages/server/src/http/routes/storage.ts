import { findAssetType, readAsset } from '../../database/assets.ts';
import { actorOf, appendAudit } from '../../database/audit.ts';
import type { Noted } from '../../database/storage-moves.ts';
import type { Caller } from '../../identity/index.ts';
import { cleaningOf, describeStorage, moveOf } from '../../storage/index.ts';
import type { Handlers } from '../call.ts';
import { fileAnswer } from '../file-answer.ts';
import { attachment } from '../file-name.ts';
import type { HandlerParts } from '../handler-parts.ts';

const dispositionOf = (download: string | undefined) => (download === undefined ? 'inline' : attachment(download));

/** Who moved files stands in the audit log of the dealership that the operator was signed in to. */
const noted =
  (caller: Caller, step: string): Noted =>
  (tx, { id, source, target }) =>
    appendAudit(tx, {
      dealershipId: caller.dealershipId,
      actor: actorOf(caller),
      action: 'storage.moved',
      target: { kind: 'storage move', id },
      details: { step, from: source, to: target },
    });

/** Addresses of files for whoever has no session, and the files of the whole installation for its operators. */
export function storageHandlers({ database, storage, files, links }: HandlerParts) {
  return {
    async linkAsset({ caller, params: { sha256 }, body: { expiresInSeconds, download }, origin }) {
      const { type } = await readAsset(database.orm, caller.dealershipId, sha256);
      const disposition = dispositionOf(download);
      const { url, expiresAt } = await links.make({ sha256, download, type, disposition, expiresInSeconds });
      return { url: url.startsWith('/') ? `${origin.url}/api/v1${url}` : url, expiresAt: expiresAt.toISOString() };
    },
    async getLinkedFile({ params: { sha256 }, query: { expires, key, signature, download }, request }) {
      await links.check({ sha256, expires, key, signature, download });
      const type = await findAssetType(database.orm, sha256);
      const answer = await fileAnswer(request, { storage, sha256, type, disposition: dispositionOf(download) });
      // Such an address is for pages of other sites, and worth as long as it says.
      answer.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
      answer.headers.set('Access-Control-Allow-Origin', '*');
      answer.headers.set('Cache-Control', `private, max-age=${Math.max(0, expires - Math.ceil(Date.now() / 1000))}, immutable`);
      answer.headers.delete('Vary');
      return answer;
    },
    getStorage: () => describeStorage(database, files),
    moveStorage: async ({ caller, body }) => moveOf(await files.moves.begin(body, noted(caller, 'begun'))),
    emptyStorageSource: async ({ caller }) => moveOf(await files.moves.removeSource(noted(caller, 'source removed'))),
    async cleanStorage({ body: { dryRun } }) {
      const { row } = await files.cleaning.begin({ isDryRun: dryRun });
      return cleaningOf(row);
    },
  } satisfies Partial<Handlers>;
}
