import { dirname, isAbsolute, join, relative } from 'node:path/win32';
import { windowsProgram } from '../runner/process/windows.ts';
import { type ServiceOptions, type ServicePlan, serviceName } from './options.ts';
import { serviceSettingsText, settingsFile } from './settings-file.ts';
import { escapeXml } from './xml.ts';

/** Local Service, by number since its name differs with the language: it may do little, and needs no password. */
const account = 'S-1-5-19';

/**
 * A scheduled task rather than a service: Node is none by itself, and a task needs nothing installed. It begins with the computer,
 * whether or not anybody signs in, and is begun again every minute where it is not running: “restart on failure” of a task counts only
 * starts that failed, not a program that ended. Node is the program of the task, with no shell in between: what ends the task ends it.
 */
export function windowsPlan(action: 'install' | 'remove', options: ServiceOptions): ServicePlan {
  const path = join(options.dataDir, 'forecourt-agent-task.xml');
  const settings = join(options.dataDir, settingsFile);
  const { FORECOURT_AGENT_PORT: port = '7443' } = options.environment;
  const schtasks = (...args: string[]) => ({ program: windowsProgram('schtasks.exe'), arguments: args });
  const end = { ...schtasks('/End', '/TN', serviceName), mayFail: true };
  if (action === 'remove') {
    return {
      title: `the scheduled task “${serviceName}”`,
      files: [],
      commands: [end, schtasks('/Delete', '/TN', serviceName, '/F')],
      remove: [path, settings],
      notes: [
        'Its keys and data stay; revoke the host on the page Hosts if it is not to come back.',
        'Where a rule of the firewall was made for it: netsh advfirewall firewall delete rule name="Forecourt Agent"',
      ],
    };
  }
  return {
    title: `the scheduled task “${serviceName}”`,
    // UTF-16 with its mark, as Windows exports tasks: schtasks takes any other encoding for a broken file.
    files: [
      { path: settings, content: serviceSettingsText(options.environment) },
      { path, content: Buffer.from(`\ufeff${taskXml(options, settings)}`, 'utf16le') },
    ],
    commands: [
      // An agent that runs already is another one from now on.
      end,
      { program: windowsProgram('icacls.exe'), arguments: [options.dataDir, '/grant', `*${account}:(OI)(CI)M`, '/T', '/Q'] },
      schtasks('/Create', '/TN', serviceName, '/XML', path, '/F'),
      schtasks('/Run', '/TN', serviceName),
    ],
    remove: [],
    notes: [
      'It runs as Local Service, whether or not anybody is signed in.',
      `The direct road needs port ${port} open to your network: netsh advfirewall firewall add rule name="Forecourt Agent" dir=in action=allow protocol=TCP localport=${port} profile=private,domain`,
    ],
  };
}

/**
 * Whether a path lies in the folder of a person, where the account of the service may not even look: Node as some version managers and
 * installers for one person bring it, or the agent as `npm install -g` does.
 */
export function isOfOnePerson(path: string, home: string): boolean {
  const inside = relative(dirname(home), path);
  return inside !== '' && !inside.startsWith('..') && !isAbsolute(inside) && !/^public(\\|$)/i.test(inside);
}

/** What a task would take for a name of a variable, or for the end of an argument. */
export const notInTask = /["%]|\$\(/;

function taskXml({ program, arguments: args, dataDir }: ServiceOptions, settings: string): string {
  // A task has no variables of its own: they come from a file.
  const line = [...args, '--settings', settings].map((part) => `"${part}"`).join(' ');
  // Task Scheduler, schema 1.4 (MS-TSCH 2.5): the elements in this order. Priority 7, the usual one, is that of work in the background, whose
  // disk waits for everybody else's (Priority element of settingsType): somebody waits for these photos.
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Author>Forecourt</Author>
    <Description>Cuts cars out of photos for a Forecourt platform.</Description>
    <URI>\\${serviceName}</URI>
  </RegistrationInfo>
  <Triggers>
    <BootTrigger>
      <Repetition>
        <Interval>PT1M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <Enabled>true</Enabled>
    </BootTrigger>
    <RegistrationTrigger>
      <Repetition>
        <Interval>PT1M</Interval>
        <StopAtDurationEnd>false</StopAtDurationEnd>
      </Repetition>
      <Enabled>true</Enabled>
    </RegistrationTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${account}</UserId>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <Priority>5</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>255</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${escapeXml(program)}</Command>
      <Arguments>${escapeXml(line)}</Arguments>
      <WorkingDirectory>${escapeXml(dataDir)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
`;
}
