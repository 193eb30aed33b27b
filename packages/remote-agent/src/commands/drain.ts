import { type ExitCode, exitCodes, type Terminal } from '@forecourt/sdk/cli';
import { agentHealthSchema } from '@forecourt/sdk/contract';
import { agentPaths } from '@forecourt/sdk/remote';
import { z } from 'zod';
import { askAgent } from '../config/ask-agent.ts';
import type { AgentSettings } from '../config/settings.ts';

export const drainFlagsSchema = z.strictObject({ off: z.boolean().default(false), json: z.boolean().default(false) });
export type DrainFlags = z.output<typeof drainFlagsSchema>;

/** `forecourt-agent drain`: the agent that runs here finishes what it has and takes nothing new; `--off` lets it take work again. */
export async function drainCommand({ off }: DrainFlags, { dataDir }: AgentSettings, terminal: Terminal): Promise<ExitCode> {
  const question = { method: 'POST', path: agentPaths.drain, body: { isDraining: !off } } as const;
  const { isDraining, capacity } = agentHealthSchema.parse(await askAgent(dataDir, question));
  const { busy, waiting } = capacity;
  terminal.result({ isDraining, busy, waiting }, () =>
    isDraining ? `It takes nothing new. ${busy} jobs run and ${waiting} wait; stop it when both are 0.` : 'It takes work again.',
  );
  return exitCodes.done;
}
