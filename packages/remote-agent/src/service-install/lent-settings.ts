import type { Environment } from '@forecourt/sdk/settings';
import { readAgentSettings } from '../config/settings.ts';
import { formerSettings } from './former-settings.ts';
import type { ServiceOptions } from './options.ts';

/**
 * What the service was told and this window was not: who looks at an agent from a window looks at the one that runs as a service, with its proxy
 * and its tool.
 *
 * @returns what to add to the environment; nothing where the service is another agent, or its settings are not for this user
 */
export async function lentSettings(
  environment: Environment,
  where: Pick<ServiceOptions, 'platform' | 'isSystem' | 'home'>,
): Promise<Record<string, string>> {
  const { dataDir } = readAgentSettings(environment);
  // Who may not read them looks at the agent as this window has it.
  const told = await formerSettings({ ...where, dataDir }).catch(() => ({}));
  const { FORECOURT_AGENT_DATA_DIR: place = dataDir, ...rest }: Record<string, string> = told;
  if (place !== dataDir) return {};
  return Object.fromEntries(Object.entries(rest).filter(([name]) => environment[name] === undefined));
}
