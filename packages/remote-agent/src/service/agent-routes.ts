import { ForecourtError } from '@forecourt/errors';
import { type AgentDiagnostics, type AgentHealth, enrolmentAnswerSchema } from '@forecourt/sdk/contract';
import * as z from 'zod';
import type { IdentityHolder } from '../config/holder.ts';
import type { ScriptStore } from '../scripts/script-store.ts';
import type { Worker } from '../worker/worker.ts';
import { type Answer, type Call, readJson, readText } from './call.ts';
import type { RouteEntry } from './listener.ts';

export interface AgentRouteParts {
  readonly health: () => Promise<AgentHealth>;
  readonly worker: Worker;
  readonly scripts: ScriptStore;
  readonly identity: IdentityHolder;
  /** Looks at each part of the agent. */
  readonly diagnose: () => Promise<AgentDiagnostics>;
  /** Installs the release that a signed document names. Resolves when it is checked and under way. */
  readonly update: (release: string) => Promise<void>;
}

const drainSchema = z.strictObject({ isDraining: z.boolean() });
const keysSchema = z.strictObject({ platformKeys: enrolmentAnswerSchema.shape.platformKeys });

/** What concerns the agent itself. */
export function agentRoutes({ health, worker, scripts, identity, diagnose, update }: AgentRouteParts): RouteEntry[] {
  async function drain(call: Call): Promise<Answer> {
    worker.drain((await readJson(call, drainSchema)).isDraining);
    return { status: 200, json: await health() };
  }

  async function takeManifest(call: Call): Promise<Answer> {
    const { number } = await scripts.accept(await readText(call));
    return { status: 200, json: { number } };
  }

  function takeKeys({ platformKeys }: z.output<typeof keysSchema>): Promise<void> {
    if (new Set(platformKeys).size !== platformKeys.length) throw new ForecourtError('INVALID_INPUT', 'A key is named twice.');
    return identity.setPlatformKeys(platformKeys);
  }

  const keys = () => ({ publicKey: identity.current().key.publicKey, platformKeys: identity.current().config.platformKeys });
  return [
    { method: 'GET', path: /^\/health$/, handle: async () => ({ status: 200, json: await health() }) },
    { method: 'GET', path: /^\/diagnostics$/, handle: async () => ({ status: 200, json: await diagnose() }) },
    { method: 'POST', path: /^\/drain$/, handle: drain },
    { method: 'PUT', path: /^\/scripts\/manifest$/, handle: takeManifest },
    {
      method: 'POST',
      path: /^\/update$/,
      async handle(call) {
        await update(await readText(call));
        return { status: 202, json: {} };
      },
    },
    { method: 'GET', path: /^\/keys$/, handle: () => ({ status: 200, json: keys() }) },
    {
      method: 'PUT',
      path: /^\/keys$/,
      async handle(call) {
        await takeKeys(await readJson(call, keysSchema));
        return { status: 200, json: keys() };
      },
    },
  ];
}
