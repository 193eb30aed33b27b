import { join } from 'node:path/posix';
import type { ServiceOptions, ServicePlan } from './options.ts';
import { escapeXml, unescapeXml } from './xml.ts';

const label = 'com.forecourt.agent';

/** A daemon of the computer where it is set up by root, else an agent of the person (launchd.plist(5)). */
export function launchdPlan(action: 'install' | 'remove', options: ServiceOptions): ServicePlan {
  const { isSystem } = options;
  const path = plistPath(options);
  const launchctl = (...args: string[]) => ({ program: 'launchctl', arguments: args });
  const title = `the job ${path} of launchd`;
  if (action === 'remove') {
    return {
      title,
      files: [],
      commands: [{ ...launchctl('unload', '-w', path), mayFail: true }],
      remove: [path],
      notes: ['Its keys and data stay; revoke the host on the page Hosts if it is not to come back.'],
    };
  }
  return {
    title,
    files: [{ path, content: plist(options) }],
    commands: [{ ...launchctl('unload', path), mayFail: true }, launchctl('load', '-w', path)],
    remove: [],
    notes: isSystem ? [] : ['It runs while you are signed in.'],
  };
}

/** Where the job is described. */
export function plistPath({ isSystem, home }: Pick<ServiceOptions, 'isSystem' | 'home'>): string {
  return isSystem ? `/Library/LaunchDaemons/${label}.plist` : join(home, 'Library/LaunchAgents', `${label}.plist`);
}

/** The variables that a description of ours gives: the only keys in it with capital letters alone. */
export function variablesOfPlist(text: string): Record<string, string> {
  const pairs = text.matchAll(/<key>([A-Z_\d]+)<\/key>\s*<string>([^<]*)<\/string>/g);
  return Object.fromEntries(Array.from(pairs, ([, name = '', value = '']) => [name, unescapeXml(value)]));
}

function plist({ program, arguments: args, dataDir, environment }: ServiceOptions): string {
  const string = (text: string) => `<string>${escapeXml(text)}</string>`;
  const variables = Object.entries(environment).map(([name, value]) => `    <key>${escapeXml(name)}</key>\n    ${string(value)}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(label)}
  <key>ProgramArguments</key>
  <array>
${[program, ...args].map((part) => `    ${string(part)}`).join('\n')}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.join('\n')}
  </dict>
  <key>WorkingDirectory</key>
  ${string(dataDir)}
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>5</integer>
  <key>StandardErrorPath</key>
  ${string(join(dataDir, 'agent.log'))}
  <key>Umask</key>
  <integer>63</integer>
</dict>
</plist>
`;
}
