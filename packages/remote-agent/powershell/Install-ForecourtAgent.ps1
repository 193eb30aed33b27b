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

$exitScript = 20
$exitInput = 30
$exitMissing = 40
$leastNode = [version]'22.18.0'
$onWindows = [System.Environment]::OSVersion.Platform -eq [System.PlatformID]::Win32NT

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
    return $node
}

function Test-Administrator {
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object System.Security.Principal.WindowsPrincipal $identity
    return $principal.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
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
        # 5.1 on an older Windows offers only what servers refuse.
        [System.Net.ServicePointManager]::SecurityProtocol = [System.Net.ServicePointManager]::SecurityProtocol -bor [System.Net.SecurityProtocolType]::Tls12
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
        "`"$Node`" `"$Agent`" %*",
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
            # Administrators, the system and the account of the service (S-1-5-19); by number, since names differ with the language.
            Invoke-Step -Program 'icacls.exe' -Arguments @($DataFolder, '/inheritance:r', '/grant', '*S-1-5-32-544:(OI)(CI)F', '/grant', '*S-1-5-18:(OI)(CI)F', '/grant', '*S-1-5-19:(OI)(CI)M', '/Q') -What 'Closing the folder to others'
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
        Invoke-Step -Program $npm -Arguments (@('install', '--prefix', $DataFolder, '--no-audit', '--no-fund', '--ignore-scripts') + $NativePackages) -What 'Installing what the engine needs'
    }
    $token = [System.Environment]::GetEnvironmentVariable($TokenVariable)
    if ([string]::IsNullOrEmpty($token)) {
        if (-not (Test-Path -LiteralPath $configuration) -and -not $WhatIfPreference) {
            throw (New-Failure -Exit $exitInput -Message "There is no token in $TokenVariable. Copy the whole line from the page Hosts.")
        }
    } elseif ($PSCmdlet.ShouldProcess($Platform, 'Enrol this computer')) {
        $env:FORECOURT_AGENT_TOKEN = $token
        try {
            Invoke-Step -Program $node -Arguments @($agentFile, 'enrol', '--again', '--platform', $Platform, '--name', $Name) -What 'Enrolling'
        } finally {
            Remove-Item -LiteralPath 'Env:\FORECOURT_AGENT_TOKEN' -ErrorAction SilentlyContinue
        }
    }
    if (-not $NoService -and $PSCmdlet.ShouldProcess('Forecourt Agent', 'Have it started with the computer')) {
        Invoke-Step -Program $node -Arguments @($agentFile, 'service', 'install') -What 'Setting up the service'
    }
    if ($PSCmdlet.ShouldProcess('Forecourt Agent', 'Look at each part')) {
        & $node $agentFile doctor
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
