import { launchdPlan } from './launchd.ts';
import type { ServiceOptions } from './options.ts';
import { systemdPlan } from './systemd.ts';
import { windowsPlan } from './windows-task.ts';

/** What setting up or removing a service does, before it is done. */
export interface ServicePlan {
  readonly title: string;
  readonly files: readonly { readonly path: string; readonly content: string | Uint8Array }[];
  /** Run in this order, without a shell. One that `mayFail` only clears the way. */
  readonly commands: readonly { readonly program: string; readonly arguments: readonly string[]; readonly mayFail?: boolean }[];
  /** Removed at the end. */
  readonly remove: readonly string[];
  /** What a person may want to know. */
  readonly notes: readonly string[];
}

/** How the agent is started with a computer: a scheduled task, a unit of systemd, or a job of launchd. */
export function planService(action: 'install' | 'remove', options: ServiceOptions): ServicePlan {
  if (options.platform === 'win32') return windowsPlan(action, options);
  return options.platform === 'darwin' ? launchdPlan(action, options) : systemdPlan(action, options);
}
