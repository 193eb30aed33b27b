import type { ScriptParameter } from '@forecourt/sdk/contract';
import { bare, type CommentHelp } from './comment-help.ts';
import type { Node } from './parser.ts';

const numbers = /^(system\.)?(byte|sbyte|u?int(16|32|64)?|u?short|u?long|single|float|double|decimal)$/i;
const switches = /^(system\.)?(switch|switchparameter|management\.automation\.switchparameter|bool|boolean)$/i;
const paths = /^(system\.)?io\.(file|directory)info$/i;

/** The parameter by which a script is told its work, in lower case; every script of a host has it. */
export const jobParameter = 'jobfile';

/** The parameters of a script in their order, from its `param` block. */
export function readParameters(program: Node, help: CommentHelp): ScriptParameter[] {
  const list = program.children.find((node) => node?.type === 'param_block')?.children.find((node) => node?.type === 'parameter_list');
  const nodes = (list?.children ?? []).filter((node) => node?.type === 'script_parameter').filter((node) => node !== null);
  const all = nodes.flatMap((node) => parameterOf(node, help));
  const jobSet = all.find(({ parameter }) => parameter.name.toLowerCase() === jobParameter)?.set;
  // Those of another set cannot stand beside the job file.
  return all.flatMap(({ parameter, set }) => (set === undefined || jobSet === undefined || set === jobSet ? [parameter] : []));
}

function parameterOf(node: Node, help: CommentHelp): { readonly parameter: ScriptParameter; readonly set: string | undefined }[] {
  const variable = node.children.find((child) => child?.type === 'variable')?.text;
  if (variable === undefined) return [];
  const name = variable.replace(/^\$\{?|\}$/g, '');
  const attributes = node.descendantsOfType('attribute').filter((found) => found !== null);
  const type = attributes
    .map((attribute) => /^\[([^[\]()]+)\]$/.exec(attribute.text.trim())?.[1]?.trim())
    .find((found) => found !== undefined);
  const choices = valuesOf(named(attributes, 'ValidateSet'));
  const own = named(attributes, 'Parameter');
  const parameter = {
    name,
    type: typeOf(name, type ?? 'string', choices),
    choices,
    isRequired: own !== undefined && /\bmandatory\b(?!\s*=\s*(\$false|0))/i.test(own.text),
    help: help.parameters.get(name.toLowerCase()) ?? (own && attributeText(own, 'HelpMessage')) ?? commentAbove(node),
  };
  return [{ parameter, set: own && attributeText(own, 'ParameterSetName') }];
}

function typeOf(name: string, type: string, choices: readonly string[]): ScriptParameter['type'] {
  if (choices.length > 0) return 'choice';
  if (switches.test(type)) return 'switch';
  if (numbers.test(type)) return 'number';
  return paths.test(type) || /(path|file|folder|directory)$/i.test(name) ? 'path' : 'text';
}

function named(attributes: readonly Node[], name: string): Node | undefined {
  return attributes.find((attribute) => attribute.text.slice(1).trimStart().toLowerCase().startsWith(`${name.toLowerCase()}(`));
}

/** What stands in the strings of an attribute, without their quotes. */
function valuesOf(attribute: Node | undefined): string[] {
  const literals = attribute?.descendantsOfType('attribute_argument') ?? [];
  return literals.flatMap((literal) => (literal === null ? [] : [unquoted(literal.text)]));
}

function attributeText(attribute: Node, name: string): string | undefined {
  const begin = new RegExp(`^${name}\\s*=\\s*`, 'i');
  const argument = attribute.descendantsOfType('attribute_argument').find((found) => begin.test(found?.text ?? ''));
  return argument ? unquoted(argument.text.replace(begin, '')) : undefined;
}

function unquoted(text: string): string {
  const [, quote, inside] = /^(['"])([\s\S]*)\1$/.exec(text.trim()) ?? [];
  if (quote === undefined || inside === undefined) return text.trim();
  return inside.replaceAll(quote + quote, quote);
}

function commentAbove(node: Node): string {
  const before = node.previousSibling;
  return before?.type === 'comment' ? bare(before.text).trim() : '';
}
