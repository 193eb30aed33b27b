import type { AgentDiagnostics } from '@forecourt/sdk/contract';
import { agentVersion } from '../version.ts';
import { enrolmentCheck, keyCheck } from './checks/identity.ts';
import { journalCheck, scriptsCheck } from './checks/keeping.ts';
import { diskCheck, memoryCheck, nodeCheck } from './checks/machine.ts';
import { clockCheck, lineCheck, platformCheck, portCheck } from './checks/roads.ts';
import { cutterCheck, interpreterCheck } from './checks/tools.ts';
import { type Check, lookAt } from './finding.ts';
import type { DiagnoseOptions } from './options.ts';

/** Everything that is looked at, in the order in which one part needs the other. */
export function checksOf(options: DiagnoseOptions): Check[] {
  return [
    nodeCheck(),
    enrolmentCheck(options),
    keyCheck(options),
    platformCheck(options),
    clockCheck(options),
    lineCheck(options),
    portCheck(options),
    diskCheck(options),
    memoryCheck(options),
    journalCheck(options),
    scriptsCheck(options),
    interpreterCheck(options),
    cutterCheck(options),
  ];
}

/**
 * Looks at each part of the agent of a data folder: what works, what does not, and what to do about it. Never rejects for what it finds.
 *
 * @example
 * const { checks } = await diagnose({ settings: readAgentSettings() });
 */
export async function diagnose(options: DiagnoseOptions): Promise<AgentDiagnostics> {
  const { clock = Date, signal } = options;
  const checks = await lookAt(checksOf(options), signal);
  return { checkedAt: new Date(clock.now()).toISOString(), version: agentVersion, checks };
}
