import { type ExitCode, exitCodes, type Terminal } from '@forecourt/sdk/cli';
import { z } from 'zod';
import type { AgentSettings } from '../config/settings.ts';
import { diagnose } from '../doctor/diagnose.ts';

export const doctorFlagsSchema = z.strictObject({ json: z.boolean().default(false) });

const signs = { ok: '✓', warning: '!', failed: '✗', skipped: '–' } as const;

/** `forecourt-agent doctor`: looks at each part of the agent, and says what to do about what is wrong. */
export async function doctorCommand(settings: AgentSettings, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { checks } = await diagnose({ settings, signal });
  for (const check of checks) {
    terminal.result(check, () => `${signs[check.state]} ${check.title}: ${check.message}${check.hint ? `\n    ${check.hint}` : ''}`);
  }
  return checks.some(({ state }) => state === 'failed') ? exitCodes.failed : exitCodes.done;
}
