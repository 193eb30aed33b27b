import { ForecourtError } from '@forecourt/errors';
import { createSigner, errorOf } from '@forecourt/sdk/remote';
import { readIdentity } from './config.ts';
import { notRunning, readRunning } from './running.ts';

export interface AgentQuestion {
  readonly method: 'GET' | 'POST';
  /** See `agentPaths`. */
  readonly path: string;
  readonly body?: object;
}

const limitMs = 60_000;

/**
 * Asks the agent that runs with this data folder, over loopback, with its own key: only who may read that key can.
 *
 * @returns the JSON of its answer
 * @throws HOST_UNREACHABLE where none runs, AGENT_NOT_ENROLLED, and what it answers
 */
export async function askAgent(dataDir: string, { method, path, body }: AgentQuestion): Promise<unknown> {
  const { config, key } = await readIdentity(dataDir);
  const { localPort } = await readRunning(dataDir);
  const signer = createSigner({ key, issuer: config.hostId, audience: config.hostId });
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${localPort}${path}`, {
      method,
      headers: { authorization: `Bearer ${await signer.sign({ method, path })}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(limitMs),
    }).catch((error: unknown) => {
      throw notRunning(error);
    });
    const json: unknown = await response.json().catch((error: unknown) => {
      throw ForecourtError.from(error, 'ANSWER_INVALID', 'What answers there is no agent');
    });
    if (!response.ok) throw errorOf(json, response.status);
    return json;
  };
  try {
    return await ask();
  } catch (error) {
    if (!signer.learn(error)) throw error;
    return await ask();
  }
}
