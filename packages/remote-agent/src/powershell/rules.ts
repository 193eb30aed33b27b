import { asksPeople, newCommands, newEncodings, newEscapes, newMembers, newParameters, newVariables, otherPrograms } from './new-since.ts';
import type { Node } from './parser.ts';
import type { ScriptProblem } from './script-facts.ts';

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
    ...memberProblems(program),
    ...escapeProblems(program),
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
    const other = otherPrograms[command];
    if (other !== undefined) found.push({ line, message: other });
    if (asksPeople.test(command)) found.push({ line, message: `${name} waits for a person, and nobody is there: take a parameter.` });
    if ((command === 'invoke-webrequest' || command === 'iwr') && !parameters.some((parameter) => /^useb/i.test(parameter))) {
      found.push({ line, message: `${name} needs -UseBasicParsing in 5.1, which else asks Internet Explorer or a person.` });
    }
    if (command === 'join-path' && values.length > 2) found.push({ line, message: 'Join-Path of 5.1 joins two parts: call it once more.' });
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

function memberProblems(program: Node): ScriptProblem[] {
  return program.descendantsOfType(['invokation_expression', 'member_access']).flatMap((node) => {
    const known = newMembers.find(({ pattern }) => pattern.test(node?.text ?? ''));
    return node && known ? [{ line: lineOf(node), message: known.message }] : [];
  });
}

function escapeProblems(program: Node): ScriptProblem[] {
  return program
    .descendantsOfType(['expandable_string_literal', 'expandable_here_string_literal'])
    .flatMap((node) =>
      node && newEscapes.test(node.text)
        ? [{ line: lineOf(node), message: '`e and `u{…} came with PowerShell 6: write [char]27 or [char]0x….' }]
        : [],
    );
}

function lineOf(node: Node): number {
  return node.startPosition.row + 1;
}
