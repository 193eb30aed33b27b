import { arch, availableParallelism, freemem, platform, release, totalmem } from 'node:os';
import type { Diagnostics } from '@forecourt/sdk/contract';
import type { Environment } from '@forecourt/sdk/settings';
import { ZipFile } from 'yazl';
import { withoutSecrets } from '../logging/index.ts';
import { secretValues, shownSettings } from './settings-text.ts';

/** What a bundle is made from. What fails to be told is told as such: a bundle is asked for when something is broken. */
export interface BundleParts {
  readonly environment: Environment;
  readonly diagnostics: Diagnostics;
  /** The last lines of the log; none where no server runs in this process. */
  readonly logLines: readonly string[];
  /** More to put in, by the name of the file. */
  readonly files: Readonly<Record<string, () => Promise<string | object>>>;
}

/**
 * Makes the ZIP for whoever helps: what runs where, the settings, what was found, what was logged. Passwords, keys, tokens and e-mail
 * addresses are taken out of all of it; photos and their names, vehicles and people were never in it.
 */
export async function supportBundle({ environment, diagnostics, logLines, files }: BundleParts): Promise<Uint8Array> {
  const secrets = secretValues(environment);
  const zip = new ZipFile();
  const add = (name: string, text: string) =>
    zip.addBuffer(Buffer.from(`${text.trimEnd()}\n`), name, { mtime: new Date(diagnostics.checkedAt), mode: 0o100644 });
  const clean = (text: string) => withoutSecrets(text, secrets);
  add('README.txt', readme(diagnostics));
  add('machine.json', clean(JSON.stringify(machine(diagnostics.version), null, 2)));
  add('settings.json', clean(JSON.stringify(shownSettings(environment), null, 2)));
  add('checks.json', clean(JSON.stringify(diagnostics, null, 2)));
  add('log.jsonl', logLines.map(clean).join('\n'));
  for (const [name, make] of Object.entries(files)) {
    const content = await make().catch((error: unknown) => ({ couldNotBeTold: error instanceof Error ? error.message : String(error) }));
    add(name, clean(typeof content === 'string' ? content : JSON.stringify(content, null, 2)));
  }
  zip.end();
  const chunks: Uint8Array[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}

/** `forecourt-support-2026-11-21T17-20.zip` */
export function bundleName({ checkedAt }: Pick<Diagnostics, 'checkedAt'>): string {
  return `forecourt-support-${checkedAt.slice(0, 16).replace(':', '-')}.zip`;
}

function readme({ checkedAt, state, version }: Diagnostics): string {
  return `Support bundle of Forecourt ${version}, made at ${checkedAt}. State: ${state}.

machine.json   what it runs on
settings.json  every setting; of secrets only that they are set
checks.json    what \`forecourt doctor\` found
log.jsonl      the last lines of the log of the process that made this
queue.json     what waits and what is under way
errors.json    what failed, by its cause
schema.json    the migrations of the database
metrics.txt    the figures of GET /metrics

Passwords, keys, tokens and e-mail addresses were taken out. There are no photos, no vehicles and no names of people in it.
Look through it before you send it.`;
}

function machine(version: string): object {
  return {
    forecourt: version,
    node: process.versions.node,
    platform: `${platform()} ${release()} ${arch()}`,
    processors: availableParallelism(),
    memoryMb: { total: Math.round(totalmem() / 1e6), free: Math.round(freemem() / 1e6), own: Math.round(process.memoryUsage().rss / 1e6) },
    memoryLimitMb: process.constrainedMemory() > 0 ? Math.round(process.constrainedMemory() / 1e6) : null,
    upSeconds: Math.round(process.uptime()),
  };
}
