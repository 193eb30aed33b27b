import type { Hono } from 'hono';
import { type AgentFileName, agentFiles, type Hosts } from '../hosts/index.ts';
import { matches } from './caching.ts';
import type { Environment } from './context.ts';

export interface AgentFileParts {
  readonly hosts: Pick<Hosts, 'agent'>;
}

/** Mounts what a computer fetches to become a host. It is the same for everybody, and the hash in the pasted line says that it is this. */
export function mountAgentFiles(app: Hono<Environment>, { hosts }: AgentFileParts): void {
  // The table is our own, so its keys are exactly the names.
  for (const name of Object.keys(agentFiles) as AgentFileName[]) {
    app.get(`/api/v1/agent/${name}`, async (context) => {
      const { bytes, sha256, type } = await hosts.agent.read(name);
      const etag = `"${sha256}"`;
      const headers = { ETag: etag, 'Cache-Control': 'no-cache', 'Content-Type': type, 'X-Content-Type-Options': 'nosniff' };
      if (matches(context.req.header('if-none-match') ?? null, etag)) return new Response(null, { status: 304, headers });
      return new Response(bytes, { headers });
    });
  }
}
