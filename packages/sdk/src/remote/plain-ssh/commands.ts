import { ForecourtError } from '@forecourt/errors';

/** What a command runs on. Windows brings its own OpenSSH, and answers in cmd or in PowerShell: both read these lines alike. */
export type SshSystem = 'windows' | 'linux';

export interface StartedScript {
  readonly interpreter: readonly string[];
  readonly script: string;
  readonly jobFile: string;
  readonly key: string;
}

/**
 * Command lines for a host without an agent. They are constant: whatever comes from a job goes to them by standard input or by a file,
 * so that no name can become a command. Only our own ids and the host's folder stand on the line that starts a script.
 */
export interface Commands {
  /** Reads paths, prints the SHA-256 of each file. */
  readonly hash: string;
  /** Whether it reads files that SFTP has open for writing; on Windows nobody may. */
  readonly readsOpenFiles: boolean;
  /** Reads pairs of paths: from, to. */
  readonly copy: string;
  /** Reads paths; whatever they are goes, with all below. */
  readonly remove: string;
  /** Reads the key of a job: every process of it is ended by its id. */
  readonly end: string;
  /** Prints `name=value`: system, cores, memory, free memory, free disk of the folder that it reads, time. */
  readonly facts: string;
  start(script: StartedScript): string;
  /** A path of SFTP as programs there write it. */
  native(path: string): string;
}

/** No quote, no sign that cmd, PowerShell or sh reads as anything but itself between double quotes. */
const plainPath = /^[\p{L}\p{N} _.\-:/\\()+,=~@]+$/u;

/** @throws INVALID_INPUT for a path that a shell could read as something else */
export function requirePlain(path: string): string {
  if (plainPath.test(path)) return path;
  throw new ForecourtError('INVALID_INPUT', `The folder ${path} has signs that a shell could misread.`, {
    hint: 'Choose a folder of letters, digits, spaces and . - _ ( ).',
  });
}

export function commandsFor(system: SshSystem): Commands {
  return system === 'windows' ? windowsCommands : linuxCommands;
}

const linuxCommands: Commands = {
  // OpenSSL knows the processor's own instructions, which coreutils mostly do not: five times as fast here, and with 2 GB that is seconds.
  hash: `while IFS= read -r p; do openssl dgst -sha256 -r < "$p" 2>/dev/null || sha256sum -- "$p" || exit 1; done`,
  readsOpenFiles: true,
  copy: `while IFS= read -r a && IFS= read -r b; do cp -- "$a" "$b" || exit 1; done`,
  remove: `while IFS= read -r p; do rm -rf -- "$p" || exit 1; done`,
  // A process hands its environment down to all that it starts, whatever group or session they are in. Until none is found: one may just be starting another.
  end: `IFS= read -r k; for round in 1 2 3 4 5; do f=$(grep -lzxF -e "FORECOURT_RUN=$k" /proc/[0-9]*/environ 2>/dev/null); [ -n "$f" ] || exit 0; for e in $f; do p=\${e#/proc/}; kill -KILL "\${p%/environ}" 2>/dev/null; done; done; true`,
  facts: `IFS= read -r d; echo "system=linux $(uname -r)"; echo "cores=$(nproc)"; awk '/^MemTotal/ {print "memory=" $2 * 1024} /^MemAvailable/ {print "free=" $2 * 1024}' /proc/meminfo; df -Pk -- "$d" | awk 'NR == 2 {print "disk=" $4 * 1024}'; echo "time=$(date +%s)000"`,
  start: ({ interpreter, script, jobFile, key }) =>
    `FORECOURT_RUN=${requirePlain(key)} exec ${[...interpreter, script, '-JobFile', jobFile].map((part) => `'${requirePlain(part)}'`).join(' ')}`,
  native: (path) => path,
};

/**
 * -EncodedCommand takes the same text through cmd and PowerShell alike; our lines are constant, so nothing of a job is in it. What comes in
 * is read as UTF-8 without asking a console, which a service has none of. PowerShell itself leaves it alone unless `$input` is named. Of an
 * encoded command it writes errors as CLIXML, which nobody can read.
 */
const powerShell = (text: string) => {
  const begin = `$ProgressPreference='SilentlyContinue';$ErrorActionPreference='Stop';$in=New-Object IO.StreamReader -ArgumentList @([Console]::OpenStandardInput(),(New-Object Text.UTF8Encoding $false))`;
  const whole = `${begin};try{${text}}catch{[Console]::Error.WriteLine($_.Exception.Message);exit 1}`;
  return `powershell.exe -NoLogo -NoProfile -NonInteractive -ExecutionPolicy Bypass -EncodedCommand ${Buffer.from(whole, 'utf16le').toString('base64')}`;
};

const lines = 'while (($p = $in.ReadLine()) -ne $null)';

const windowsCommands: Commands = {
  hash: powerShell(`${lines} { (Get-FileHash -LiteralPath $p -Algorithm SHA256).Hash.ToLower() }`),
  readsOpenFiles: false,
  copy: powerShell(`${lines} { Copy-Item -LiteralPath $p -Destination ($in.ReadLine()) -Force }`),
  remove: powerShell(`${lines} { if (Test-Path -LiteralPath $p) { Remove-Item -LiteralPath $p -Recurse -Force } }`),
  // The key has only letters, digits, dots and dashes, and stands in every path of the job: a program of the host's own is told by it too.
  end: powerShell(
    `$k=$in.ReadLine(); Get-CimInstance Win32_Process | Where-Object { $_.ProcessId -ne $PID -and $_.CommandLine -and $_.CommandLine.Contains('\\runs\\' + $k + '\\') } | ForEach-Object { & taskkill.exe /T /F /PID $_.ProcessId | Out-Null }; exit 0`,
  ),
  facts: powerShell(
    `$d=$in.ReadLine(); $o=Get-CimInstance Win32_OperatingSystem; "system=win32 $($o.Version)"; "cores=$env:NUMBER_OF_PROCESSORS"; "memory=$([long]$o.TotalVisibleMemorySize*1024)"; "free=$([long]$o.FreePhysicalMemory*1024)"; "disk=$((New-Object IO.DriveInfo ([IO.Path]::GetPathRoot($d))).AvailableFreeSpace)"; "time=$([DateTimeOffset]::UtcNow.ToUnixTimeMilliseconds())"`,
  ),
  start: ({ interpreter, script, jobFile }) =>
    [...interpreter, script, '-JobFile', jobFile].map((part) => `"${requirePlain(part)}"`.replace(/^"([\w.-]+)"$/, '$1')).join(' '),
  native: (path) => path.replace(/^\/([A-Za-z]:)/, '$1').replaceAll('/', '\\'),
};
