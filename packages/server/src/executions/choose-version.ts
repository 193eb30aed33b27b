import { ForecourtError } from '@forecourt/errors';
import type { NewExecution } from '../database/execution-steps.ts';
import type { ForecourtOrm } from '../database/open.ts';
import { readScript } from '../database/scripts.ts';

type Chosen = Pick<NewExecution, 'scriptId' | 'scriptName' | 'scriptVersion' | 'scriptSha256'>;

/**
 * The version of a script that is run: the one that is named, or the one that the host is pinned to, or the current one.
 *
 * @throws NOT_FOUND for a script that is not there; SCRIPT_UNKNOWN for a version that is not
 */
export async function chooseVersion(
  orm: ForecourtOrm,
  wish: {
    readonly dealershipId: string;
    readonly scriptId: string;
    readonly version: string | undefined;
    readonly hostId: string | undefined;
  },
): Promise<Chosen> {
  const { dealershipId, scriptId, hostId } = wish;
  const { name, current, pins, all } = await readScript(orm, { dealershipId, id: scriptId });
  const wanted = wish.version ?? pins.find((pin) => pin.hostId === hostId)?.version ?? current;
  const found = all.find(({ version }) => version === wanted);
  if (!found)
    throw new ForecourtError('SCRIPT_UNKNOWN', wanted === null ? `${name} has no version yet.` : `${name} has no version ${wanted}.`);
  return { scriptId, scriptName: name, scriptVersion: found.version, scriptSha256: found.sha256 };
}
