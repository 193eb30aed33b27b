import { createClient } from '@forecourt/sdk/client';
import { writeFileAtomically } from '@forecourt/sdk/files';
import { readSettings } from '@forecourt/sdk/settings';
import { z } from 'zod';
import { createDiagnostics } from '../diagnostics/index.ts';
import { type CommandContext, parseFlags } from './context.ts';
import { siteOfEnvironment } from './diagnose.ts';

const bundleFlagsSchema = z.strictObject({ output: z.string().min(1), json: z.boolean().default(false) });

/** A bundle looks at every part first, and the slowest may take its ten seconds. */
const serverTimeoutMs = 60_000;

/**
 * `forecourt support-bundle`: from the server that FORECOURT_SERVER_URL names, with the last lines of its log; else made here from what
 * the environment says.
 */
export async function supportBundle(flags: unknown, { terminal, signal }: CommandContext): Promise<void> {
  const { output } = parseFlags(bundleFlagsSchema, flags);
  const { serverUrl, serverKey } = readSettings();
  const bytes = serverUrl === undefined ? await fromHere(signal) : await fromServer(serverUrl, serverKey, signal);
  await writeFileAtomically(output, bytes, { signal });
  const from = serverUrl ?? 'this machine';
  terminal.result({ output, bytes: bytes.byteLength, from }, () => `${output}: what ${from} said. Look through it before you send it.`);
}

async function fromHere(signal: AbortSignal): Promise<Uint8Array> {
  await using site = siteOfEnvironment();
  return (await createDiagnostics({ site }).bundle({ signal })).bytes;
}

async function fromServer(url: string, key: string | undefined, signal: AbortSignal): Promise<Uint8Array> {
  const client = createClient({ url, timeoutMs: serverTimeoutMs, ...(key !== undefined && { key }) });
  const answer = await client.diagnostics.bundle({ signal });
  return new Uint8Array(await answer.arrayBuffer());
}
