import { join } from 'node:path';
import { type Agent, agentVersion, createAgent, keepIdentity } from '@forecourt/remote-agent';
import { type EnrolmentRequest, enrolmentAnswerSchema, problemSchema } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { generateHostKey } from '@forecourt/sdk/remote';
import { installTinyModel } from '@forecourt/testing';
import { createEngineCutter, createRunner } from '../../../../remote-agent/src/runner/index.ts';
import type { Tenant, TestServer } from '../../testing/server.ts';

/** The engine of a server in tests: a model of some bytes, which is ready at once. */
export async function tinyEngine(folder: string): Promise<Provider> {
  return createLocalProvider({ ...(await installTinyModel(join(folder, 'server-model'))), threads: 1 });
}

/** A computer with a real agent, enrolled by the token of an invitation. */
export interface OfficePc extends AsyncDisposable {
  readonly id: string;
  agent(): Agent;
  restart(options?: { readonly dials?: boolean }): Promise<void>;
  stop(): Promise<void>;
}

/** Enrols a computer as its installer does. @returns what the platform answers */
export async function acceptEnrolment(url: string, token: string, request: Partial<EnrolmentRequest> = {}): Promise<Response> {
  const key = await generateHostKey();
  const body = { name: 'OFFICE', publicKey: key.publicKey, platform: 'linux 6', version: agentVersion, addresses: [], ...request };
  return await fetch(`${url}/api/v1/enrolments/accept`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

export async function codeOf(answer: Response): Promise<string> {
  return problemSchema.parse(await answer.json()).code;
}

/** @param options dials: whether it opens the relay; addresses: where it says that it listens */
export async function startOfficePc(
  server: TestServer,
  tenant: Tenant,
  { folder, name, dials = true, relayUrl }: { folder: string; name: string; dials?: boolean; relayUrl?: string },
): Promise<OfficePc> {
  const { token } = await tenant.client.enrolments.create({ name });
  const key = await generateHostKey();
  const answer = await acceptEnrolment(server.url, token, { publicKey: key.publicKey });
  const enrolled = enrolmentAnswerSchema.parse(await answer.json());
  const dataDir = join(folder, enrolled.hostId);
  const config = { ...enrolled, platformUrl: server.url, keySince: new Date().toISOString(), ...(relayUrl && { relayUrl }) };
  await keepIdentity(dataDir, { key, config });
  const model = await installTinyModel(join(dataDir, 'model'));
  const start = (more: { readonly dials?: boolean } = {}) =>
    createAgent({
      ...{ dataDir, slots: 2, keepFreeBytes: 0, listen: { host: '127.0.0.1', port: 0 }, dials: more.dials ?? dials },
      // The first redial of a test is not to take a second.
      random: () => 0.05,
      runner: ({ scripts }) =>
        createRunner({
          ...{ scripts, engine: { program: 'none', arguments: [] } },
          cutter: createEngineCutter({ engine: { ...model, threads: 1 } }),
        }),
    });
  let agent: Agent | null = await start();
  const stop = async () => {
    await agent?.close();
    agent = null;
  };
  return {
    id: enrolled.hostId,
    agent() {
      if (agent === null) throw new TypeError('The agent is stopped.');
      return agent;
    },
    async restart(more) {
      await stop();
      agent = await start(more);
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}
