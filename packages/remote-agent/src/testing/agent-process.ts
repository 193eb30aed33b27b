import { fileURLToPath } from 'node:url';
import { startGuarded } from '@forecourt/testing';
import * as z from 'zod';
import { nodeInterpreter } from '../runner/testing/kit.ts';

export interface AgentProcess {
  readonly port: number;
  readonly pid: number;
  output(): string;
  end(signal: NodeJS.Signals): Promise<void>;
}

const startedSchema = z.object({ event: z.literal('started'), address: z.url(), pid: z.int() });

/** Runs the agent of an enrolled folder as a process of its own, with Node in the place of PowerShell. */
export async function startAgentProcess(dataDir: string, more: Readonly<Record<string, string>> = {}): Promise<AgentProcess> {
  const main = fileURLToPath(new URL('../commands/main.ts', import.meta.url));
  const child = await startGuarded(process.execPath, [main, 'run', '--json'], {
    ready: /^.*"event":"started".*$/m,
    env: {
      FORECOURT_AGENT_DATA_DIR: dataDir,
      FORECOURT_AGENT_HOST: '127.0.0.1',
      FORECOURT_AGENT_PORT: '0',
      FORECOURT_AGENT_KEEP_FREE_MB: '0',
      FORECOURT_AGENT_INTERPRETER: JSON.stringify(nodeInterpreter),
      ...more,
    },
  });
  const line = child
    .output()
    .split('\n')
    .find((one) => one.includes('"event":"started"'));
  const { address, pid } = startedSchema.parse(JSON.parse(line ?? ''));
  return { port: Number(new URL(address).port), pid, output: child.output, end: child.end };
}
