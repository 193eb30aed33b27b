import { createHash } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { appendAudit, systemActor } from '../database/audit.ts';
import type { Database } from '../database/open.ts';
import { insertScript, insertScriptVersion, listScripts, readScript, tellScript } from '../database/scripts.ts';
import { type ReadScript, requireScript } from './reading.ts';

/** A script that comes with Forecourt. */
export interface BuiltInScript {
  readonly name: string;
  readonly description: string;
  readonly text: string;
}

export interface BuiltInParts {
  readonly database: Database;
  readonly readScript: ReadScript;
  readonly builtIn: () => Promise<readonly BuiltInScript[]>;
}

const firstVersion = '1.0.0';

/**
 * Sees to it that a dealership has what comes with Forecourt, in the version that came with this one. A newer text is a new version; it becomes
 * the current one unless people have gone back to another.
 */
export async function ensureBuiltIn({ database, readScript: read, builtIn }: BuiltInParts, dealershipId: string): Promise<void> {
  const present = await listScripts(database.orm, dealershipId);
  for (const { name, description, text } of await builtIn()) {
    const sha256 = createHash('sha256').update(text).digest('hex');
    const known = present.find((script) => script.name.toLowerCase() === name.toLowerCase());
    // Somebody's own of this name stays his.
    if (known && !known.isBuiltIn) continue;
    const detail = known && (await readScript(database.orm, { dealershipId, id: known.id }));
    if (detail?.all.some((version) => version.sha256 === sha256)) continue;
    const { parameters } = await requireScript(text, read);
    const version = {
      ...{ text, sha256, parameters: [...parameters], bytes: Buffer.byteLength(text), minimumAgent: '0.0.0' },
      ...{ version: nextVersion(detail?.all[0]?.version), note: 'Came with Forecourt.', addedBy: systemActor.name },
    };
    const makeCurrent = detail === undefined || detail.current === detail.all[0]?.version;
    await database
      .transaction(async (tx) => {
        const id = known?.id ?? (await insertScript(tx, { dealershipId, name, description, isBuiltIn: true }, version));
        if (known) await insertScriptVersion(tx, { dealershipId, id }, version, { makeCurrent });
        const target = { kind: 'script', id };
        const action = known ? 'script.version_added' : 'script.created';
        await appendAudit(tx, { dealershipId, actor: systemActor, action, target, details: { name, version: version.version, sha256 } });
        await tellScript(tx, { dealershipId, id });
      })
      .catch((error: unknown) => {
        // Another process has done so at the same moment.
        if (!ForecourtError.is(error) || !['SCRIPT_NAME_TAKEN', 'CHANGED_MEANWHILE'].includes(error.code)) throw error;
      });
  }
}

function nextVersion(last: string | undefined): string {
  if (last === undefined) return firstVersion;
  const [major = 1, minor = 0, patch = 0] = last.split('.').map(Number);
  return `${major}.${minor}.${patch + 1}`;
}
