import { ForecourtError } from '@forecourt/errors';
import { type ExitCode, keepInStep, type SyncFlags, type Terminal } from '@forecourt/sdk/cli';
import { readIdentity } from '../config/config.ts';
import type { AgentSettings } from '../config/settings.ts';

/**
 * `forecourt-agent sync`: keeps a folder of this computer in step as `forecourt sync` does, with the platform that the agent belongs to
 * where no other is named. It signs in with an API key: photos are added by the dealership, not by the host.
 */
export async function syncCommand(
  folder: string,
  flags: SyncFlags,
  { dataDir }: AgentSettings,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<ExitCode> {
  const server = flags.server ?? (await platformOf(dataDir));
  return keepInStep(folder, { ...flags, server }, terminal, signal);
}

/** Of an agent that belongs to nobody yet the settings say which server. */
function platformOf(dataDir: string): Promise<string | undefined> {
  return readIdentity(dataDir).then(
    ({ config }) => config.platformUrl,
    (error: unknown) => {
      if (ForecourtError.is(error) && error.code === 'AGENT_NOT_ENROLLED') return undefined;
      throw error;
    },
  );
}
