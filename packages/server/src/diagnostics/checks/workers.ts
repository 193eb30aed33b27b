import { readQueueFigures } from '../../database/figures.ts';
import { listWorkers } from '../../database/workers.ts';
import { type Check, failed, ok, warning } from '../check.ts';
import { seenDatabase } from '../seen-database.ts';

const hint = 'Start one: forecourt worker, or a server without FORECOURT_SERVER_WORKER=no.';

export const workers: Check = {
  name: 'workers',
  title: 'Workers',
  needs: ['migrations'],
  async run(site) {
    const { orm } = await seenDatabase(site);
    const alive = await listWorkers(orm);
    if (alive.length > 0) {
      const sum = (of: (worker: (typeof alive)[number]) => number) => alive.reduce((total, worker) => total + of(worker), 0);
      const names = alive.length === 1 ? '1 worker is alive' : `${alive.length} workers are alive`;
      return ok(`${names}, with ${sum(({ places }) => places)} places, ${sum(({ underWay }) => underWay)} of them taken.`);
    }
    const { waiting } = await readQueueFigures(orm);
    if (waiting > 0) return failed(`No worker is alive, and ${waiting} ${waiting === 1 ? 'job waits' : 'jobs wait'}.`, hint);
    // From the command line that is how it should be while no server runs.
    return site.isServing ? warning('No worker is alive; photos would wait.', hint) : ok('None is alive; nothing waits.');
  },
};
