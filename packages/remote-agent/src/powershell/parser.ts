import { createRequire } from 'node:module';

type TreeSitter = typeof import('web-tree-sitter');
type Parser = InstanceType<TreeSitter['Parser']>;
/** A part of a script as it was read. */
export type Node = InstanceType<TreeSitter['Node']>;

let parser: Promise<Parser> | undefined;

/** The parser of PowerShell, loaded with the first script: a grammar of Windows PowerShell 5.1, so that what came later is no syntax to it. */
export function powerShellParser(): Promise<Parser> {
  parser ??= load();
  return parser;
}

async function load(): Promise<Parser> {
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init();
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-powershell/tree-sitter-powershell.wasm');
  const made = new Parser();
  made.setLanguage(await Language.load(grammar));
  return made;
}
