import type { ScriptChoice, ScriptManifest } from '@forecourt/sdk/contract';
import { agentPaths, signDocument } from '@forecourt/sdk/remote';
import { sendWhole } from './files.ts';
import type { TestPlatform } from './platform.ts';

/** Publishes one script on a host: its file, then the manifest that lists it. */
export async function publishScript(platform: TestPlatform, hostId: string, text: string, number = 1): Promise<ScriptChoice> {
  const bytes = Buffer.from(text);
  const { sha256 } = await sendWhole(platform, bytes, 'Test.ps1');
  const script = { name: 'Test', version: '1.0.0', sha256 };
  const manifest: ScriptManifest = {
    number,
    hostId,
    issuedAt: new Date().toISOString(),
    scripts: [{ ...script, bytes: bytes.byteLength, parameters: [], minimumAgent: '0.0.0', isCurrent: true }],
  };
  const { status, json } = await platform.ask('PUT', agentPaths.manifest, {
    body: Buffer.from(await signDocument(platform.key, manifest)),
  });
  if (status !== 200) throw new Error(`the manifest was not taken: ${JSON.stringify(json)}`);
  return script;
}
