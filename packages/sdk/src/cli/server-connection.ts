import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { type Client, createClient } from '../client/index.ts';
import { readError } from '../files/index.ts';
import { readSettings } from '../settings/index.ts';

export interface ConnectionFlags {
  readonly server?: string | undefined;
  readonly keyFile?: string | undefined;
}

/** The server that flags or settings name, asked with the key that they name. @throws INVALID_INPUT, UNAUTHENTICATED, FILE_NOT_FOUND */
export async function connect({ server, keyFile }: ConnectionFlags): Promise<Client> {
  const { serverUrl, serverKey } = readSettings();
  const url = server ?? serverUrl;
  if (url === undefined) {
    throw new ForecourtError('INVALID_INPUT', 'It is not said which server to send to.', {
      hint: 'Add --server https://…, or set FORECOURT_SERVER_URL.',
    });
  }
  const key = keyFile === undefined ? serverKey : (await readKey(keyFile)).trim();
  if (!key) {
    throw new ForecourtError('UNAUTHENTICATED', 'There is no API key to send with.', {
      hint: 'Make one under Settings of the server, then set FORECOURT_SERVER_KEY or add --key-file.',
    });
  }
  return createClient({ url, key });
}

function readKey(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    throw readError(error, basename(path));
  });
}
