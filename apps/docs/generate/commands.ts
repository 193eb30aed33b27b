import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { page } from './markdown.ts';

const run = promisify(execFile);
const packages = join(import.meta.dirname, '../../../packages');
const programs = {
  forecourt: join(packages, 'sdk/src/cli/main.ts'),
  'forecourt-agent': join(packages, 'remote-agent/src/commands/main.ts'),
} as const;
type Program = keyof typeof programs;

/** What `--help` of both programs and the help of each command print, from the real commands. */
export async function commandsPage(): Promise<string> {
  const sections: string[] = [];
  const walk = async (program: Program, words: readonly string[]): Promise<void> => {
    const text = await help(program, words);
    sections.push(`## ${[program, ...words].join(' ')}`, `\`\`\`text\n${text}\`\`\``);
    for (const name of commandNames(text)) await walk(program, [...words, name]);
  };
  await walk('forecourt', []);
  await walk('forecourt-agent', []);
  const codes =
    'Exit codes: 0 when everything was done, 1 when something failed, 2 when the command line was wrong, 130 when it was stopped.';
  return page('Commands', [`Printed by the commands themselves. ${codes}`, ...sections]);
}

async function help(program: Program, words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', programs[program], ...words, '--help']);
  return stdout;
}

/** The names that stand below "Commands:", without `help` itself. */
function commandNames(text: string): string[] {
  const [, list = ''] = text.split(/^Commands:\n/m);
  return [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].flatMap(([, name]) => (name === undefined || name === 'help' ? [] : [name]));
}
