import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { readError } from '@forecourt/sdk/files';
import { plistPath, variablesOfPlist } from './launchd.ts';
import type { ServiceOptions } from './options.ts';
import { readServiceSettings, settingsFile } from './settings-file.ts';
import { unitPath, variablesOfUnit } from './systemd.ts';

/**
 * The settings that the service of this computer has: none where there is no service.
 *
 * @throws INVALID_INPUT where they were spoilt, FILE_NOT_READABLE
 */
export async function formerSettings(
  options: Pick<ServiceOptions, 'platform' | 'dataDir' | 'isSystem' | 'home'>,
): Promise<Record<string, string>> {
  const { platform, dataDir } = options;
  if (platform === 'win32') return (await ifThere(readServiceSettings(join(dataDir, settingsFile)))) ?? {};
  const isMac = platform === 'darwin';
  const path = isMac ? plistPath(options) : unitPath(options);
  const text = await ifThere(
    readFile(path, 'utf8').catch((error: unknown) => {
      throw readError(error, path);
    }),
  );
  if (text === undefined) return {};
  const variables = Object.entries(isMac ? variablesOfPlist(text) : variablesOfUnit(text));
  return Object.fromEntries(variables.filter(([name]) => name.startsWith('FORECOURT_')));
}

async function ifThere<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  return await reading.catch((error: unknown) => {
    if (ForecourtError.is(error) && error.code === 'FILE_NOT_FOUND') return undefined;
    throw error;
  });
}
