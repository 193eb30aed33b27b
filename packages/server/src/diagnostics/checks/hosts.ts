import { readHostFigures } from '../../database/host-figures.ts';
import { type Check, failed, ok, warning } from '../check.ts';
import { seenDatabase } from '../seen-database.ts';

/** Half of the minute for which a signed request counts. */
const clockOffMs = 30_000;

export const hosts: Check = {
  name: 'hosts',
  title: 'Hosts',
  needs: ['migrations'],
  async run(site) {
    const { orm } = await seenDatabase(site);
    const { online, draining, enrolling, away, awayCount, clocksOff } = await readHostFigures(orm, { clockOffMs });
    const there = online + draining;
    if (there + awayCount + enrolling === 0) return ok('No computer is connected.');
    const parts = [
      `${there === 1 ? '1 host is there' : `${there} hosts are there`}`,
      draining > 0 ? `${draining} of them ${draining === 1 ? 'takes' : 'take'} no new work` : null,
      enrolling > 0 ? `${enrolling} ${enrolling === 1 ? 'was' : 'were'} enrolled and never seen` : null,
    ];
    const text = parts.filter((part) => part !== null).join(', ');
    if (awayCount > 0) {
      const names = away.map(({ name, problem }) => (problem === null ? name : `${name} (${problem.replace(/\.$/, '')})`)).join('; ');
      const found = `${text}; ${awayCount === 1 ? '1 cannot be reached' : `${awayCount} cannot be reached`}: ${names}.`;
      const hint = 'Check that the computer is on and run `forecourt-agent doctor` there. Revoke a host that is not used any more.';
      // While nobody serves, nobody can be dialled.
      return there === 0 && site.isServing ? failed(found, hint) : warning(found, hint);
    }
    if (clocksOff.length > 0) {
      return warning(
        `${text}. The clock is off by more than half a minute: ${clocksOff.join(', ')}.`,
        'Set it: switch on “Set time automatically” there.',
      );
    }
    return ok(`${text}.`);
  },
};
