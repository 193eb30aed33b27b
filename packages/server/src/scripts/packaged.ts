import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BuiltInScript } from './built-in.ts';
import type { ReadScript } from './reading.ts';

/** Scripts that the agent's package brings. Where it is left out, a platform has no hosts and needs none. */
export async function packagedScripts(): Promise<readonly BuiltInScript[]> {
  const name = 'Remove-Background';
  const text = await readFile(join(packageFolder() ?? '', 'powershell', `${name}.ps1`), 'utf8').catch(() => null); // left out
  return text === null ? [] : [{ name, description: 'Cuts cars out of their photos, with the engine of the host or another tool.', text }];
}

/** Reads scripts by the agent's own parser, which is loaded with the first. @throws DEPENDENCY_MISSING */
export const readByParser: ReadScript = async (text) => {
  const { readScript } = await import('@forecourt/remote-agent/powershell');
  return await readScript(text);
};

function packageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('@forecourt/remote-agent/package.json'));
  } catch {
    // Not installed.
    return null;
  }
}
