import { type InstallOptions, installRelease } from './install.ts';
import { supervisedVariable } from './supervise.ts';
import { tryOut } from './try-out.ts';

/** The answer to whoever sent the release goes out before the agent ends. */
const answerMs = 500;

/** What an agent that is looked after can do: say that it is well, notice that nobody looks any more, and be replaced. */
export interface Supervised {
  readonly isSupervised: boolean;
  tellHealthy(): void;
  /** Installs a release and has the agent started anew. */
  update(release: string, options: Omit<InstallOptions, 'tryOut'>): Promise<void>;
  /** Comes when the agent is to end: to start anew, or since whoever looked after it is gone. */
  readonly end: AbortSignal;
  /** Whether it ends to start anew. */
  isStartedAnew(): boolean;
}

/** Whether and how this process is looked after. */
export function supervised(): Supervised {
  const isSupervised = process.env[supervisedVariable] === '1' && process.connected;
  const end = new AbortController();
  let isAnew = false;
  if (isSupervised) {
    process.once('disconnect', () => end.abort());
    // Listening must not be what keeps an agent alive that has ended.
    process.channel?.unref();
  }
  return {
    isSupervised,
    tellHealthy: () => void (isSupervised && process.send?.({ type: 'healthy' })),
    async update(release, options) {
      if (!(await installRelease(release, { ...options, tryOut }))) return;
      isAnew = true;
      setTimeout(() => end.abort(), answerMs);
    },
    end: end.signal,
    isStartedAnew: () => isAnew,
  };
}
