import { launchdPlan } from './launchd.ts';
import type { ServiceOptions, ServicePlan } from './options.ts';
import { systemdPlan } from './systemd.ts';
import { windowsPlan } from './windows-task.ts';

/** How the agent is started with a computer: a scheduled task, a unit of systemd, or a job of launchd. */
export function planService(action: 'install' | 'remove', options: ServiceOptions): ServicePlan {
  if (options.platform === 'win32') return windowsPlan(action, options);
  return options.platform === 'darwin' ? launchdPlan(action, options) : systemdPlan(action, options);
}
