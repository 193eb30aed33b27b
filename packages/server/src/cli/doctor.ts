import type { CheckResult, CheckState } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { createDiagnostics, settingsFailed } from '../diagnostics/index.ts';
import { type CommandContext, parseFlags } from './context.ts';
import { siteOfEnvironment } from './diagnose.ts';

const doctorFlagsSchema = z.strictObject({ json: z.boolean().default(false) });

/** What the SDK's half of the command has looked at already. */
const lookedAt: ReadonlySet<string> = new Set(['memory', 'model']);

const signs: Readonly<Record<CheckState, string>> = { ok: '✓', warning: '!', failed: '✗', skipped: '–' };

/** The server's half of `forecourt doctor`: looks at each part of the installation. @returns whether none failed */
export async function doctor(flags: unknown, context: CommandContext): Promise<boolean> {
  parseFlags(doctorFlagsSchema, flags);
  const checks = (await look(context.signal)).filter(({ name }) => !lookedAt.has(name));
  for (const { name, title, state, message, hint } of checks) {
    context.terminal.result(
      { check: `server.${name}`, state, message, ...(hint !== null && { hint }) },
      () => `${signs[state]} server, ${title.toLowerCase()}: ${message}${hint === null ? '' : `\n    ${hint}`}`,
    );
  }
  return checks.every(({ state }) => state !== 'failed');
}

async function look(signal: AbortSignal): Promise<readonly CheckResult[]> {
  let site: ReturnType<typeof siteOfEnvironment>;
  try {
    site = siteOfEnvironment();
  } catch (error) {
    return settingsFailed(error);
  }
  await using opened = site;
  return (await createDiagnostics({ site: opened }).look({ signal })).checks;
}
