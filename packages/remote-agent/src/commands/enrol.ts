import { ForecourtError } from '@forecourt/errors';
import { type ExitCode, exitCodes, type Terminal } from '@forecourt/sdk/cli';
import { z } from 'zod';
import { ownAddresses } from '../config/addresses.ts';
import { enrol } from '../config/enrol.ts';
import type { AgentSettings } from '../config/settings.ts';

export const enrolFlagsSchema = z.strictObject({
  platform: z.url({ protocol: /^https?$/, error: 'must be the address of a platform: https://…' }),
  token: z.string().min(1).optional(),
  name: z.string().trim().min(1).max(80).optional(),
  address: z
    .array(z.url({ protocol: /^https$/, error: 'must be an address: https://name:7443' }))
    .max(8)
    .default([]),
  replace: z.boolean().default(false),
  again: z.boolean().default(false),
  json: z.boolean().default(false),
});
export type EnrolFlags = z.output<typeof enrolFlagsSchema>;

/** `forecourt-agent enrol`: makes this computer a host. */
export async function enrolCommand(flags: EnrolFlags, settings: AgentSettings, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const token = flags.token ?? settings.token;
  if (token === undefined) {
    throw new ForecourtError('INVALID_INPUT', 'There is no token to enrol with.', {
      hint: 'Make one on the page Hosts, then set FORECOURT_AGENT_TOKEN or add --token.',
    });
  }
  const { hostId, name, dealership } = await enrol({
    dataDir: settings.dataDir,
    platformUrl: flags.platform,
    token,
    name: flags.name ?? settings.computer,
    addresses: flags.address.length > 0 ? flags.address : ownAddresses(settings.port),
    isReplaced: flags.replace,
    staysWhereKnown: flags.again,
    now: new Date(),
    signal,
    proxyFor: settings.proxyFor,
  });
  terminal.result({ hostId, name, dealership, dataDir: settings.dataDir }, () => `This computer is the host ${name} of ${dealership} now.`);
  // An installer goes on by itself.
  if (!flags.again) terminal.note('Start it with `forecourt-agent run`, or as a service with `forecourt-agent service install`.');
  return exitCodes.done;
}
