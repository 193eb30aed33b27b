import { join } from 'node:path/win32';
import { type ServiceOptions, type ServicePlan, serviceName } from './options.ts';
import { escapeXml } from './xml.ts';

/** Local Service, by number since its name differs with the language: it may do little, and needs no password. */
const account = 'S-1-5-19';

/**
 * A scheduled task rather than a service: Node is none by itself, and a task needs nothing installed. It begins with the computer,
 * whether or not anybody signs in, and is begun again every minute where it is not running: “restart on failure” of a task counts only
 * starts that failed, not a program that ended.
 */
export function windowsPlan(action: 'install' | 'remove', options: ServiceOptions): ServicePlan {
  const path = join(options.dataDir, 'forecourt-agent-task.xml');
  const schtasks = (...args: string[]) => ({ program: 'schtasks.exe', arguments: args });
  if (action === 'remove') {
    return {
      title: `the scheduled task “${serviceName}”`,
      files: [],
      commands: [{ ...schtasks('/End', '/TN', serviceName), mayFail: true }, schtasks('/Delete', '/TN', serviceName, '/F')],
      remove: [path],
      notes: ['Its keys and data stay; revoke the host on the page Hosts if it is not to come back.'],
    };
  }
  return {
    title: `the scheduled task “${serviceName}”`,
    // UTF-16 with its mark, as Windows exports tasks: schtasks takes any other encoding for a broken file.
    files: [{ path, content: Buffer.from(`\ufeff${taskXml(options)}`, 'utf16le') }],
    commands: [
      { program: 'icacls.exe', arguments: [options.dataDir, '/grant', `*${account}:(OI)(CI)M`, '/T', '/Q'] },
      schtasks('/Create', '/TN', serviceName, '/XML', path, '/F'),
      schtasks('/Run', '/TN', serviceName),
    ],
    remove: [],
    notes: [
      'It runs as Local Service, whether or not anybody is signed in.',
      'The direct road needs port 7443 open to your network: netsh advfirewall firewall add rule name="Forecourt Agent" dir=in action=allow protocol=TCP localport=7443 profile=private,domain',
    ],
  };
}

function taskXml({ program, arguments: args, dataDir, environment }: ServiceOptions): string {
  // A task has no variables of its own: they are set by the command that starts Node.
  const variables = Object.entries(environment).map(([name, value]) => `set "${name}=${value}"`);
  const line = [...variables, [program, ...args].map((part) => `"${part}"`).join(' ')].join('&& ');
  // Task Scheduler, schema 1.4 (MS-TSCH 2.5): the elements in this order.
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
    <Priority>7</Priority>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>255</Count>
    </RestartOnFailure>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>%SystemRoot%\\System32\\cmd.exe</Command>
      <Arguments>${escapeXml(`/d /s /c "${line}"`)}</Arguments>
      <WorkingDirectory>${escapeXml(dataDir)}</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
`;
}
