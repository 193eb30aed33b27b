import type { Node } from './parser.ts';
import type { ScriptProblem } from './script-facts.ts';

/** What came after 5.1, from Microsoft's lists of what is new in PowerShell 6 and 7. */
const newCommands = new Set(
  ['Test-Json', 'Get-Error', 'Join-String', 'Get-Uptime', 'Remove-Alias', 'ConvertFrom-Markdown', 'Show-Markdown', 'ConvertTo-CliXml']
    .concat(['ConvertFrom-CliXml', 'Remove-Service', 'Get-Verb7', 'Switch-Process', 'Get-PSSubsystem', 'Enable-ExperimentalFeature'])
    .map((name) => name.toLowerCase()),
);

/** Parameters that a command of 5.1 does not have; their shortened forms too, as far as nothing else begins so. */
const newParameters: Readonly<Record<string, readonly string[]>> = {
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
  'invoke-webrequest': [
    'SkipCertificateCheck',
    'SkipHttpErrorCheck',
    'Form',
    'Resume',
    'MaximumRetryCount',
    'Authentication',
    'Token',
    'SslProtocol',
  ],
  'invoke-restmethod': [
    'SkipCertificateCheck',
    'SkipHttpErrorCheck',
    'Form',
    'Resume',
    'MaximumRetryCount',
    'Authentication',
    'Token',
    'SslProtocol',
  ],
  'test-connection': ['TargetName', 'TcpPort'],
  'get-childitem': ['FollowSymlink'],
};

const newVariables = /^\$\{?(iswindows|islinux|ismacos|iscoreclr|psstyle|psnativecommanduseerroractionpreference)\}?$/i;
const newEncodings = /^(utf8nobom|utf8bom)$/i;

/** Each command of a script with what stands behind it. */
export interface CommandUse {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly arguments: readonly string[];
  readonly line: number;
}

/** Every command that a script calls by its name. */
export function commandsOf(program: Node): CommandUse[] {
  return program.descendantsOfType('command').flatMap((node) => {
    const name = node?.childForFieldName('command_name')?.text;
    if (!node || name === undefined) return [];
    const elements = (node.childForFieldName('command_elements')?.children ?? []).filter((element) => element !== null);
    return [
      {
        name,
        parameters: elements.filter(({ type }) => type === 'command_parameter').map(({ text }) => text.replace(/^-|:$/g, '')),
        arguments: elements
          .filter(({ type }) => type !== 'command_parameter' && type !== 'command_argument_sep')
          .map(({ text }) => text.trim()),
        line: lineOf(node),
      },
    ];
  });
}

/** Where a script breaks the syntax or the rules of Windows PowerShell 5.1, or runs data as code. */
export function findProblems(program: Node, text: string): ScriptProblem[] {
  return [
    ...encodingProblems(text),
    ...syntaxProblems(program),
    ...chainProblems(program),
    ...commandProblems(program),
    ...variableProblems(program),
  ].toSorted((one, other) => one.line - other.line);
}

/** 5.1 reads a file without a byte order mark in the code page of its machine. */
function encodingProblems(text: string): ScriptProblem[] {
  if (text.startsWith('\ufeff')) return [];
  const index = text.split('\n').findIndex((line) => /[\u0080-\uffff]/.test(line));
  if (index < 0) return [];
  return [{ line: index + 1, message: 'Signs beyond ASCII need a byte order mark at the beginning of the file, or 5.1 reads others.' }];
}

function syntaxProblems(program: Node): ScriptProblem[] {
  if (!program.hasError) return [];
  const problems = new Map<number, ScriptProblem>();
  const visit = (node: Node) => {
    // A script that is nothing but its param block has no end of a statement to the grammar.
    const isEnd = node.isMissing && node.type === ';' && node.startIndex >= program.text.trimEnd().length;
    if (node.isError || (node.isMissing && !isEnd)) {
      const line = lineOf(node);
      if (!problems.has(line)) problems.set(line, { line, message: syntaxMessage(node) });
    }
    for (const child of node.children) if (child?.hasError || child?.isError || child?.isMissing) visit(child);
  };
  visit(program);
  return [...problems.values()];
}

function syntaxMessage(node: Node): string {
  const around = node.parent?.text ?? node.text;
  if (node.isMissing) return `There should be ${node.type} here.`;
  if (/\?\?/.test(around)) return '`??` came with PowerShell 7: write an if.';
  if (/\?[.[]/.test(around)) return '`?.` and `?[` came with PowerShell 7: write an if.';
  if (/\?/.test(node.text)) return '`a ? b : c` came with PowerShell 7: write an if.';
  if (/^\s*clean\b/i.test(node.text)) return 'The block `clean` came with PowerShell 7.3: write try and finally.';
  const [first = ''] = node.text.trim().split('\n');
  return `This is no PowerShell that 5.1 reads${first === '' ? '' : `: ${first.slice(0, 60)}`}`;
}

function chainProblems(program: Node): ScriptProblem[] {
  return program
    .descendantsOfType('pipeline_chain_tail')
    .flatMap((node) =>
      node ? [{ line: lineOf(node), message: '`&&` and `||` between commands came with PowerShell 7: write an if.' }] : [],
    );
}

function commandProblems(program: Node): ScriptProblem[] {
  return commandsOf(program).flatMap(({ name, parameters, arguments: values, line }) => {
    const command = name.toLowerCase();
    const found: ScriptProblem[] = [];
    if (command === 'invoke-expression' || command === 'iex') {
      found.push({ line, message: 'Invoke-Expression runs data as code: call the command itself, with its arguments.' });
    }
    if (newCommands.has(command)) found.push({ line, message: `${name} is not in 5.1.` });
    for (const parameter of parameters) {
      const isNew = newParameters[command === '%' ? 'foreach-object' : command]?.some(
        (known) => known.toLowerCase() === parameter.toLowerCase(),
      );
      if (isNew) found.push({ line, message: `${name} has no -${parameter} in 5.1.` });
    }
    if (values.some((value) => newEncodings.test(value)))
      found.push({ line, message: '5.1 has no such encoding: write through [System.IO.File].' });
    return found;
  });
}

function variableProblems(program: Node): ScriptProblem[] {
  return program
    .descendantsOfType('variable')
    .flatMap((node) => (node && newVariables.test(node.text) ? [{ line: lineOf(node), message: `${node.text} is not set in 5.1.` }] : []));
}

function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}
