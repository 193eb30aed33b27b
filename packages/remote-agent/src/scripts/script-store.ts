import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { type ManifestEntry, type ScriptChoice, type ScriptManifest, scriptManifestSchema } from '@forecourt/sdk/contract';
import { makeFolder, moveFile, readError, removeTree, writeError, writeFileAtomically } from '@forecourt/sdk/files';
import { verifyDocument } from '@forecourt/sdk/remote';
import { isAtLeast } from './version.ts';

export interface ScriptStoreOptions {
  /** `scripts/` of the agent's data folder. */
  readonly folder: string;
  readonly hostId: string;
  /** Keys of the platform that this host belongs to, asked for each time: they rotate. */
  readonly platformKeys: () => readonly string[];
  /** Version of this agent. */
  readonly agentVersion: string;
  /** A file that was sent, by its hash; undefined where it is not there. */
  readonly file: (sha256: string) => Promise<Uint8Array | undefined>;
  /** Told when something was put away. */
  readonly onAltered?: ((script: ScriptChoice) => void) | undefined;
}

export interface ScriptStore {
  /** The manifest that counts; null before there is one. */
  manifest(): ScriptManifest | null;
  /**
   * Takes a manifest and keeps the scripts that it lists; those that it does not list go. The same one again changes nothing.
   *
   * @throws MANIFEST_INVALID (signed by nobody known, for another host, or older), SCRIPT_UNKNOWN (a script was not sent before)
   */
  accept(manifest: string): Promise<ScriptManifest>;
  /**
   * The content of a script, compared with what was published at this very moment.
   *
   * @throws SCRIPT_UNKNOWN, SCRIPT_ALTERED (it was put away), AGENT_TOO_OLD
   */
  read(choice: ScriptChoice): Promise<Uint8Array>;
}

/**
 * Opens the scripts of a host. What lies there is believed no more than what comes in: the signature of the manifest is checked when it is
 * opened, the content of a script each time that it is used.
 *
 * @throws MANIFEST_INVALID where the manifest on the disk is not what was accepted.
 */
export async function openScriptStore(options: ScriptStoreOptions): Promise<ScriptStore> {
  const { folder, hostId, agentVersion } = options;
  const manifestPath = join(folder, 'manifest.jws');
  await makeFolder(folder);
  const placeOf = ({ sha256, name }: Pick<ManifestEntry, 'sha256' | 'name'>) => join(folder, sha256, `${name}.ps1`);

  const verify = async (jws: string): Promise<ScriptManifest> => {
    const parsed = scriptManifestSchema.safeParse(await verifyDocument(jws.trim(), options.platformKeys()));
    if (!parsed.success) throw new ForecourtError('MANIFEST_INVALID', 'The manifest is not in the form of one.', { cause: parsed.error });
    if (parsed.data.hostId !== hostId) throw new ForecourtError('MANIFEST_INVALID', 'The manifest is for another host.');
    return parsed.data;
  };

  const stored = await readFile(manifestPath, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw readError(error, manifestPath);
  });
  let current = stored === undefined ? null : { jws: stored.trim(), manifest: await verify(stored) };
  let turn: Promise<unknown> = Promise.resolve();

  async function accept(jws: string): Promise<ScriptManifest> {
    if (current?.jws === jws.trim()) return current.manifest;
    const manifest = await verify(jws);
    if (current && manifest.number <= current.manifest.number) {
      throw new ForecourtError('MANIFEST_INVALID', `The manifest has number ${manifest.number}, and ${current.manifest.number} is here.`, {
        details: { number: manifest.number, current: current.manifest.number },
      });
    }
    for (const entry of manifest.scripts) await bring(entry);
    await writeFileAtomically(manifestPath, Buffer.from(`${jws.trim()}\n`));
    current = { jws: jws.trim(), manifest };
    await forgetOthers(manifest);
    return manifest;
  }

  /** From what was sent, unless it lies there as it should. */
  async function bring(entry: ManifestEntry): Promise<void> {
    const place = placeOf(entry);
    const there = await readFile(place).catch(() => undefined); // Whatever keeps it from being read, it is brought anew.
    if (there !== undefined && hashOf(there) === entry.sha256) return;
    const sent = await options.file(entry.sha256);
    if (sent === undefined || hashOf(sent) !== entry.sha256) {
      throw new ForecourtError('SCRIPT_UNKNOWN', `${entry.name} ${entry.version} is listed, but was not sent to this host.`, {
        hint: 'Send the files of the scripts first, then the manifest.',
        details: { sha256: entry.sha256 },
      });
    }
    await makeFolder(join(folder, entry.sha256));
    await writeFileAtomically(place, sent);
  }

  async function forgetOthers({ scripts }: ScriptManifest): Promise<void> {
    const listed = new Set(scripts.map(({ sha256 }) => sha256));
    for (const name of await readdir(folder)) {
      if (/^[0-9a-f]{64}$/.test(name) && !listed.has(name)) await removeTree(join(folder, name));
    }
  }

  async function read(choice: ScriptChoice): Promise<Uint8Array> {
    const isChosen = ({ name, version, sha256 }: ManifestEntry) =>
      name === choice.name && version === choice.version && sha256 === choice.sha256;
    const entry = current?.manifest.scripts.find(isChosen);
    if (!entry) throw new ForecourtError('SCRIPT_UNKNOWN', `The manifest of this host does not list ${choice.name} ${choice.version}.`);
    if (!isAtLeast(agentVersion, entry.minimumAgent)) {
      throw new ForecourtError('AGENT_TOO_OLD', `${entry.name} needs agent ${entry.minimumAgent}, and this one is ${agentVersion}.`);
    }
    const place = placeOf(entry);
    const content = await readFile(place).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw readError(error, place);
    });
    if (content !== undefined && hashOf(content) === entry.sha256) return content;
    if (content !== undefined) await putAway(entry);
    options.onAltered?.(choice);
    throw new ForecourtError('SCRIPT_ALTERED', `${entry.name} ${entry.version} on this host is not what was published.`, {
      hint: content === undefined ? 'The file is gone, and the published one is sent again. Start the run once more.' : undefined,
      details: { name: entry.name, version: entry.version },
    });
  }

  /** Out of the way, and kept for whoever wants to know. */
  async function putAway(entry: ManifestEntry): Promise<void> {
    const quarantine = join(folder, 'quarantine');
    await mkdir(quarantine, { recursive: true });
    const place = placeOf(entry);
    await moveFile(place, join(quarantine, `${entry.name}-${entry.version}-${entry.sha256.slice(0, 12)}-${Date.now()}.ps1`)).catch(
      (error: unknown) => {
        throw writeError(error, place);
      },
    );
  }

  return {
    manifest: () => current?.manifest ?? null,
    accept: (jws) => {
      // One at a time: the higher number wins, whichever comes first.
      const next = turn.then(() => accept(jws));
      turn = next.catch(() => undefined); // Whoever gave it is told; the next one is not to fail by it.
      return next;
    },
    read,
  };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
