import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildEmbed } from './embed.ts';
import { runPnpm } from './pnpm.ts';
import { root, toolEnvironment } from './step.ts';

const run = promisify(execFile);

/** What a project outside of this workspace installs. */
export interface Installation {
  /** Our packages, packed, by name. */
  readonly tarballs: Readonly<Record<string, string>>;
  /** The versions of other packages that the workspace itself was tested with. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A project with nothing in it but our packages and the peers that cutting out and serving need. */
export async function emptyProject(project: string, { tarballs, versions }: Installation): Promise<boolean> {
  await mkdir(project);
  const peers = ['sharp', 'onnxruntime-node', '@imgly/background-removal-node'].map((name) => [name, versions[name] ?? '*']);
  const dependencies = { ...tarballs, ...Object.fromEntries(peers) };
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module', dependencies }));
  await install(project, tarballs);
  const { stdout: version } = await forecourt(project, '--version');
  return /^\d+\.\d+\.\d+/.test(version);
}

/** The lines of the README, run as they stand there. */
export async function cutsOut(project: string): Promise<boolean> {
  const [photo] = (await readdir(join(root, 'samples', 'stills'))).filter((name) => name.endsWith('.jpg'));
  if (photo === undefined) throw new Error('there is no sample photo');
  await cp(join(root, 'samples', 'stills', photo), join(project, 'car.jpg'));
  const stdout = await runSnippet(project, 'README.md', 'cutout');
  const sharp = createRequire(join(project, 'package.json'))('sharp');
  const { hasAlpha, width } = await sharp(join(project, 'car.png')).metadata();
  if (!hasAlpha || !width || !/pass|review|reject/.test(stdout)) throw new Error(`the snippet printed ${stdout}`);
  return true;
}

/** The lines of the docs, and the command that finds the backend beside itself. */
export async function serves(project: string): Promise<boolean> {
  const stdout = await runSnippet(project, 'apps/docs/pages/guides/server.md', 'server');
  if (!stdout.includes('isReady: true')) throw new Error(`the snippet printed ${stdout}`);
  const { stdout: migrated } = await forecourt(project, 'migrate', '--json');
  return JSON.parse(migrated).database === 'pglite';
}

/** The example as somebody has it who copied it out of this repository. */
export async function embedded(project: string, { tarballs }: Installation): Promise<boolean> {
  const example = join(root, 'examples', 'next-embed');
  const isOfOurs = (path: string) => !/node_modules|\.next/.test(path.slice(example.length));
  await cp(example, project, { recursive: true, filter: isOfOurs });
  const manifest: { dependencies: Record<string, string> } = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  await writeFile(join(project, 'package.json'), JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, ...tarballs } }));
  await install(project, tarballs);
  await buildEmbed(project);
  return true;
}

async function install(project: string, tarballs: Readonly<Record<string, string>>): Promise<void> {
  const workspace = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const overrides = Object.entries(tarballs).map(([name, path]) => `  '${name}': ${path}\n`);
  const settings = workspace.replace(/^packages:\n( .*\n)+/m, '').trimEnd();
  await writeFile(join(project, 'pnpm-workspace.yaml'), `${settings}\n${overrides.join('')}`);
  await runPnpm(['install', '--prefer-offline', '--no-frozen-lockfile', '--loglevel=error'], project);
}

async function runSnippet(project: string, page: string, name: string): Promise<string> {
  const text = await readFile(join(root, page), 'utf8');
  const snippet = new RegExp(`\`\`\`ts ${name}\\n([\\s\\S]*?)\`\`\``).exec(text)?.[1];
  if (snippet === undefined) throw new Error(`${page} has no snippet named "${name}"`);
  await writeFile(join(project, `${name}.ts`), snippet);
  const { stdout } = await run(process.execPath, [`${name}.ts`], { cwd: project, env: quietEnvironment(project) });
  return stdout;
}

function forecourt(project: string, ...args: readonly string[]): Promise<{ stdout: string }> {
  const command = join(project, 'node_modules', '@forecourt', 'sdk', 'dist', 'cli', 'main.js');
  return run(process.execPath, [command, ...args], { cwd: project, env: quietEnvironment(project) });
}

/** Nothing of the caller's settings, and data of its own. */
function quietEnvironment(project: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(toolEnvironment()).filter(([name]) => !/^(FORECOURT_|PORT$|HOST$|DATABASE_URL$|REDIS_URL$)/.test(name));
  return { ...Object.fromEntries(inherited), FORECOURT_DATA_DIR: join(project, 'data'), FORECOURT_SERVER_LOG: 'error' };
}
