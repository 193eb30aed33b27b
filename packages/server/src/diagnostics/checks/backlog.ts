import { readQueueFigures } from '../../database/figures.ts';
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
    const text = `${waiting} ${waiting === 1 ? 'job waits' : 'jobs wait'}, ${working} under way`;
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
