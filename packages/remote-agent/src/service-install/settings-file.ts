import { readFile } from 'node:fs/promises';
import { ForecourtError } from '@forecourt/errors';
import { readError } from '@forecourt/sdk/files';
import * as z from 'zod';

/** Its name in the data folder. */
export const settingsFile = 'service.json';

const schema = z.strictObject({ environment: z.record(z.string().regex(/^FORECOURT_\w+$/), z.string()) });

/** Settings for a service that is given none by its system, whatever signs are in them. */
export function serviceSettingsText(environment: Readonly<Record<string, string>>): string {
  return `${JSON.stringify(schema.parse({ environment }), null, 2)}\n`;
}

/** Reads them back. @throws FILE_NOT_FOUND, INVALID_INPUT */
export async function readServiceSettings(path: string): Promise<Record<string, string>> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw readError(error, path);
  });
  try {
    return schema.parse(JSON.parse(text)).environment;
  } catch (error) {
    throw new ForecourtError('INVALID_INPUT', `${path} is not as it was written.`, {
      hint: 'Set it up anew: forecourt-agent service install --anew, with the settings that it is to have.',
      cause: error,
    });
  }
}
