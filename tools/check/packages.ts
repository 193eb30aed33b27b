import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Counts, root, runTool, toolEnvironment } from './step.ts';

const run = promisify(execFile);

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, string>>;
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, unknown>> };
  readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

/**
 * Packs each package as it would be published, has publint and are-the-types-wrong judge the result, and installs all of
 * them into an empty project that cuts a car out in five lines.
 */
export async function checkPackages(): Promise<Counts> {
  const packages = await publishedPackages();
  const folder = await mkdtemp(join(tmpdir(), 'forecourt-packages-'));
  let [passed, failed] = [0, 0];
  const check = async (title: string, work: () => Promise<boolean>) => {
    const holds = await work().catch((error: unknown) => {
      console.error(error instanceof Error && 'stderr' in error ? `${error.message}\n${String(error.stderr)}` : error);
      return false;
    });
    console.log(`   ${holds ? '✓' : '✗'} ${title}`);
    if (holds) passed++;
    else failed++;
  };
  try {
    const tarballs: string[] = [];
    for (const { folder: source, manifest } of packages) {
      await check(`${manifest.name}: develops and publishes the same import paths`, async () => sameImportPaths(manifest));
      await check(`${manifest.name}: packs`, async () => {
        tarballs.push(await pack(source, folder));
        return true;
      });
      const tarball = tarballs.at(-1);
      if (tarball === undefined) continue;
      await check(`${manifest.name}: publint`, async () => (await runTool('publint', 'publint', [tarball, '--strict'])) === 0);
      await check(`${manifest.name}: are the types wrong`, async () => {
        const args = [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--quiet'];
        return (await runTool('@arethetypeswrong/cli', 'attw', args)) === 0;
      });
    }
    await check('an empty project installs them and cuts a car out in five lines', async () =>
      useInEmptyProject(folder, packages, tarballs),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { passed, failed, skipped: 0 };
}

async function publishedPackages(): Promise<Package[]> {
  const names = await readdir(join(root, 'packages'));
  const all = await Promise.all(
    names.map(async (name) => {
      const folder = join(root, 'packages', name);
      return { folder, manifest: JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest };
    }),
  );
  return all.filter(({ manifest }) => !manifest.private);
}

function sameImportPaths({ exports, publishConfig }: Manifest): boolean {
  const [developed, published] = [Object.keys(exports), Object.keys(publishConfig?.exports ?? {})];
  return new Set(developed).symmetricDifference(new Set(published)).size === 0;
}

async function pack(source: string, into: string): Promise<string> {
  if ((await runTool('tsup', 'tsup', ['--silent'], source)) !== 0) throw new Error(`${source} does not build`);
  // What `prepack` would do was done in the line above, where its output does not mix with this one's.
  const { stdout } = await runPnpm(['--config.ignore-scripts=true', 'pack', '--pack-destination', into, '--json'], source);
  const { filename }: { filename: string } = JSON.parse(stdout);
  return filename;
}

/** The lines of the README, run as they stand there. */
async function useInEmptyProject(folder: string, packages: readonly Package[], tarballs: readonly string[]): Promise<boolean> {
  const project = join(folder, 'project');
  await mkdir(project);
  const peers = versionsFor(packages, ['sharp', 'onnxruntime-node', '@imgly/background-removal-node']);
  const local = Object.fromEntries(packages.map(({ manifest }, i) => [manifest.name, `file:${tarballs[i]}`]));
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'empty', private: true, type: 'module', dependencies: { ...local, ...peers } }),
  );
  const workspace = await readFile(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const overrides = Object.entries(local).map(([name, path]) => `  '${name}': ${path}\n`);
  await writeFile(join(project, 'pnpm-workspace.yaml'), `${workspace.replace(/^packages:\n.*\n/, '').trimEnd()}\n${overrides.join('')}`);
  await runPnpm(['install', '--prefer-offline', '--no-frozen-lockfile', '--loglevel=error'], project);

  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const snippet = /```ts cutout\n([\s\S]*?)```/.exec(readme)?.[1];
  if (snippet === undefined) throw new Error('README.md has no snippet named "cutout"');
  const [photo] = (await readdir(join(root, 'samples', 'stills'))).filter((name) => name.endsWith('.jpg'));
  if (photo === undefined) throw new Error('there is no sample photo');
  await cp(join(root, 'samples', 'stills', photo), join(project, 'car.jpg'));
  await writeFile(join(project, 'cutout.ts'), snippet);
  const { stdout } = await run(process.execPath, ['cutout.ts'], { cwd: project, env: toolEnvironment() });
  const sharp = createRequire(join(project, 'package.json'))('sharp');
  const { hasAlpha, width } = await sharp(join(project, 'car.png')).metadata();
  if (!hasAlpha || !width || !/pass|review|reject/.test(stdout)) throw new Error(`the snippet printed ${stdout}`);
  const { stdout: version } = await run(process.execPath, [join(project, 'node_modules/@forecourt/sdk/dist/cli/main.js'), '--version']);
  return /^\d+\.\d+\.\d+/.test(version);
}

/** The versions that the workspace itself was tested with. */
function versionsFor(packages: readonly Package[], names: readonly string[]): Record<string, string> {
  const known = Object.assign({}, ...packages.map(({ manifest }) => manifest.devDependencies ?? {})) as Record<string, string>;
  return Object.fromEntries(names.map((name) => [name, known[name] ?? '*']));
}

async function runPnpm(args: readonly string[], cwd: string): Promise<{ stdout: string }> {
  const { packageManager }: { packageManager: string } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const command = ['exec', '--yes', `--package=${packageManager}`, '--', 'pnpm', ...args];
  return run(npm, command, { cwd, env: toolEnvironment(), maxBuffer: 1 << 26, shell: process.platform === 'win32' });
}
