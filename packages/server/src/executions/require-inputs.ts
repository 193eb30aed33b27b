import { ForecourtError } from '@forecourt/errors';
import type { HostFile } from '@forecourt/sdk/contract';
import { readAsset } from '../database/assets.ts';
import type { Database } from '../database/open.ts';

/** What no name of a file on Windows has, and what makes another place of it (Microsoft, "Naming Files, Paths, and Namespaces"). */
const refused = /[\p{Cc}\p{Cf}<>:"/\\|?*\u2028\u2029]|^[\s.]*$|^\s|[\s.]$/u;
const reserved = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(\.|$)/i;

/** Files that the dealership has, with plain names. @throws ASSET_UNKNOWN, FILE_NAME_REFUSED */
export async function requireInputs(
  database: Pick<Database, 'orm'>,
  dealershipId: string,
  inputs: readonly { readonly sha256: string; readonly name: string }[],
): Promise<HostFile[]> {
  const files: HostFile[] = [];
  for (const { sha256, name } of inputs) {
    if (refused.test(name) || reserved.test(name)) {
      throw new ForecourtError('FILE_NAME_REFUSED', `“${name}” is no plain name of a file.`, { details: { field: 'inputs', name } });
    }
    const asset = await readAsset(database.orm, dealershipId, sha256).catch((error: unknown) => {
      if (!ForecourtError.is(error) || error.code !== 'NOT_FOUND') throw error;
      throw new ForecourtError('ASSET_UNKNOWN', 'The server does not have this file.', { details: { sha256 }, cause: error });
    });
    files.push({ sha256, bytes: asset.bytes, name });
  }
  return files;
}
