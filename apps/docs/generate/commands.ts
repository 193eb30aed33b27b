import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { page } from './markdown.ts';

const run = promisify(execFile);
const main = join(import.meta.dirname, '../../../packages/sdk/src/cli/main.ts');

/** What `forecourt --help` and the help of each command print, from the real command. */
export async function commandsPage(): Promise<string> {
  const sections: string[] = [];
  const walk = async (words: readonly string[]): Promise<void> => {
    const text = await help(words);
    sections.push(`${words.length === 0 ? '## ' : '## '}forecourt ${words.join(' ')}`.trimEnd(), `\`\`\`text\n${text}\`\`\``);
    for (const name of commandNames(text)) await walk([...words, name]);
  };
  await walk([]);
  const codes =
    'Exit codes: 0 when everything was done, 1 when something failed, 2 when the command line was wrong, 130 when it was stopped.';
  return page('Commands', [`Printed by the command itself. ${codes}`, ...sections]);
}

async function help(words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...words, '--help']);
  return stdout;
}

/** The names that stand below "Commands:", without `help` itself. */
function commandNames(text: string): string[] {
  const [, list = ''] = text.split(/^Commands:\n/m);
  return [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].flatMap(([, name]) => (name === undefined || name === 'help' ? [] : [name]));
}
