import type { HostStatus } from '@forecourt/sdk/contract';
import { appendEvent } from '../database/events.ts';
import { readShares } from '../database/host-history.ts';
import { type HostName, readHost, tellHost } from '../database/hosts.ts';
import type { Transaction } from '../database/open.ts';
import { type DescribeContext, describeHost } from './describe.ts';

/**
 * Lets pages know how a host is now: the last that its transaction does.
 *
 * @param options isSetUpAnew: every process reaches it in another way from now on, or not at all
 */
export async function announceHost(
  tx: Transaction,
  host: HostName,
  context: DescribeContext,
  { isSetUpAnew = false }: { readonly isSetUpAnew?: boolean } = {},
): Promise<HostStatus> {
  const row = await readHost(tx, host);
  const status = describeHost(row, (await readShares(tx, host.dealershipId, context.now)).get(host.id), context);
  if (isSetUpAnew) await tellHost(tx, host);
  await appendEvent(tx, host.dealershipId, 'host.changed', status);
  return status;
}
