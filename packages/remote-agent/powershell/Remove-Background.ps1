<#
.SYNOPSIS
Cuts the cars out of photos with the engine of the Forecourt agent, or with another program.

.DESCRIPTION
Runs in two ways. The agent calls it with -JobFile, a JSON file that names photos, parameters and the folder for results. A person
calls it with -LiteralPath and -OutputFolder. Either way it prints one JSON object a line: progress, item, log, error, and at
the end result.

Exit codes: 0 all done, 10 some photos failed, 20 the script failed, 30 wrong input, 40 a program is missing, 50 cancelled.

It runs under Windows PowerShell 5.1 and under PowerShell 7.

.PARAMETER JobFile
The job file of the agent.

.PARAMETER LiteralPath
Photos to cut, taken as they are: no sign in them is a pattern.

.PARAMETER OutputFolder
Folder for the results; it is made where it is missing.

.PARAMETER Agent
The command of the agent, whose engine cuts. Found on the path where left out.

.PARAMETER Format
Format of the results.

.PARAMETER Background
Colour to put the car on, such as #ffffff. Transparent where left out; needed for jpeg.

.PARAMETER Quality
1 to 100, for webp, avif and jpeg.

.PARAMETER Careful
A second pass on a close-up: finer edges, twice the time.

.PARAMETER Model
Model of the engine; the one it is set up with where left out.

.PARAMETER Tool
Path of another program that cuts, such as rembg. The engine is not used then. A job names none: there it is the one that
the host was set up with, so that nobody can have a host run what its owner did not choose.

.PARAMETER ToolArguments
Arguments of that program, one to a line. {input} and {output} stand for the paths of a photo and its result.

.EXAMPLE
.\Remove-Background.ps1 -LiteralPath C:\Photos\car.jpg -OutputFolder C:\Photos\Cut

.EXAMPLE
.\Remove-Background.ps1 -LiteralPath C:\Photos\car.jpg -OutputFolder C:\Photos\Cut -Tool rembg -ToolArguments "i`n{input}`n{output}"

.EXAMPLE
Get-ChildItem -LiteralPath C:\Photos -Filter *.jpg | .\Remove-Background.ps1 -OutputFolder C:\Photos\Cut -WhatIf

.LINK
https://forecourt.example/docs/guides/remote-hosts
#>
#Requires -Version 5.1
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Photos')]
param(
    [Parameter(Mandatory = $true, ParameterSetName = 'Job')]
    [string]$JobFile,

    [Parameter(Mandatory = $true, ParameterSetName = 'Photos', ValueFromPipeline = $true, ValueFromPipelineByPropertyName = $true)]
    [Alias('FullName')]
    [string[]]$LiteralPath,

    [Parameter(Mandatory = $true, ParameterSetName = 'Photos')]
    [string]$OutputFolder,

    [Parameter(ParameterSetName = 'Photos')]
    [string]$Agent = 'forecourt-agent',

    [ValidateSet('png', 'webp', 'avif', 'tiff', 'jpeg')]
    [string]$Format = 'png',

    [string]$Background = '',

    [ValidateRange(0, 100)]
    [int]$Quality = 0,

    [switch]$Careful,

    [string]$Model = '',

    [Parameter(ParameterSetName = 'Photos')]
    [string]$Tool = '',

    [Parameter(ParameterSetName = 'Photos')]
    [string]$ToolArguments = "{input}`n{output}"
)

begin {
    Set-StrictMode -Version Latest
    $ErrorActionPreference = 'Stop'
    # What shows progress to people comes out as CLIXML where nobody looks.
    $ProgressPreference = 'SilentlyContinue'

    $exitDone = 0
    $exitPartly = 10
    $exitScript = 20
    $exitInput = 30
    $exitMissing = 40
    $exitCancelled = 50

    $utf8 = New-Object System.Text.UTF8Encoding $false
    $script:sequence = 0
    $script:mirror = ''
    $photos = New-Object 'System.Collections.Generic.List[string]'

    # JSON in ASCII: no code page of a console or of a file can change it.
    function ConvertTo-AsciiJson {
        param([object]$Value)
        $json = ConvertTo-Json -InputObject $Value -Compress -Depth 8
        return [regex]::Replace($json, '[^\x20-\x7e]', { param($found) '\u{0:x4}' -f [int][char]$found.Value })
    }

    # One line of the protocol, into the mirror first: what was printed is never missing there.
    function Write-Line {
        param([System.Collections.IDictionary]$Line)
        $script:sequence++
        $ordered = [ordered]@{ seq = $script:sequence }
        foreach ($key in $Line.Keys) {
            $ordered[$key] = $Line[$key]
        }
        $json = ConvertTo-AsciiJson -Value $ordered
        if ($script:mirror -ne '') {
            [System.IO.File]::AppendAllText($script:mirror, $json + "`n", $utf8)
        }
        [Console]::Out.WriteLine($json)
        [Console]::Out.Flush()
    }

    # An error that ends the script: its exit code travels in the data of the exception.
    function New-Failure {
        [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '')]
        param([int]$Exit, [string]$Code, [string]$Message, [string]$Hint = '')
        $failure = New-Object System.InvalidOperationException $Message
        $failure.Data['exit'] = $Exit
        $failure.Data['code'] = $Code
        $failure.Data['hint'] = $Hint
        return $failure
    }

    function Get-Problem {
        param([System.Exception]$Failure)
        $problem = [ordered]@{ code = 'SCRIPT_FAILED'; message = $Failure.Message }
        if ($Failure.Data.Contains('code')) {
            $problem['code'] = [string]$Failure.Data['code']
        }
        if ($Failure.Data.Contains('hint') -and [string]$Failure.Data['hint'] -ne '') {
            $problem['hint'] = [string]$Failure.Data['hint']
        }
        return $problem
    }

    # The value of a property, or nothing where there is none: under strict mode asking for it would be an error.
    function Get-Value {
        param([object]$From, [string]$Name)
        if ($null -eq $From) {
            return $null
        }
        $property = $From.PSObject.Properties[$Name]
        if ($null -eq $property) {
            return $null
        }
        return $property.Value
    }

    # Quotes an argument as CommandLineToArgvW and .NET on every system take it apart. The list of arguments that does this by itself is
    # not in .NET Framework. More is quoted than has to be, for the command of the agent, which may be a batch file.
    function ConvertTo-Argument {
        param([string]$Value)
        if ($Value -match '^[A-Za-z0-9_./:=+\\-]+$') {
            return $Value
        }
        $escaped = [regex]::Replace($Value, '(\\*)"', '$1$1\"')
        $escaped = [regex]::Replace($escaped, '(\\+)$', '$1$1')
        return '"' + $escaped + '"'
    }

    # Runs a program without a shell, gives each line that it prints to a block, and returns its exit code.
    function Invoke-Program {
        param([string]$Program, [string[]]$Arguments, [scriptblock]$OnLine)
        $start = New-Object System.Diagnostics.ProcessStartInfo
        $start.FileName = $Program
        $quoted = foreach ($argument in $Arguments) {
            ConvertTo-Argument -Value $argument
        }
        $start.Arguments = @($quoted) -join ' '
        $start.UseShellExecute = $false
        $start.CreateNoWindow = $true
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        $start.StandardOutputEncoding = $utf8
        $start.StandardErrorEncoding = $utf8
        $process = New-Object System.Diagnostics.Process
        $process.StartInfo = $start
        try {
            try {
                [void]$process.Start()
            } catch {
                $reason = $_.Exception.GetBaseException().Message
                throw (New-Failure -Exit $exitMissing -Code 'SCRIPT_TOOL_MISSING' -Message "$Program could not be started: $reason" -Hint 'Install it on this computer, or name its full path.')
            }
            # Read beside the lines: a full pipe would hold the program up.
            $complaints = $process.StandardError.ReadToEndAsync()
            while ($null -ne ($line = $process.StandardOutput.ReadLine())) {
                & $OnLine $line
            }
            $process.WaitForExit()
            foreach ($complaint in ($complaints.Result -split "`r?`n")) {
                if ($complaint -ne '') {
                    Write-Line -Line @{ type = 'log'; level = 'error'; text = $complaint }
                }
            }
            return $process.ExitCode
        } finally {
            $process.Dispose()
        }
    }

    # The command of the agent as a program; one that is a file of Node is called through Node.
    function Find-Engine {
        param([string]$Command)
        $found = Get-Command -Name $Command -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
        if ($null -eq $found) {
            throw (New-Failure -Exit $exitMissing -Code 'SCRIPT_TOOL_MISSING' -Message "There is no command $Command." -Hint 'Install the Forecourt agent, or name its path with -Agent.')
        }
        $path = $found.Source
        if ($path -match '\.(mjs|js)$') {
            $node = Get-Command -Name node -CommandType Application | Select-Object -First 1
            return [pscustomobject]@{ program = $node.Source; arguments = @($path, 'engine', '--job') }
        }
        return [pscustomobject]@{ program = $path; arguments = @('engine', '--job') }
    }

    # A program of the host's own. A batch file is none: the shell that reads it would read names of photos as commands, however they are
    # quoted (CVE-2024-27980 tells of it).
    function Find-Tool {
        param([string]$Name)
        $path = $Name
        if ($Name -notmatch '[*?\[\]]') {
            $found = Get-Command -Name $Name -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
            if ($null -ne $found) {
                $path = $found.Source
            }
        }
        if ($path -match '\.(cmd|bat)$') {
            throw (New-Failure -Exit $exitMissing -Code 'SCRIPT_TOOL_MISSING' -Message "$path is a batch file, and no program." -Hint 'Name the program that it calls, such as python.exe, with its arguments.')
        }
        return $path
    }

    # What the agent would have written into a job file.
    function New-Job {
        [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '')]
        param([string[]]$Paths, [string]$Output)
        $inputs = foreach ($path in $Paths) {
            if (-not (Test-Path -LiteralPath $path -PathType Leaf)) {
                throw (New-Failure -Exit $exitInput -Code 'FILE_NOT_FOUND' -Message "There is no photo $path.")
            }
            $item = Get-Item -LiteralPath $path -Force
            $hash = (Get-FileHash -LiteralPath $item.FullName -Algorithm SHA256).Hash.ToLowerInvariant()
            [pscustomobject]@{ sha256 = $hash; name = $item.Name; path = $item.FullName }
        }
        $engine = $null
        if ($Tool -eq '') {
            $engine = Find-Engine -Command $Agent
        }
        return [pscustomobject]@{
            protocol     = 1
            job          = 'by-hand-' + [guid]::NewGuid().ToString()
            operation    = 'removeBackground'
            whatIf       = [bool]$WhatIfPreference
            inputs       = @($inputs)
            outputFolder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Output)
            parameters   = [pscustomobject]@{}
            events       = ''
            stopFile     = ''
            engine       = $engine
            tool         = $null
        }
    }

    # What the job says goes before what stands on the command line; a person has no job file.
    function Get-Setting {
        param([object]$Job)
        $given = @{ format = $Format; background = $Background; quality = $Quality; careful = [bool]$Careful; model = $Model }
        foreach ($name in @($given.Keys)) {
            $value = Get-Value -From $Job.parameters -Name $name
            if ($null -ne $value) {
                $given[$name] = $value
            }
        }
        if (@('png', 'webp', 'avif', 'tiff', 'jpeg') -cnotcontains $given.format) {
            throw (New-Failure -Exit $exitInput -Code 'INVALID_INPUT' -Message "There is no format $($given.format).")
        }
        if ($given.quality -isnot [ValueType] -or $given.quality -lt 0 -or $given.quality -gt 100) {
            throw (New-Failure -Exit $exitInput -Code 'INVALID_INPUT' -Message 'The quality is a number from 1 to 100.')
        }
        $given['tool'] = $Tool
        $given['toolArguments'] = @(($ToolArguments -split "`r?`n") | Where-Object { $_ -ne '' })
        if ($null -ne $Job.tool) {
            $given['tool'] = [string]$Job.tool.program
            $given['toolArguments'] = @($Job.tool.arguments)
        }
        return $given
    }

    function Test-Stop {
        param([object]$Job)
        if ($Job.stopFile -ne '' -and (Test-Path -LiteralPath $Job.stopFile)) {
            throw (New-Failure -Exit $exitCancelled -Code 'ABORTED' -Message 'It was cancelled.')
        }
    }

    # All photos in one process, so that the model is loaded once. Returns how many failed.
    function Invoke-Engine {
        param([object]$Job, [object[]]$Inputs, [hashtable]$Setting, [string]$Folder)
        $parameters = [ordered]@{ format = $Setting.format; careful = [bool]$Setting.careful }
        if ($Setting.background -ne '') {
            $parameters['background'] = [string]$Setting.background
        }
        if ($Setting.quality -gt 0) {
            $parameters['quality'] = $Setting.quality
        }
        if ($Setting.model -ne '') {
            $parameters['model'] = [string]$Setting.model
        }
        $file = Join-Path -Path $Folder -ChildPath 'engine-job.json'
        $engineJob = [ordered]@{
            protocol = 1; job = $Job.job; operation = 'removeBackground'; whatIf = $false; inputs = @($Inputs)
            outputFolder = $Job.outputFolder; parameters = $parameters; events = ''; stopFile = $Job.stopFile; engine = $Job.engine; tool = $null
        }
        [System.IO.File]::WriteAllText($file, (ConvertTo-AsciiJson -Value $engineJob), $utf8)
        $state = @{ failed = 0; error = $null }
        $onLine = {
            param($text)
            $line = $null
            if ($text.StartsWith('{')) {
                try {
                    $line = ConvertFrom-Json -InputObject $text
                } catch {
                    $line = $null
                }
            }
            $type = Get-Value -From $line -Name 'type'
            if ($type -eq 'progress') {
                Write-Line -Line ([ordered]@{ type = 'progress'; stage = $line.stage; share = $line.share })
            } elseif ($type -eq 'item') {
                $problem = Get-Value -From $line -Name 'problem'
                if ($null -ne $problem) {
                    $state.failed++
                }
                Write-Line -Line ([ordered]@{ type = 'item'; input = $line.input; output = $line.output; sha256 = (Get-Value -From $line -Name 'sha256'); model = (Get-Value -From $line -Name 'model'); problem = $problem })
            } elseif ($type -eq 'error') {
                $state.error = $line
            } elseif ($type -ne 'result') {
                Write-Line -Line ([ordered]@{ type = 'log'; text = $text })
            }
        }
        $arguments = @($Job.engine.arguments) + @($file)
        $exit = Invoke-Program -Program $Job.engine.program -Arguments $arguments -OnLine $onLine
        if ($exit -ne $exitDone -and $exit -ne $exitPartly) {
            $code = 'SCRIPT_FAILED'
            $message = "The engine ended with $exit."
            $hint = ''
            if ($null -ne $state.error) {
                $code = [string](Get-Value -From $state.error -Name 'code')
                $message = [string](Get-Value -From $state.error -Name 'message')
                $hint = [string](Get-Value -From $state.error -Name 'hint')
            }
            throw (New-Failure -Exit $exit -Code $code -Message $message -Hint $hint)
        }
        return $state.failed
    }

    # One process for each photo. Returns how many failed.
    function Invoke-Tool {
        param([object]$Job, [object[]]$Inputs, [hashtable]$Setting)
        $program = Find-Tool -Name $Setting.tool
        $failed = 0
        $number = 0
        foreach ($photo in $Inputs) {
            Test-Stop -Job $Job
            Write-Line -Line ([ordered]@{ type = 'progress'; stage = 'cut'; share = $number / $Inputs.Count })
            $number++
            $stem = [System.IO.Path]::GetFileNameWithoutExtension($photo.name)
            $name = '{0:0000}-{1}.{2}' -f $number, $stem, $Setting.format
            $result = [System.IO.Path]::Combine($Job.outputFolder, $name)
            try {
                $arguments = foreach ($part in $Setting.toolArguments) {
                    # In one go, so that a name that reads {output} stays a name.
                    [regex]::Replace($part, '\{(input|output)\}', {
                            param($found)
                            if ($found.Value -eq '{input}') {
                                $photo.path
                            } else {
                                $result
                            }
                        })
                }
                $exit = Invoke-Program -Program $program -Arguments @($arguments) -OnLine {
                    param($text)
                    Write-Line -Line ([ordered]@{ type = 'log'; text = $text })
                }
                if ($exit -ne 0) {
                    throw (New-Failure -Exit $exitScript -Code 'SCRIPT_FAILED' -Message "$($Setting.tool) ended with $exit.")
                }
                if (-not (Test-Path -LiteralPath $result -PathType Leaf)) {
                    throw (New-Failure -Exit $exitScript -Code 'SCRIPT_FAILED' -Message "$($Setting.tool) wrote no result.")
                }
                $hash = (Get-FileHash -LiteralPath $result -Algorithm SHA256).Hash.ToLowerInvariant()
                Write-Line -Line ([ordered]@{ type = 'item'; input = $photo.sha256; output = $result; sha256 = $hash })
            } catch {
                $failure = $_.Exception
                # A program that is not there is missing for every photo.
                if ($failure.Data.Contains('exit') -and $failure.Data['exit'] -eq $exitMissing) {
                    throw
                }
                $failed++
                Write-Line -Line ([ordered]@{ type = 'item'; input = $photo.sha256; output = $null; problem = (Get-Problem -Failure $failure) })
            }
        }
        return $failed
    }
}

process {
    if ($PSCmdlet.ParameterSetName -eq 'Photos') {
        foreach ($path in $LiteralPath) {
            $photos.Add($path)
        }
    }
}

end {
    $exitCode = $exitScript
    $temporary = ''
    try {
        if ($PSCmdlet.ParameterSetName -eq 'Job') {
            # .NET takes a path that is not whole from another folder than PowerShell.
            $JobFile = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($JobFile)
            $job = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($JobFile, $utf8))
            $folder = [System.IO.Path]::GetDirectoryName([System.IO.Path]::GetFullPath($JobFile))
            $script:mirror = [string]$job.events
        } else {
            $temporary = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath ('forecourt-' + [guid]::NewGuid().ToString())
            [void][System.IO.Directory]::CreateDirectory($temporary)
            $folder = $temporary
            $job = New-Job -Paths $photos.ToArray() -Output $OutputFolder
        }
        $setting = Get-Setting -Job $job
        $chosen = @(foreach ($photo in @($job.inputs)) {
                if ($PSCmdlet.ShouldProcess($photo.name, 'Cut the car out')) {
                    $photo
                }
            })
        $failed = 0
        if ($chosen.Count -gt 0) {
            [void][System.IO.Directory]::CreateDirectory($job.outputFolder)
            Test-Stop -Job $job
            if ($setting.tool -ne '') {
                $failed = Invoke-Tool -Job $job -Inputs $chosen -Setting $setting
            } else {
                $failed = Invoke-Engine -Job $job -Inputs $chosen -Setting $setting -Folder $folder
            }
        }
        Write-Line -Line ([ordered]@{ type = 'progress'; stage = 'done'; share = 1 })
        Write-Line -Line ([ordered]@{ type = 'result'; photos = $chosen.Count; failed = $failed })
        $exitCode = $exitDone
        if ($failed -gt 0) {
            $exitCode = $exitPartly
        }
    } catch {
        $failure = $_.Exception
        if ($failure.Data.Contains('exit')) {
            $exitCode = [int]$failure.Data['exit']
        }
        $line = [ordered]@{ type = 'error' }
        $problem = Get-Problem -Failure $failure
        foreach ($key in $problem.Keys) {
            $line[$key] = $problem[$key]
        }
        Write-Line -Line $line
        # Where it happened is for whoever mends the script; it goes into the log.
        [Console]::Error.WriteLine($_.ScriptStackTrace)
    } finally {
        if ($temporary -ne '') {
            Remove-Item -LiteralPath $temporary -Recurse -Force -ErrorAction SilentlyContinue -WhatIf:$false
        }
    }
    exit $exitCode
}
