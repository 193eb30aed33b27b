import { ForecourtError } from '@forecourt/errors';
import type { Host } from '@forecourt/sdk/remote';
import type { HostRow } from '../database/hosts.ts';

/** Connects a host by the roads that its row names. */
export type OpenHost = (row: HostRow) => Promise<Host>;

export function createOpenHost(): OpenHost {
  return async (row) => {
    throw new ForecourtError('HOST_UNREACHABLE', `There is no road to ${row.name}.`);
  };
}
