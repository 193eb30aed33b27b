import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';

/** What a computer fetches from the platform to become a host, by the name in its address. */
export const agentFiles = {
  'forecourt-agent.mjs': { path: 'dist/forecourt-agent.mjs', type: 'text/javascript; charset=utf-8' },
  'install.ps1': { path: 'powershell/Install-ForecourtAgent.ps1', type: 'text/plain; charset=utf-8' },
  'install.sh': { path: 'powershell/install-forecourt-agent.sh', type: 'text/x-shellscript; charset=utf-8' },
} as const;

export type AgentFileName = keyof typeof agentFiles;

export interface AgentFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly type: string;
}

/** The agent that this platform brings. */
export interface AgentPackage {
  /** Null where none is installed. */
  readonly version: string | null;
  /** @throws NOT_FOUND */
  read(name: AgentFileName): Promise<AgentFile>;
}

const manifestSchema = z.object({ version: z.string() });

/** @param folder where the package lies, for tests; where it is installed where left out */
export function createAgentPackage({ folder = installed() }: { readonly folder?: string | null | undefined } = {}): AgentPackage {
  const version = folder === null ? null : manifestSchema.parse(createRequire(import.meta.url)(join(folder, 'package.json'))).version;
  return {
    version,
    async read(name) {
      const { path, type } = agentFiles[name];
      const bytes = folder === null ? null : await readFile(join(folder, path)).catch(() => null);
      if (bytes === null) {
        throw new ForecourtError('NOT_FOUND', `This platform brings no ${name}.`, {
          hint: 'Build it with `pnpm --filter @forecourt/remote-agent build`, or install the agent with `npm install -g @forecourt/remote-agent`.',
        });
      }
      return { bytes: new Uint8Array(bytes), sha256: createHash('sha256').update(bytes).digest('hex'), type };
    },
  };
}

function installed(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('@forecourt/remote-agent/package.json'));
  } catch {
    // It is left out where a platform has no hosts.
    return null;
  }
}
