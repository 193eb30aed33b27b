import { readPauses, readQueueFigures } from '../../database/figures.ts';
import { type Check, ok, warning } from '../check.ts';
import { seenDatabase } from '../seen-database.ts';

/** A photo takes seconds: one that waits so long waits for somebody to do something, or for more workers. */
const longSeconds = 15 * 60;

export const backlog: Check = {
  name: 'backlog',
  title: 'Waiting work',
  needs: ['migrations'],
  async run(site) {
    const { orm } = await seenDatabase(site);
    const { waiting, working, oldestWaitingSeconds } = await readQueueFigures(orm);
    const some = `${waiting} ${waiting === 1 ? 'job waits' : 'jobs wait'}, ${working} under way`;
    const text = waiting + working === 0 ? 'Nothing waits' : some;
    const { installation, dealerships } = await readPauses(orm);
    if (installation !== null) {
      return warning(
        `${text}. ${installation} paused the queue of the whole installation.`,
        'Let it go on at Jobs, or leave it so if it is meant.',
      );
    }
    if (dealerships > 0) {
      const who = dealerships === 1 ? 'One dealership has' : `${dealerships} dealerships have`;
      return warning(`${text}. ${who} paused their queue.`, 'They let it go on at Jobs.');
    }
    if (oldestWaitingSeconds >= longSeconds) {
      const minutes = Math.round(oldestWaitingSeconds / 60);
      return warning(
        `${text}; the oldest has waited for ${minutes} minutes.`,
        'Start more workers: forecourt worker. If nothing moves at all, look at Workers and Queue here.',
      );
    }
    return ok(`${text}.`);
  },
};
