import { createHash } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { type AuditAction, manifestEntrySchema, type Script, type ScriptDetail, scriptNameSchema } from '@forecourt/sdk/contract';
import { createTwoFilesPatch } from 'diff';
import { actorOf, appendAudit } from '../database/audit.ts';
import type { Transaction } from '../database/open.ts';
import {
  deleteScript,
  insertScript,
  insertScriptVersion,
  listScripts,
  type NewVersion,
  pinScript,
  readScript,
  readScriptVersion,
  requireLivingHost,
  type ScriptName,
  setCurrentVersion,
  tellScript,
} from '../database/scripts.ts';
import type { Caller } from '../identity/index.ts';
import { type BuiltInParts, ensureBuiltIn } from './built-in.ts';
import { createPublisher, type Publisher, type PublisherOptions } from './publisher.ts';
import { requireScript } from './reading.ts';

export interface ScriptsOptions extends Omit<PublisherOptions, 'prepare'>, BuiltInParts {}

export interface NewScriptVersion {
  readonly text: string;
  readonly version: string;
  readonly note: string;
  readonly minimumAgent: string;
}

/** Scripts of a dealership as people handle them: every change is written down and brought to all hosts. */
export interface Scripts extends AsyncDisposable {
  readonly publisher: Publisher;
  list(dealershipId: string): Promise<Script[]>;
  /** @throws NOT_FOUND */
  read(dealershipId: string, id: string): Promise<ScriptDetail>;
  /** @throws SCRIPT_INVALID, SCRIPT_NAME_TAKEN */
  create(caller: Caller, script: NewScriptVersion & { readonly name: string; readonly description: string }): Promise<ScriptDetail>;
  /** @throws NOT_FOUND, SCRIPT_INVALID, CHANGED_MEANWHILE */
  addVersion(caller: Caller, id: string, version: NewScriptVersion & { readonly makeCurrent: boolean }): Promise<ScriptDetail>;
  /** @throws NOT_FOUND */
  text(dealershipId: string, id: string, version: string): Promise<string>;
  /** @throws NOT_FOUND */
  diff(
    dealershipId: string,
    id: string,
    between: { readonly from?: string | undefined; readonly to?: string | undefined },
  ): Promise<string>;
  /** @throws NOT_FOUND */
  setCurrent(caller: Caller, id: string, version: string): Promise<ScriptDetail>;
  /** @throws NOT_FOUND, HOST_REVOKED */
  pin(caller: Caller, id: string, pin: { readonly hostId: string; readonly version: string | null }): Promise<ScriptDetail>;
  /** @throws NOT_FOUND, FORBIDDEN */
  delete(caller: Caller, id: string): Promise<void>;
}

export async function createScripts(options: ScriptsOptions): Promise<Scripts> {
  const { database, readScript: read } = options;
  const complete = new Map<string, Promise<void>>();
  const publisher = await createPublisher({ ...options, prepare: ensured });

  /** Once for each dealership in each process. */
  function ensured(dealershipId: string): Promise<void> {
    const present = complete.get(dealershipId);
    if (present !== undefined) return present;
    const ensuring = ensureBuiltIn(options, dealershipId);
    complete.set(dealershipId, ensuring);
    ensuring.catch(() => complete.delete(dealershipId));
    return ensuring;
  }

  async function versionOf(caller: Caller, { text, version, note, minimumAgent }: NewScriptVersion): Promise<NewVersion> {
    const { parameters } = await requireScript(text, read);
    const bytes = Buffer.byteLength(text);
    if (!manifestEntrySchema.shape.bytes.safeParse(bytes).success) {
      throw new ForecourtError('SCRIPT_INVALID', `The script has ${bytes} bytes; a million is the most.`, { details: { field: 'text' } });
    }
    const sha256 = createHash('sha256').update(text).digest('hex');
    return { text, version, note, minimumAgent, sha256, bytes, parameters: [...parameters], addedBy: caller.name };
  }

  /** Does what is to be done, writes it down, tells pages, and lets hosts know once it is there. */
  async function change(
    caller: Caller,
    action: AuditAction,
    work: (tx: Transaction) => Promise<{ readonly id: string; readonly details: Readonly<Record<string, unknown>> }>,
  ): Promise<ScriptName> {
    const { dealershipId } = caller;
    const name = await database.transaction(async (tx) => {
      const { id, details } = await work(tx);
      await appendAudit(tx, { dealershipId, actor: actorOf(caller), action, target: { kind: 'script', id }, details });
      await tellScript(tx, { dealershipId, id }, { isDeleted: action === 'script.deleted' });
      return { dealershipId, id };
    });
    publisher.changed(dealershipId);
    return name;
  }

  return {
    publisher,
    async list(dealershipId) {
      await ensured(dealershipId);
      return await listScripts(database.orm, dealershipId);
    },
    read: (dealershipId, id) => readScript(database.orm, { dealershipId, id }),
    async create(caller, { name, description, ...wanted }) {
      const version = await versionOf(caller, wanted);
      const { dealershipId } = caller;
      await ensured(dealershipId);
      const made = await change(caller, 'script.created', async (tx) => ({
        id: await insertScript(tx, { dealershipId, name: scriptNameSchema.parse(name), description }, version),
        details: { name, version: version.version, sha256: version.sha256 },
      }));
      return await readScript(database.orm, made);
    },
    async addVersion(caller, id, { makeCurrent, ...wanted }) {
      const name = { dealershipId: caller.dealershipId, id };
      // First whether there is one at all: what is wrong with a text is nobody's business in another dealership.
      const script = await readScript(database.orm, name);
      const version = await versionOf(caller, wanted);
      await change(caller, 'script.version_added', async (tx) => {
        await insertScriptVersion(tx, name, version, { makeCurrent });
        return { id, details: { name: script.name, version: version.version, sha256: version.sha256, isCurrent: makeCurrent } };
      });
      return await readScript(database.orm, name);
    },
    text: async (dealershipId, id, version) => (await readScriptVersion(database.orm, { dealershipId, id }, version)).text,
    async diff(dealershipId, id, between) {
      const name = { dealershipId, id };
      const script = await readScript(database.orm, name);
      const versions = script.all.map(({ version }) => version);
      const to = between.to ?? versions[0] ?? '';
      // The first version is compared with itself.
      const from = between.from ?? versions[versions.indexOf(to) + 1] ?? to;
      const [before, after] = await Promise.all([from, to].map((version) => readScriptVersion(database.orm, name, version)));
      const file = `${script.name}.ps1`;
      return createTwoFilesPatch(file, file, before?.text ?? '', after?.text ?? '', from, to);
    },
    async setCurrent(caller, id, version) {
      const name = { dealershipId: caller.dealershipId, id };
      await change(caller, 'script.current_set', async (tx) => {
        const before = await readScript(tx, name);
        await setCurrentVersion(tx, name, version);
        return { id, details: { name: before.name, version, before: before.current } };
      });
      return await readScript(database.orm, name);
    },
    async pin(caller, id, { hostId, version }) {
      const { dealershipId } = caller;
      const name = { dealershipId, id };
      await change(caller, 'script.pinned', async (tx) => {
        const script = await readScript(tx, name);
        await requireLivingHost(tx, { dealershipId, id: hostId });
        await pinScript(tx, name, { hostId, version });
        return { id, details: { name: script.name, hostId, version } };
      });
      return await readScript(database.orm, name);
    },
    async delete(caller, id) {
      await change(caller, 'script.deleted', async (tx) => {
        const { name } = await deleteScript(tx, { dealershipId: caller.dealershipId, id });
        return { id, details: { name } };
      });
    },
    [Symbol.asyncDispose]: () => publisher[Symbol.asyncDispose](),
  };
}
