<#
.SYNOPSIS
Sets up the Forecourt agent on this computer: fetches it, enrols it with the platform, and has it started with Windows.

.DESCRIPTION
Run it as administrator, with the line that the page Hosts shows. It may be run again: what is there already stays, and a newer agent takes
the place of an older one. The one-time token is taken from the environment and stands on no command line.

Exit codes: 0 done, 20 a step failed, 30 wrong input, 40 a program is missing.

It runs under Windows PowerShell 5.1 and under PowerShell 7.

.PARAMETER Platform
Address of the platform, such as https://forecourt.example.

.PARAMETER AgentUrl
Address of the file of the agent; the platform's own where left out.

.PARAMETER AgentSha256
SHA-256 of that file, as the page Hosts shows it: another file is not started.

.PARAMETER TokenVariable
Name of the environment variable with the one-time token. Without a token this computer keeps the place that it has.

.PARAMETER Name
What the host is to be called; the name of the computer where left out.

.PARAMETER DataFolder
Where the agent and its data lie.

.PARAMETER NativePackages
What the engine needs besides the file of the agent.

.PARAMETER NoService
Do not have it started with the computer.

.EXAMPLE
$env:FORECOURT_AGENT_TOKEN = 'fce_...'
.\Install-ForecourtAgent.ps1 -Platform https://forecourt.example -AgentSha256 0123...

.LINK
https://forecourt.example/docs/guides/remote-hosts
#>
#Requires -Version 5.1
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [Parameter(Mandatory = $true)]
    [ValidatePattern('^https?://')]
    [string]$Platform,

    [ValidatePattern('^(https?://.*)?$')]
    [string]$AgentUrl = '',

    [Parameter(Mandatory = $true)]
    [ValidatePattern('^[0-9A-Fa-f]{64}$')]
    [string]$AgentSha256,

    [ValidatePattern('^[A-Za-z_][A-Za-z0-9_]*$')]
    [string]$TokenVariable = 'FORECOURT_AGENT_TOKEN',

    [ValidatePattern('^[^"\\]+$')]
    [string]$Name = [System.Environment]::MachineName,

    [string]$DataFolder = '',

    [string[]]$NativePackages = @('sharp@0.35.5', 'onnxruntime-node@1.30.0'),

    [switch]$NoService
)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# Downloads under 5.1 are ten times slower while they draw a bar.
$ProgressPreference = 'SilentlyContinue'
$PSDefaultParameterValues = @{}
# Where a profile switches it on, PowerShell 7.4 ends at a program that ends with another code than 0: here they are looked at.
Set-Variable -Name 'PSNativeCommandUseErrorActionPreference' -Value $false -WhatIf:$false

$exitScript = 20
$exitInput = 30
$exitMissing = 40
$leastNode = [version]'22.18.0'
$onWindows = [System.Environment]::OSVersion.Platform -eq [System.PlatformID]::Win32NT
$nodeFlags = @()
# By number, since names differ with the language: administrators, the system, and Local Service, the account of the service.
$administrators = '*S-1-5-32-544'
$system = '*S-1-5-18'
$service = '*S-1-5-19'

function New-Failure {
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '')]
    param([int]$Exit, [string]$Message)
    $failure = New-Object System.InvalidOperationException $Message
    $failure.Data['exit'] = $Exit
    return $failure
}

function Write-Step {
    param([string]$Text)
    [Console]::Out.WriteLine($Text)
}

# Runs a program of whose arguments none comes from outside but by a checked pattern or as a path.
function Invoke-Step {
    param([string]$Program, [string[]]$Arguments, [string]$What)
    & $Program @Arguments
    if ($LASTEXITCODE -ne 0) {
        throw (New-Failure -Exit $exitScript -Message "$What failed: $([System.IO.Path]::GetFileName($Program)) ended with $LASTEXITCODE.")
    }
}

function Find-Program {
    param([string]$Command, [string]$Hint)
    $found = Get-Command -Name $Command -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
    if ($null -eq $found) {
        throw (New-Failure -Exit $exitMissing -Message "There is no $Command on this computer. $Hint")
    }
    return $found.Source
}

function Find-Node {
    $hint = "Install Node $leastNode or newer from https://nodejs.org (winget install OpenJS.NodeJS.LTS), open a new window, and run this again."
    $node = Find-Program -Command 'node' -Hint $hint
    $said = & $node --version
    $found = [version]($said.TrimStart('v') -replace '[-+].*$', '')
    if ($found -lt $leastNode) {
        throw (New-Failure -Exit $exitMissing -Message "Node $found is too old. $hint")
    }
    # Certificates that Windows trusts, such as those of a company's own proxy, count for Node too. 23.0 to 23.7 do not know the flag.
    if ($found.Major -ne 23 -or $found.Minor -ge 8) {
        $script:nodeFlags = @('--use-system-ca')
    }
    return $node
}

function Test-Administrator {
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object System.Security.Principal.WindowsPrincipal $identity
    return $principal.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
}

# Everybody may make folders in ProgramData. One that somebody without rights made before would stay theirs, with the key and the agent in it.
function Assert-OwnFolder {
    param([string]$Folder)
    $owners = @('S-1-5-32-544', 'S-1-5-18', [System.Security.Principal.WindowsIdentity]::GetCurrent().User.Value)
    $places = @($Folder)
    $above = [System.IO.Path]::GetDirectoryName($Folder)
    if ([System.IO.Path]::GetFileName($above) -eq 'Forecourt') {
        $places += $above
    }
    foreach ($place in $places) {
        $isLink = ((Get-Item -LiteralPath $place -Force).Attributes -band [System.IO.FileAttributes]::ReparsePoint) -ne 0
        $owner = (Get-Acl -LiteralPath $place).GetOwner([System.Security.Principal.SecurityIdentifier]).Value
        if ($isLink -or $owners -notcontains $owner) {
            throw (New-Failure -Exit $exitInput -Message "The folder $place was made by somebody else ($owner). Look at what is in it, remove it, and run this again; or name another folder with -DataFolder.")
        }
    }
}

# Gives a file or folder to administrators and the system, and to the service as much as is named; to nobody else.
function Protect-Place {
    param([string]$Path, [string]$Inherited, [string]$ForService)
    if (Test-Path -LiteralPath $Path) {
        $icacls = [System.IO.Path]::Combine([System.Environment]::SystemDirectory, 'icacls.exe')
        Invoke-Step -Program $icacls -Arguments @($Path, '/inheritance:r', '/grant:r', "${administrators}:${Inherited}F", '/grant:r', "${system}:${Inherited}F", '/grant:r', "${service}:${Inherited}${ForService}", '/Q') -What "Closing $Path to others"
    }
}

# An agent that runs keeps its modules from being replaced, and its task begins it again every minute.
function Invoke-Npm {
    param([string]$Program, [string[]]$Arguments)
    $task = $null
    if ($onWindows) {
        $task = Get-ScheduledTask -TaskName 'Forecourt Agent' -ErrorAction SilentlyContinue
    }
    if ($null -ne $task) {
        [void](Disable-ScheduledTask -InputObject $task)
        Stop-ScheduledTask -InputObject $task
    }
    try {
        Invoke-Step -Program $Program -Arguments $Arguments -What 'Installing what the engine needs'
    } finally {
        if ($null -ne $task) {
            [void](Enable-ScheduledTask -InputObject $task)
        }
    }
}

# Fetches the agent beside its place and puts it there only if it is what the platform says.
function Save-Agent {
    param([string]$Place)
    if (Test-Path -LiteralPath $Place) {
        if ((Get-FileHash -LiteralPath $Place -Algorithm SHA256).Hash -eq $AgentSha256) {
            Write-Step -Text 'The agent is there already.'
            return
        }
    }
    $part = $Place + '.part'
    try {
        # 5.1 on an older Windows offers only what servers refuse. 0 leaves it to Windows, which knows better than a list.
        $offered = [System.Net.ServicePointManager]::SecurityProtocol
        if ([int]$offered -ne 0) {
            [System.Net.ServicePointManager]::SecurityProtocol = $offered -bor [System.Net.SecurityProtocolType]::Tls12
        }
        Invoke-WebRequest -Uri $AgentUrl -OutFile $part -UseBasicParsing
        $got = (Get-FileHash -LiteralPath $part -Algorithm SHA256).Hash
        if ($got -ne $AgentSha256) {
            throw (New-Failure -Exit $exitInput -Message "The file at $AgentUrl is not the one that the platform names (SHA-256 $got). Copy the line from the page Hosts again; if this stays, find out who answers at that address.")
        }
        Move-Item -LiteralPath $part -Destination $Place -Force
        Write-Step -Text "The agent lies at $Place."
    } finally {
        if (Test-Path -LiteralPath $part) {
            Remove-Item -LiteralPath $part -Force
        }
    }
}

# A command of its own beside node, whose folder is on the path and is written by administrators only.
function Save-Command {
    param([string]$Node, [string]$Agent)
    $place = Join-Path -Path (Split-Path -Path $Node -Parent) -ChildPath 'forecourt-agent.cmd'
    $texts = $Node + $Agent + $DataFolder
    # The shell reads such a file in a code page of its own, and percent signs as names.
    if ($texts -notmatch '^[ -~]+$' -or $texts.Contains('%')) {
        Write-Step -Text "Its commands are called by: node `"$Agent`""
        return
    }
    $lines = @(
        '@echo off',
        'setlocal',
        "set `"FORECOURT_AGENT_DATA_DIR=$DataFolder`"",
        "if not exist `"$Agent`" (",
        '  echo Open this window by "Run as administrator". 1>&2',
        '  exit /b 1',
        ')',
        "`"$Node`" $nodeFlags `"$Agent`" %*",
        'exit /b %ERRORLEVEL%'
    )
    Set-Content -LiteralPath $place -Value $lines -Encoding Ascii
    Write-Step -Text 'The command forecourt-agent is there.'
}

$exitCode = 0
try {
    if ($DataFolder -eq '') {
        $common = [System.Environment]::GetFolderPath('CommonApplicationData')
        $DataFolder = [System.IO.Path]::Combine($common, 'Forecourt', 'agent')
    }
    # Whole, as PowerShell reads it: .NET takes the rest from another folder. A backslash at the end would take the quote behind it along.
    $DataFolder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($DataFolder).TrimEnd('\', '/')
    if ($DataFolder -match '[&%^!|<>"]' -or $DataFolder -notmatch '[\\/][^\\/]') {
        throw (New-Failure -Exit $exitInput -Message "$DataFolder cannot be the folder of the agent. Name a folder of its own, with a plain name.")
    }
    if ($AgentUrl -eq '') {
        $AgentUrl = $Platform.TrimEnd('/') + '/api/v1/agent/forecourt-agent.mjs'
    }
    if ($onWindows -and -not (Test-Administrator) -and -not $WhatIfPreference) {
        throw (New-Failure -Exit $exitInput -Message 'Run this as administrator: right-click PowerShell, then "Run as administrator".')
    }
    $node = Find-Node
    # Where the agent keeps everything: read by each of its commands below, and by the service that they set up.
    $env:FORECOURT_AGENT_DATA_DIR = $DataFolder
    $agentFile = Join-Path -Path $DataFolder -ChildPath 'forecourt-agent.mjs'
    $configuration = Join-Path -Path $DataFolder -ChildPath 'config.json'

    if ($PSCmdlet.ShouldProcess($DataFolder, 'Make the folder of the agent')) {
        [void][System.IO.Directory]::CreateDirectory($DataFolder)
        if ($onWindows) {
            Assert-OwnFolder -Folder $DataFolder
            Protect-Place -Path $DataFolder -Inherited '(OI)(CI)' -ForService 'M'
        }
    }
    if ($PSCmdlet.ShouldProcess($AgentUrl, 'Fetch the agent')) {
        Save-Agent -Place $agentFile
    }
    if ($onWindows -and $PSCmdlet.ShouldProcess('forecourt-agent', 'Make the command')) {
        Save-Command -Node $node -Agent $agentFile
    }
    if ($NativePackages.Count -gt 0 -and $PSCmdlet.ShouldProcess(($NativePackages -join ', '), 'Install what the engine needs')) {
        $npm = Find-Program -Command 'npm' -Hint 'It comes with Node.'
        Invoke-Npm -Program $npm -Arguments (@('install', '--prefix', $DataFolder, '--no-audit', '--no-fund', '--ignore-scripts') + $NativePackages)
    }
    if ($onWindows -and $PSCmdlet.ShouldProcess($agentFile, 'Close what runs to the service')) {
        # An administrator runs it too, with more rights than the service has: what the service could write there, it could do.
        Protect-Place -Path $agentFile -Inherited '' -ForService 'RX'
        Protect-Place -Path (Join-Path -Path $DataFolder -ChildPath 'package.json') -Inherited '' -ForService 'RX'
        Protect-Place -Path (Join-Path -Path $DataFolder -ChildPath 'package-lock.json') -Inherited '' -ForService 'RX'
        Protect-Place -Path (Join-Path -Path $DataFolder -ChildPath 'node_modules') -Inherited '(OI)(CI)' -ForService 'RX'
    }
    $token = [System.Environment]::GetEnvironmentVariable($TokenVariable)
    if ([string]::IsNullOrEmpty($token)) {
        if (-not (Test-Path -LiteralPath $configuration) -and -not $WhatIfPreference) {
            throw (New-Failure -Exit $exitInput -Message "There is no token in $TokenVariable. Copy the whole line from the page Hosts.")
        }
    } elseif ($PSCmdlet.ShouldProcess($Platform, 'Enrol this computer')) {
        $env:FORECOURT_AGENT_TOKEN = $token
        try {
            Invoke-Step -Program $node -Arguments ($nodeFlags + @($agentFile, 'enrol', '--again', '--platform', $Platform, '--name', $Name)) -What 'Enrolling'
        } finally {
            Remove-Item -LiteralPath 'Env:\FORECOURT_AGENT_TOKEN' -ErrorAction SilentlyContinue
        }
    }
    if (-not $NoService -and $PSCmdlet.ShouldProcess('Forecourt Agent', 'Have it started with the computer')) {
        Invoke-Step -Program $node -Arguments ($nodeFlags + @($agentFile, 'service', 'install')) -What 'Setting up the service'
    }
    if ($PSCmdlet.ShouldProcess('Forecourt Agent', 'Look at each part')) {
        & $node @nodeFlags $agentFile doctor
        if ($LASTEXITCODE -ne 0) {
            Write-Step -Text 'The agent is set up; what it still needs stands above.'
        } else {
            Write-Step -Text 'Done: the host shows up on the page Hosts within a minute.'
        }
    }
} catch {
    $failure = $_.Exception
    $exitCode = $exitScript
    if ($failure.Data.Contains('exit')) {
        $exitCode = [int]$failure.Data['exit']
    }
    [Console]::Error.WriteLine($failure.Message)
}
exit $exitCode
