/** What came after 5.1, from Microsoft's lists of what is new in PowerShell 6 and 7. */
export const newCommands = new Set(
  ['Test-Json', 'Get-Error', 'Join-String', 'Get-Uptime', 'Remove-Alias', 'ConvertFrom-Markdown', 'Show-Markdown', 'ConvertTo-CliXml']
    .concat(['ConvertFrom-CliXml', 'Remove-Service', 'Get-Verb7', 'Switch-Process', 'Get-PSSubsystem', 'Enable-ExperimentalFeature'])
    .map((name) => name.toLowerCase()),
);

const ofWebRequests = [
  ...['SkipCertificateCheck', 'SkipHttpErrorCheck', 'Form', 'Resume', 'MaximumRetryCount'],
  ...['Authentication', 'Token', 'SslProtocol'],
];

/** Parameters that a command of 5.1 does not have; their shortened forms too, as far as nothing else begins so. */
export const newParameters: Readonly<Record<string, readonly string[]>> = {
  'foreach-object': ['Parallel', 'ThrottleLimit', 'TimeoutSeconds', 'AsJob', 'UseNewRunspace'],
  'convertfrom-json': ['AsHashtable', 'Depth', 'NoEnumerate', 'DateKind'],
  'convertto-json': ['AsArray', 'EnumsAsStrings', 'EscapeHandling'],
  'get-content': ['AsByteStream'],
  'set-content': ['AsByteStream'],
  'add-content': ['AsByteStream'],
  'join-path': ['AdditionalChildPath', 'Extension'],
  'split-path': ['LeafBase', 'Extension'],
  'sort-object': ['Top', 'Bottom', 'Stable'],
  'select-string': ['Raw', 'NoEmphasis', 'Culture'],
  'start-process': ['Environment'],
  'invoke-webrequest': ofWebRequests,
  'invoke-restmethod': ofWebRequests,
  'test-connection': ['TargetName', 'TcpPort'],
  'get-childitem': ['FollowSymlink'],
  'where-object': ['Not'],
  'select-object': ['CaseInsensitive'],
  'measure-object': ['StandardDeviation', 'AllStats'],
  'get-date': ['AsUTC', 'UnixTimeSeconds'],
  'export-csv': ['UseQuotes', 'QuoteFields', 'NoHeader'],
  'convertto-csv': ['UseQuotes', 'QuoteFields', 'NoHeader'],
  'tee-object': ['Encoding'],
  'start-job': ['WorkingDirectory'],
};

export const newVariables = /^\$\{?(iswindows|islinux|ismacos|iscoreclr|psstyle|psnativecommanduseerroractionpreference)\}?$/i;
export const newEncodings = /^(utf8nobom|utf8bom)$/i;

/** Names of 5.1 for commands of its own that are programs of Windows in 7. */
export const otherPrograms: Readonly<Record<string, string>> = {
  curl: 'curl is Invoke-WebRequest in 5.1 and a program in 7: write curl.exe or Invoke-WebRequest.',
  wget: 'wget is Invoke-WebRequest in 5.1 and nothing in 7: write Invoke-WebRequest.',
  sc: 'sc is Set-Content in 5.1 and a program in 7: write sc.exe or Set-Content.',
};

/** What waits for a person: scripts run with nobody there. */
export const asksPeople = /^(read-host|get-credential|pause|out-gridview|ogv)$/i;

/** Parts of .NET that .NET Framework, on which 5.1 runs, does not have. */
export const newMembers: readonly { readonly pattern: RegExp; readonly message: string }[] = [
  { pattern: /^\[(System\.)?IO\.Path\]::Join\b/i, message: '5.1 has no [System.IO.Path]::Join: write ::Combine or Join-Path.' },
  { pattern: /^\[(System\.)?IO\.Path\]::GetRelativePath\b/i, message: '5.1 has no [System.IO.Path]::GetRelativePath.' },
  {
    pattern: /^\[(System\.)?Convert\]::(To|From)HexString\b/i,
    message: '5.1 has no [System.Convert]::ToHexString: write [BitConverter]::ToString.',
  },
  { pattern: /\.ArgumentList$/i, message: 'A ProcessStartInfo of 5.1 has no ArgumentList: write Arguments, quoted.' },
  { pattern: /^\[OperatingSystem\]::Is\w+/i, message: '5.1 cannot ask [OperatingSystem]: compare [Environment]::OSVersion.Platform.' },
];

/** `e and `u{…} in a text between double quotes: 5.1 takes them for e and u. */
export const newEscapes = /(?<!`)(?:``)*`(?:e|u\{[0-9a-f]+\})/i;
