import type { ScheduledTask } from './task.ts';

/** Removes what is old. What there is to remove is the business of whoever starts it. */
export function cleanTask(clean: () => Promise<void>): ScheduledTask {
  return {
    name: 'clean',
    description: 'Removes old events, answers and sessions, and tidies the database.',
    installation: { cron: '17 * * * *', timeZone: 'UTC' },
    run: () => clean(),
  };
}
