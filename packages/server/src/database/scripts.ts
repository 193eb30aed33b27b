import { ForecourtError } from '@forecourt/errors';
import type { Script, ScriptDetail, ScriptParameter, ScriptVersion } from '@forecourt/sdk/contract';
import { v7 as newId } from 'uuid';
import { and, asc, desc, eq, type SQL, sql } from './drizzle.ts';
import { appendEvent } from './events.ts';
import { isDuplicate, isMissingReference } from './failures.ts';
import type { ForecourtOrm, Transaction } from './orm.ts';
import { executions, hosts, scriptPins, scripts, scriptVersions } from './schema.ts';

export interface ScriptName {
  readonly dealershipId: string;
  readonly id: string;
}

/** Scripts of a dealership in the order of their names. */
export async function listScripts(orm: ForecourtOrm, dealershipId: string): Promise<Script[]> {
  const rows = await selectScripts(orm, eq(scripts.dealershipId, dealershipId)).orderBy(sql`lower(${scripts.name})`);
  return rows.map(scriptOf);
}

/** One with its versions, newest first, and its pins. @throws NOT_FOUND, also for one of another dealership */
export async function readScript(orm: ForecourtOrm, name: ScriptName): Promise<ScriptDetail> {
  const [row] = await selectScripts(orm, isScript(name));
  if (row === undefined) throw unknownScript();
  const { text: _, ...listed } = versionColumns;
  const versions = await orm
    .select(listed)
    .from(scriptVersions)
    .where(isVersionOf(name))
    .orderBy(desc(scriptVersions.createdAt), desc(sql`string_to_array(${scriptVersions.version}, '.')::int[]`));
  const pins = await orm
    .select({ hostId: scriptPins.hostId, version: scriptPins.version })
    .from(scriptPins)
    .where(and(eq(scriptPins.dealershipId, name.dealershipId), eq(scriptPins.scriptId, name.id)))
    .orderBy(asc(scriptPins.hostId));
  const { current } = row.script;
  const all = versions.map(
    ({ createdAt, ...version }): ScriptVersion => ({
      ...version,
      isCurrent: version.version === current,
      createdAt: createdAt.toISOString(),
    }),
  );
  return { ...scriptOf(row), all, pins };
}

const versionColumns = {
  version: scriptVersions.version,
  sha256: scriptVersions.sha256,
  bytes: scriptVersions.bytes,
  note: scriptVersions.note,
  parameters: scriptVersions.parameters,
  minimumAgent: scriptVersions.minimumAgent,
  addedBy: scriptVersions.addedBy,
  createdAt: scriptVersions.createdAt,
  text: scriptVersions.text,
};

/** A version with its text. @throws NOT_FOUND */
export async function readScriptVersion(orm: ForecourtOrm, name: ScriptName, version: string): Promise<Required<NewVersion>> {
  const [row] = await orm
    .select(versionColumns)
    .from(scriptVersions)
    .where(and(isVersionOf(name), eq(scriptVersions.version, version)));
  if (row === undefined) throw new ForecourtError('NOT_FOUND', `There is no version ${version} of this script.`);
  return row;
}

/** The text of a version by its hash: any of those that have it. @throws NOT_FOUND */
export async function readTextOf(orm: ForecourtOrm, dealershipId: string, sha256: string): Promise<string> {
  const [row] = await orm
    .select({ text: scriptVersions.text })
    .from(scriptVersions)
    .where(and(eq(scriptVersions.dealershipId, dealershipId), eq(scriptVersions.sha256, sha256)))
    .limit(1);
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such version any more.');
  return row.text;
}

export interface NewVersion {
  readonly version: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly text: string;
  readonly note: string;
  readonly parameters: ScriptParameter[];
  readonly minimumAgent: string;
  readonly addedBy: string;
}

export interface NewScript {
  readonly dealershipId: string;
  readonly name: string;
  readonly description: string;
  readonly isBuiltIn?: boolean | undefined;
}

/** Adds one with its first version, which becomes the current one. @returns its id. @throws SCRIPT_NAME_TAKEN */
export async function insertScript(tx: Transaction, { isBuiltIn = false, ...script }: NewScript, version: NewVersion): Promise<string> {
  const id = newId();
  try {
    await tx.insert(scripts).values({ ...script, id, isBuiltIn, current: version.version });
  } catch (error) {
    if (isDuplicate(error, 'scripts_name')) {
      throw new ForecourtError('SCRIPT_NAME_TAKEN', `There is a script ${script.name} already.`, { details: { field: 'name' } });
    }
    throw error;
  }
  await tx.insert(scriptVersions).values({ ...version, dealershipId: script.dealershipId, scriptId: id });
  return id;
}

/** @throws NOT_FOUND; CHANGED_MEANWHILE where it has this version already */
export async function insertScriptVersion(
  tx: Transaction,
  name: ScriptName,
  version: NewVersion,
  { makeCurrent }: { readonly makeCurrent: boolean },
): Promise<void> {
  await touchScript(tx, name, makeCurrent ? { current: version.version } : {});
  const added = await tx
    .insert(scriptVersions)
    .values({ ...version, dealershipId: name.dealershipId, scriptId: name.id })
    .onConflictDoNothing()
    .returning({ version: scriptVersions.version });
  if (added.length === 0) {
    throw new ForecourtError('CHANGED_MEANWHILE', `There is a version ${version.version} already, and a version is never changed.`, {
      hint: 'Give it a higher number.',
      details: { field: 'version' },
    });
  }
}

/** @throws NOT_FOUND for a script or a version that is not there */
export async function setCurrentVersion(tx: Transaction, name: ScriptName, version: string): Promise<void> {
  await readScriptVersion(tx, name, version);
  await touchScript(tx, name, { current: version });
}

/** Has a host stay with a version, or follow the current one again. @throws NOT_FOUND for a script, version or host that is not there */
export async function pinScript(
  tx: Transaction,
  name: ScriptName,
  { hostId, version }: { readonly hostId: string; readonly version: string | null },
): Promise<void> {
  const { dealershipId, id: scriptId } = name;
  if (version !== null) await readScriptVersion(tx, name, version);
  await touchScript(tx, name, {});
  if (version === null) {
    const isPin = and(eq(scriptPins.dealershipId, dealershipId), eq(scriptPins.scriptId, scriptId), eq(scriptPins.hostId, hostId));
    await tx.delete(scriptPins).where(isPin);
    return;
  }
  try {
    await tx
      .insert(scriptPins)
      .values({ dealershipId, scriptId, hostId, version })
      .onConflictDoUpdate({ target: [scriptPins.dealershipId, scriptPins.scriptId, scriptPins.hostId], set: { version } });
  } catch (error) {
    if (isMissingReference(error, 'script_pins_host')) throw new ForecourtError('NOT_FOUND', 'There is no such host.');
    throw error;
  }
}

/** @throws NOT_FOUND; FORBIDDEN for one that comes with Forecourt */
export async function deleteScript(tx: Transaction, name: ScriptName): Promise<{ readonly name: string }> {
  const [row] = await tx.select().from(scripts).where(isScript(name)).for('update');
  if (row === undefined) throw unknownScript();
  if (row.isBuiltIn) {
    throw new ForecourtError('FORBIDDEN', `${row.name} comes with Forecourt and stays.`, {
      hint: 'Pin its versions, or add a script of your own under another name.',
    });
  }
  await tx.delete(scripts).where(isScript(name));
  return row;
}

/** Lets pages show a script anew. To be called last. */
export async function tellScript(tx: Transaction, { dealershipId, id }: ScriptName, { isDeleted = false } = {}): Promise<void> {
  await appendEvent(tx, dealershipId, 'script.changed', { id, isDeleted });
}

async function touchScript(tx: Transaction, name: ScriptName, set: { readonly current?: string }): Promise<void> {
  const changed = await tx
    .update(scripts)
    .set({ ...set, updatedAt: sql`now()` })
    .where(isScript(name))
    .returning({ id: scripts.id });
  if (changed.length === 0) throw unknownScript();
}

function selectScripts(orm: ForecourtOrm, where: SQL | undefined) {
  const ofScript = sql`${executions.dealershipId} = ${scripts.dealershipId} and ${executions.scriptName} = ${scripts.name}`;
  return orm
    .select({
      script: scripts,
      versions: orm.$count(
        scriptVersions,
        and(eq(scriptVersions.dealershipId, scripts.dealershipId), eq(scriptVersions.scriptId, scripts.id)),
      ),
      lastRunAt:
        sql<unknown>`(select ${executions.createdAt} from ${executions} where ${ofScript} order by ${executions.id} desc limit 1)`.mapWith(
          executions.createdAt,
        ),
    })
    .from(scripts)
    .where(where)
    .$dynamic();
}

type Row = Awaited<ReturnType<typeof selectScripts>>[number];

function scriptOf({ script, versions, lastRunAt }: Row): Script {
  const { id, name, description, isBuiltIn, current, createdAt, updatedAt } = script;
  return {
    ...{ id, name, description, isBuiltIn, current, versions },
    lastRunAt: lastRunAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

/** @throws NOT_FOUND, HOST_REVOKED */
export async function requireLivingHost(orm: ForecourtOrm, { dealershipId, id }: ScriptName): Promise<typeof hosts.$inferSelect> {
  const [row] = await orm
    .select()
    .from(hosts)
    .where(and(eq(hosts.dealershipId, dealershipId), eq(hosts.id, id)));
  if (row === undefined) throw new ForecourtError('NOT_FOUND', 'There is no such host.');
  if (row.state === 'revoked') throw new ForecourtError('HOST_REVOKED', `The host ${row.name} was revoked.`);
  return row;
}

function isScript({ dealershipId, id }: ScriptName) {
  return and(eq(scripts.dealershipId, dealershipId), eq(scripts.id, id));
}

function isVersionOf({ dealershipId, id }: ScriptName) {
  return and(eq(scriptVersions.dealershipId, dealershipId), eq(scriptVersions.scriptId, id));
}

function unknownScript(): ForecourtError {
  return new ForecourtError('NOT_FOUND', 'There is no such script.');
}
