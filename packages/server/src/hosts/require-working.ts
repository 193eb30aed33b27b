import { ForecourtError } from '@forecourt/errors';
import type { HostRow } from '../database/hosts.ts';

/** The row of a host that is believed. @throws HOST_REVOKED */
export function requireWorking(row: HostRow): HostRow {
  if (row.state !== 'revoked') return row;
  throw new ForecourtError('HOST_REVOKED', `${row.name} was revoked.`);
}
