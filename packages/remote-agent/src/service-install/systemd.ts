import { join } from 'node:path/posix';
import type { ServiceOptions, ServicePlan } from './options.ts';

const unit = 'forecourt-agent.service';

/** A unit of the system where it is set up by root, else one of the person, which begins when that person signs in. */
export function systemdPlan(action: 'install' | 'remove', options: ServiceOptions): ServicePlan {
  const { isSystem } = options;
  const path = unitPath(options);
  const systemctl = (...args: string[]) => ({ program: 'systemctl', arguments: [...(isSystem ? [] : ['--user']), ...args] });
  const title = `the unit ${path}`;
  if (action === 'remove') {
    return {
      title,
      files: [],
      commands: [{ ...systemctl('disable', '--now', unit), mayFail: true }],
      remove: [path],
      notes: ['Its keys and data stay; revoke the host on the page Hosts if it is not to come back.'],
    };
  }
  return {
    title,
    files: [{ path, content: unitText(options) }],
    // Where it runs already, it is another agent or has another place from now on.
    commands: [systemctl('daemon-reload'), systemctl('enable', unit), systemctl('restart', unit)],
    remove: [],
    whenRefused: isSystem
      ? 'Where systemd does not start what runs here, as in a container, have something else keep `forecourt-agent run` going.'
      : 'A unit of a person needs a session of that person: sign in at this computer, or paste the line as root.',
    notes: isSystem ? [] : ['It runs while you are signed in. To have it run always: sudo loginctl enable-linger'],
  };
}

/** Where the unit lies. */
export function unitPath({ isSystem, home }: Pick<ServiceOptions, 'isSystem' | 'home'>): string {
  return isSystem ? `/etc/systemd/system/${unit}` : join(home, '.config/systemd/user', unit);
}

/** The variables that a unit of ours gives. */
export function variablesOfUnit(text: string): Record<string, string> {
  const lines = text.matchAll(/^Environment="(\w+)=((?:[^"\\]|\\.)*)"$/gm);
  return Object.fromEntries(
    Array.from(lines, ([, name = '', value = '']) => [name, value.replaceAll(/\\(.)|%%/g, (_all, sign = '%') => sign)]),
  );
}

function unitText({ program, arguments: args, dataDir, environment, isSystem }: ServiceOptions): string {
  const variables = Object.entries(environment).map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`);
  const lines = [
    '[Unit]',
    'Description=Forecourt agent: cuts cars out of photos for a Forecourt platform',
    'Wants=network-online.target',
    'After=network-online.target',
    '# It is to come back for good, however often it fell.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=exec',
    `ExecStart=${[program, ...args].map(quotedArgument).join(' ')}`,
    ...variables,
    `WorkingDirectory=${dataDir.replaceAll('%', '%%')}`,
    'Restart=always',
    'RestartSec=5',
    '# Jobs of its own end with it, in order: the agent first, then what it left.',
    'KillMode=mixed',
    'TimeoutStopSec=60',
    'UMask=0077',
    ...(isSystem
      ? ['NoNewPrivileges=true', 'PrivateTmp=true', 'ProtectSystem=full', 'ProtectHome=read-only', `ReadWritePaths=${quoted(dataDir)}`]
      : []),
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
    '',
  ];
  return lines.join('\n');
}

/** systemd.syntax(7): quotes, backslashes and percent signs mean something. */
function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%')}"`;
}

/** On a command line dollar signs mean something too. */
function quotedArgument(text: string): string {
  return quoted(text).replaceAll('$', '$$$$');
}
