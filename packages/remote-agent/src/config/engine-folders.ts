import { join } from 'node:path';
import type { Environment } from '@forecourt/sdk/settings';

export interface EngineFoldersOptions {
  readonly dataDir: string;
  /** Whether this agent belongs to the computer rather than to a person. */
  readonly isSystem: boolean;
  readonly environment: Environment;
}

/**
 * Where the engine keeps weights and what it made of them. The account of a service has no folder of its own that it may write to, and none
 * that the person who installs weights would find: there they lie with the agent.
 *
 * @returns what to add to the environment
 */
export function engineFolders({ dataDir, isSystem, environment }: EngineFoldersOptions): Record<string, string> {
  if (!isSystem) return {};
  const folders = { FORECOURT_DATA_DIR: join(dataDir, 'engine'), FORECOURT_CACHE_DIR: join(dataDir, 'cache') };
  return Object.fromEntries(Object.entries(folders).filter(([name]) => environment[name] === undefined));
}
