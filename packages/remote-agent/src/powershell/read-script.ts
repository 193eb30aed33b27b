import { readCommentHelp } from './comment-help.ts';
import { jobParameter, readParameters } from './parameters.ts';
import { powerShellParser } from './parser.ts';
import { type CommandUse, commandsOf, findProblems } from './rules.ts';
import type { ScriptFacts, ScriptProblem } from './script-facts.ts';

/**
 * Reads a PowerShell script without running it: its parameters as its own `param` block has them, its help, and what would not do.
 *
 * @example
 * const { parameters, problems } = await readScript(await readFile('Remove-Background.ps1', 'utf8'));
 */
export async function readScript(text: string): Promise<ScriptFacts & { readonly commands: readonly CommandUse[] }> {
  // The grammar wants the end of a line behind the last statement, and PowerShell does not.
  const content = `${text.replace(/^\ufeff/, '')}\n`;
  const tree = (await powerShellParser()).parse(content);
  if (tree === null) throw new TypeError('the parser was stopped');
  try {
    const { rootNode } = tree;
    const comments = rootNode.descendantsOfType('comment').flatMap((node) => (node ? [node.text] : []));
    const help = readCommentHelp(comments);
    const parameters = readParameters(rootNode, help);
    const isTold = parameters.some(({ name }) => name.toLowerCase() === jobParameter);
    const missing: ScriptProblem = { line: 1, message: 'It has no parameter JobFile, by which the agent tells a script its work.' };
    return {
      parameters: parameters.filter(({ name }) => name.toLowerCase() !== jobParameter),
      help: help.synopsis,
      problems: [...(isTold ? [] : [missing]), ...findProblems(rootNode, text)],
      commands: commandsOf(rootNode),
    };
  } finally {
    tree.delete();
  }
}
