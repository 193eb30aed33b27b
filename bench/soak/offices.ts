import { runOffices } from '../../e2e/offices/scenario.ts';
import { networks, smallDisks } from '../../packages/testing/src/index.ts';
import { Skipped } from '../benchmark.ts';
import type { Soak } from './soak.ts';

/** A thousand photos over two offices while roads are cut, agents and the platform are killed, and disks are filled. */
export const officesSoak: Soak = {
  name: 'offices',
  title: 'photos cut out by two offices while everything breaks that can: each result exactly once, nothing left running',
  count: 1000,
  async run({ count, seed, signal, say }) {
    if (!networks.canBeMade) throw new Skipped(`there are no networks${networks.note}`);
    if (!smallDisks.canBeMade) throw new Skipped(`there are no small disks${smallDisks.note}`);
    const troubles = ['road', 'agent', 'cancel', 'platform', 'disk', 'road', 'agent'] as const;
    const report = await runOffices({ photos: count, troubles, calmMs: 6000, seed, signal, say });
    const { faults, availability, answered, byHost } = report;
    const happened = Object.entries(report.troubles).map(([name, times]) => `${name} ${times}`);
    const shares = Object.entries(byHost).map(([name, jobs]) => `${name} ${jobs}`);
    return {
      isGood: faults.length === 0 && availability >= 0.999,
      lines: [
        `${count} photos (${shares.join(', ')}) through ${happened.join(', ')}`,
        `${(availability * 100).toFixed(2)} % came back by themselves; ${(answered * 100).toFixed(2)} % of what a page asked meanwhile was answered`,
        ...(faults.length > 0 ? faults : ['Nothing lost, doubled or left running.']),
      ],
      facts: report,
    };
  },
};
