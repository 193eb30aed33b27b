import { Readable } from 'node:stream';
import { ForecourtError } from '@forecourt/errors';
import { type AgentHealth, type ManifestEntry, type ScriptManifest, scriptManifestSchema } from '@forecourt/sdk/contract';
import type { Host, TransferSource } from '@forecourt/sdk/remote';
import type { Database } from '../database/open.ts';
import { type ManifestOwner, markPublished, numberManifest, readManifestEntries } from '../database/script-manifests.ts';
import { readTextOf } from '../database/scripts.ts';
import type { Logger } from '../settings/logger.ts';
import type { HostDirectory } from './host-directory.ts';

export interface PublisherOptions {
  readonly database: Database;
  readonly hosts: HostDirectory;
  /** Signs with the key by which hosts of a dealership know the platform. */
  readonly sign: (dealershipId: string, manifest: ScriptManifest) => Promise<string>;
  readonly logger: Logger;
  /** Done before a dealership's scripts are looked at. */
  readonly prepare: (dealershipId: string) => Promise<void>;
}

/** Brings hosts what they may run. */
export interface Publisher extends AsyncDisposable {
  /** Gives a host the manifest that it should have, with the scripts in it, unless it has it. @throws what the host throws */
  ensure(dealershipId: string, host: Host): Promise<void>;
  /** Gives a host its scripts once more, whatever it is known to have: it found one that is not what was published. */
  restore(dealershipId: string, host: Host): void;
  /** To be called whenever a host has told how it is. One that has what it should have is not asked again. */
  seen(dealershipId: string, host: Host, health: Pick<AgentHealth, 'manifest'>): void;
  /** Scripts have changed: every host that is there gets the new manifest. */
  changed(dealershipId: string): void;
}

/** Says the id of a dealership whose scripts have changed. */
const scriptsChannel = 'forecourt_scripts';
/** So many scripts go at once. */
const sentAtOnce = 4;

export async function createPublisher({ database, hosts, sign, logger, prepare }: PublisherOptions): Promise<Publisher> {
  /** Numbers that hosts are known to have since the scripts of their dealership changed last, in whichever process. */
  const given = new Map<string, { readonly dealershipId: string; readonly number: number }>();
  const listening = await database.listen(scriptsChannel, forget);
  const underWay = new Map<string, Promise<void>>();
  const background = new Set<Promise<void>>();

  async function give(owner: ManifestOwner, host: Host, { mayRepeat = true, isAnew = false } = {}): Promise<void> {
    const entries = await readManifestEntries(database.orm, owner);
    const { manifest: has } = await host.health();
    const { number, issuedAt, isPublished } = await database.transaction((tx) => numberManifest(tx, owner, { entries, has, isAnew }));
    if (!isPublished) {
      await sendAll(owner, entries, host);
      const manifest = { number, hostId: owner.hostId, issuedAt: issuedAt.toISOString(), scripts: entries };
      try {
        await host.publish(await sign(owner.dealershipId, scriptManifestSchema.parse(manifest)));
      } catch (error) {
        // Another process may have given it a newer one meanwhile.
        const isOvertaken = ForecourtError.is(error) && error.code === 'MANIFEST_INVALID' && (await host.health()).manifest >= number;
        if (isOvertaken && mayRepeat) return await give(owner, host, { mayRepeat: false });
        throw error;
      }
      await markPublished(database.orm, owner, number);
    }
    given.set(owner.hostId, { dealershipId: owner.dealershipId, number });
  }

  /** @param changedId dealership; whatever there is where none is named, since something may have been missed */
  function forget(changedId: string): void {
    for (const [hostId, { dealershipId }] of given) if (changedId === '' || changedId === dealershipId) given.delete(hostId);
  }

  async function sendAll({ dealershipId }: ManifestOwner, entries: readonly ManifestEntry[], host: Host): Promise<void> {
    const left = [...new Map(entries.map((entry) => [entry.sha256, entry])).values()];
    const sendNext = async (): Promise<void> => {
      for (let entry = left.pop(); entry; entry = left.pop()) {
        const { sha256, name } = entry;
        await host.send(sourceOf(`${name}.ps1`, sha256, await readTextOf(database.orm, dealershipId, sha256)));
      }
    };
    await Promise.all(Array.from({ length: sentAtOnce }, sendNext));
  }

  /** One after the other for each host: who comes while one is given waits, and then finds it there. */
  async function inTurn(dealershipId: string, host: Host, isAnew: boolean): Promise<void> {
    await prepare(dealershipId);
    const before = underWay.get(host.id) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => give({ dealershipId, hostId: host.id }, host, { isAnew }));
    underWay.set(host.id, turn);
    try {
      await turn;
    } finally {
      if (underWay.get(host.id) === turn) underWay.delete(host.id);
    }
  }

  const ensure: Publisher['ensure'] = (dealershipId, host) => inTurn(dealershipId, host, false);

  function later(work: Promise<void>): void {
    const done = work
      .catch((error: unknown) => logger.warn({ err: error }, 'a host could not be given its scripts; it gets them when it is back'))
      .finally(() => background.delete(done));
    background.add(done);
  }

  async function giveAll(dealershipId: string): Promise<void> {
    forget(dealershipId);
    await database.notify(scriptsChannel, dealershipId);
    const there = await hosts.all(dealershipId);
    const ends = await Promise.allSettled(there.map((host) => ensure(dealershipId, host)));
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  return {
    ensure,
    restore(dealershipId, host) {
      later(inTurn(dealershipId, host, true));
    },
    seen(dealershipId, host, { manifest }) {
      if (given.get(host.id)?.number === manifest || underWay.has(host.id)) return;
      later(ensure(dealershipId, host));
    },
    changed(dealershipId) {
      later(giveAll(dealershipId));
    },
    async [Symbol.asyncDispose]() {
      await listening[Symbol.asyncDispose]();
      await Promise.allSettled(background);
    },
  };
}

function sourceOf(name: string, sha256: string, text: string): TransferSource {
  const bytes = Buffer.from(text);
  return { name, sha256, bytes: bytes.byteLength, read: (offset) => Readable.from([bytes.subarray(offset)], { objectMode: false }) };
}
