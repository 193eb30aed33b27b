import { ForecourtError } from '@forecourt/errors';
import type { Environment } from '@forecourt/sdk/settings';
import { readIdentity } from '../config/config.ts';
import { engineFolders } from '../config/engine-folders.ts';
import { nameOfProxy, proxyFrom } from '../config/proxy.ts';
import { readAgentSettings } from '../config/settings.ts';
import { formerSettings } from './former-settings.ts';
import type { ServiceOptions } from './options.ts';

export interface SettleOptions extends Pick<ServiceOptions, 'platform' | 'isSystem' | 'home'> {
  readonly environment: Environment;
  /** Whether what it had before counts no more. */
  readonly isAnew: boolean;
}

/** What a service is to have. */
export interface SettledSettings extends Pick<ServiceOptions, 'environment' | 'dataDir'> {
  /** Names of what it has from before alone. */
  readonly kept: readonly string[];
  /** The proxy of this window that it has from now on, since a service knows nothing of windows. */
  readonly proxy: string | undefined;
}

/** Counts once: a file of a service is no place for it. */
const notKept = 'FORECOURT_AGENT_TOKEN';
const place = 'FORECOURT_AGENT_DATA_DIR';
const proxyName = 'FORECOURT_AGENT_PROXY';

/**
 * The settings of a service that is set up, maybe again: those of this window, then those that it has already. A window that sets one of them is
 * seldom the window that set the others.
 *
 * @throws UNKNOWN_SETTING, INVALID_INPUT, FILE_NOT_READABLE
 */
export async function settleSettings({ environment, isAnew, ...where }: SettleOptions): Promise<SettledSettings> {
  const given = ownSettings(environment);
  const { dataDir: usual } = readAgentSettings(environment);
  const former = isAnew ? {} : withoutFolders(await formerSettings({ ...where, dataDir: usual }), where);
  const merged = { ...former, ...given };
  const dataDir = checked({ ...environment, ...merged });
  const folders = engineFolders({ ...where, dataDir, environment: merged });
  const kept = Object.keys(former).filter((name) => given[name] === undefined && !(name === place && dataDir === usual));
  const proxy = merged[proxyName] === undefined ? await proxyOfWindow(dataDir, environment) : undefined;
  return {
    ...{ dataDir, kept, proxy: proxy && nameOfProxy(proxy) },
    environment: { ...merged, ...folders, [place]: dataDir, ...(proxy && { [proxyName]: proxy.href }) },
  };
}

/** By which proxy this window reaches the platform. */
async function proxyOfWindow(dataDir: string, environment: Environment): Promise<URL | undefined> {
  const platformUrl = await readIdentity(dataDir).then(
    ({ config }) => config.platformUrl,
    () => undefined, // Before it belongs to a platform nobody knows the way there.
  );
  return platformUrl === undefined ? undefined : proxyFrom(undefined, environment)(new URL(platformUrl));
}

/** What followed from where it lay nobody has set: it follows again. */
function withoutFolders(former: Record<string, string>, { isSystem }: Pick<SettleOptions, 'isSystem'>): Record<string, string> {
  const { [place]: dataDir } = former;
  if (dataDir === undefined) return former;
  const folders = engineFolders({ dataDir, isSystem, environment: {} });
  return Object.fromEntries(Object.entries(former).filter(([name, value]) => folders[name] !== value));
}

function checked(environment: Environment): string {
  try {
    return readAgentSettings(environment).dataDir;
  } catch (error) {
    // What this window sets was read before: it is the service that has it.
    if (!ForecourtError.is(error)) throw error;
    throw new ForecourtError(error.code, `The service was set up with something else: ${error.message}`, {
      hint: 'Set it in this window as it is to be, or forget all that the service has: forecourt-agent service install --anew.',
      cause: error,
    });
  }
}

function ownSettings(environment: Environment): Record<string, string> {
  const own = Object.entries(environment).filter(([name]) => name.startsWith('FORECOURT_') && name !== notKept);
  return Object.fromEntries(own.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
