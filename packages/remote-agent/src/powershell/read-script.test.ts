import { describe, expect, it } from 'vitest';
import { readScript } from './read-script.ts';

const head = `param([Parameter(Mandatory = $true)][string]$JobFile)\n`;

describe('a script of PowerShell', () => {
  it('says its parameters in its own param block and its help', async () => {
    const facts = await readScript(`<#
.SYNOPSIS
Cuts cars out
of photos.
.PARAMETER Quality
How good it is to be,
1 to 100.
#>
#Requires -Version 5.1
[CmdletBinding(SupportsShouldProcess = $true)]
param(
  [Parameter(Mandatory = $true)] [string] $JobFile,
  [ValidateSet('png', 'we''bp', "avif")] [string] $Format = 'png',
  [ValidateRange(1, 100)][int]$Quality = 90,
  # A second pass.
  [switch]$Careful,
  [Parameter(Mandatory, HelpMessage = 'Where it is')] [System.IO.FileInfo] $Tool,
  [Parameter(Mandatory = $false)][string]$OutputFolder,
  \${Any} = @{ a = 1 }
)
Set-StrictMode -Version Latest
`);
    expect(facts).toMatchObject({ help: 'Cuts cars out of photos.', problems: [] });
    expect(facts.parameters).toEqual([
      { name: 'Format', type: 'choice', choices: ['png', "we'bp", 'avif'], isRequired: false, help: '' },
      { name: 'Quality', type: 'number', choices: [], isRequired: false, help: 'How good it is to be, 1 to 100.' },
      { name: 'Careful', type: 'switch', choices: [], isRequired: false, help: 'A second pass.' },
      { name: 'Tool', type: 'path', choices: [], isRequired: true, help: 'Where it is' },
      { name: 'OutputFolder', type: 'path', choices: [], isRequired: false, help: '' },
      { name: 'Any', type: 'text', choices: [], isRequired: false, help: '' },
    ]);
  });

  it.each([
    ['$x = $a ? 1 : 2', 2, 'came with PowerShell 7'],
    ['\n$y = $a ?? 3', 3, '`??`'],
    ['$a ??= 4', 2, '`??`'],
    ['$b = $(a)?.Length', 2, '`?.`'],
    ['1..3 | ForEach-Object -Parallel { $_ }', 2, '-Parallel'],
    ['Get-Item -LiteralPath a && Get-Item -LiteralPath b', 2, '`&&`'],
    ['Get-Item -LiteralPath a || exit 1', 2, '`||`'],
    ['function F { process { 1 } clean { 2 } }', 2, 'clean'],
    ['Get-Content -LiteralPath a | ConvertFrom-Json -AsHashtable', 2, '-AsHashtable'],
    ['Set-Content -LiteralPath a -Value 1 -Encoding utf8NoBOM', 2, 'encoding'],
    ['if ($IsWindows) { 1 }', 2, 'not set in 5.1'],
    ['Test-Json -Json $x', 2, 'not in 5.1'],
    ['Invoke-Expression $x', 2, 'data as code'],
    ['$x = 1\niex $x', 3, 'data as code'],
    ['Invoke-WebRequest -Uri $x -OutFile $y', 2, '-UseBasicParsing'],
    ['curl $x', 2, 'curl.exe'],
    ['$name = Read-Host -Prompt "Name"', 2, 'nobody is there'],
    ['Join-Path $a b c', 2, 'joins two parts'],
    ['$p = [System.IO.Path]::Join($a, "b")', 2, '::Combine'],
    ['$start.ArgumentList.Add("x")', 2, 'no ArgumentList'],
    ['$red = "`e[31m"', 2, '[char]27'],
    ['Write-Output "Grüße"', 2, 'byte order mark'],
    ['if ($true) { ', 2, ''],
    ["$x = 'open", 2, ''],
  ])('is refused at its line where 5.1 cannot run it: %s', async (text, line, message) => {
    const { problems } = await readScript(head + text);
    expect(problems[0]).toMatchObject({ line: expect.any(Number), message: expect.stringContaining(message) });
    expect(problems.some((problem) => Math.abs(problem.line - line) <= 1)).toBe(true);
  });

  it.each([
    'Get-ChildItem -LiteralPath $x | Where-Object { $_.Length -gt 1 } | ForEach-Object { $_.Name }',
    '$h = @{ a = 1; "b" = @(1, 2) }; $h.a++; [int]$x = $h["b"][0]',
    'try { throw "x" } catch [System.IO.IOException] { 1 } finally { 2 }',
    "$s = @'\nanything ?? here && there\n'@",
    '[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false',
    '& $program @arguments 2>&1 | Out-Null',
    'switch -Regex ($x) {\n "a?b" { 1 }\n default { 2 }\n}',
    'function Get-Thing {\n [CmdletBinding()]\n param([string]$Name)\n begin { 1 }\n process { 2 }\n end { 3 }\n}',
    'Write-Output "a ? b : c ?? d"  # and ?? here',
    'Invoke-WebRequest -Uri $x -OutFile $y -UseBasicParsing',
    'Invoke-RestMethod -Uri $x; & curl.exe $x; Join-Path -Path $a -ChildPath b',
    '$tick = "``e and `n"; $quoted = \'`e\'; $p = [System.IO.Path]::Combine($a, "b")',
  ])('is read where 5.1 can run it: %s', async (text) => {
    expect((await readScript(head + text)).problems).toEqual([]);
  });

  it('may have signs beyond ASCII behind a byte order mark', async () => {
    expect((await readScript(`\ufeff${head}Write-Output "Grüße"`)).problems).toEqual([]);
  });

  it('needs the parameter by which the agent speaks to it', async () => {
    for (const text of ['Write-Output 1', 'param([string]$Name)']) {
      expect((await readScript(text)).problems).toEqual([expect.objectContaining({ message: expect.stringContaining('JobFile') })]);
    }
  });

  it('says which commands it calls and how', async () => {
    const { commands } = await readScript(`${head}Remove-Item -LiteralPath $x -Force\n& $tool a`);
    expect(commands[0]).toMatchObject({ name: 'Remove-Item', parameters: ['LiteralPath', 'Force'], arguments: ['$x'], line: 2 });
  });
});
