import { ForecourtError } from '@forecourt/errors';
import { Cron } from 'croner';

export interface Timing {
  readonly cron: string;
  readonly timeZone: string;
}

/** The first moment after `after`. @throws INVALID_INPUT for what is no cron expression or no time zone */
export function nextDue(timing: Timing, after: Date): Date | null {
  return asked(timing, (cron) => cron.nextRun(after));
}

/**
 * The latest moment after `after` that has come by `now`: what was missed before it is not made up for.
 *
 * @returns null if none has. @throws as {@link nextDue}
 */
export function latestDue(timing: Timing, { after, now }: { readonly after: Date; readonly now: Date }): Date | null {
  const justAfter = new Date(now.getTime() + 1000);
  const [latest] = asked(timing, (cron) => cron.previousRuns(2, justAfter)).filter((due) => due <= now);
  return latest !== undefined && latest > after ? latest : null;
}

function asked<Answer>({ cron, timeZone }: Timing, ask: (cron: Cron) => Answer): Answer {
  try {
    return ask(new Cron(cron, { timezone: timeZone, paused: true }));
  } catch (error) {
    throw new ForecourtError('INVALID_INPUT', `“${cron}” in ${timeZone} is no schedule.`, {
      hint: 'Write five fields as for cron, and a time zone such as Europe/Berlin.',
      cause: error,
    });
  }
}
