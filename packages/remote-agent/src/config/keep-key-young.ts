import { ForecourtError } from '@forecourt/errors';
import type { pino } from 'pino';
import { isKeyDue, type RotateOptions, rotateKey } from './rotate-key.ts';

/** A month is coarse; a platform that was away is asked again soon enough. */
const lookEveryMs = 6 * 60 * 60 * 1000;

/** Sees to it that the key of the agent is changed each month. What fails is tried again at the next look: the former key still counts. */
export function keepKeyYoung({ logger, ...options }: Omit<RotateOptions, 'signal'> & { readonly logger: pino.Logger }): {
  close(): Promise<void>;
} {
  const closing = new AbortController();
  let underWay: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    try {
      if (!(await isKeyDue(options))) return;
      await rotateKey({ ...options, signal: closing.signal });
      logger.info('this agent has a new key');
    } catch (error) {
      if (!closing.signal.aborted) logger.warn({ err: ForecourtError.from(error) }, 'the key of this agent could not be changed yet');
    }
  }

  const begin = () => {
    underWay = underWay.then(look);
  };
  const timer = setInterval(begin, lookEveryMs);
  begin();
  return {
    async close() {
      clearInterval(timer);
      closing.abort(new ForecourtError('ABORTED', 'The agent stops.'));
      await underWay;
    },
  };
}
