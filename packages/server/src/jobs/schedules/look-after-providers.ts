import type { ScheduledTask } from './task.ts';

/** Asks providers how they are, and warns of models that are taken away. How that is done is the business of whoever starts it. */
export function lookAfterProvidersTask(lookAfter: (signal: AbortSignal) => Promise<void>): ScheduledTask {
  return {
    name: 'providers',
    description: 'Asks providers how they are, and warns of models that are taken away.',
    installation: { cron: '40 6 * * *', timeZone: 'UTC' },
    run: ({ signal }) => lookAfter(signal),
  };
}
