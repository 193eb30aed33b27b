import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@forecourt/testing';
import { driveEmbed } from './embed.ts';
import { runPnpm } from './pnpm.ts';
import { cutsOut, embedded, emptyProject, type Installation, serves } from './projects.ts';
import { type Counts, root, runTool } from './step.ts';

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
 * them into projects of their own: an empty one that cuts a car out and serves, and the example that embeds the backend.
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
  let skipped = 0;
  const skippable = async (title: string, canRun: boolean, work: () => Promise<boolean>) => {
    if (canRun) return check(title, work);
    console.log(`   – ${title}`);
    skipped++;
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
    if (tarballs.length < packages.length) return { passed, failed: failed + 1, skipped: 0 };
    const install: Installation = {
      tarballs: Object.fromEntries(packages.map(({ manifest }, i) => [manifest.name, `file:${tarballs[i]}`])),
      versions: Object.assign({}, ...packages.map(({ manifest }) => manifest.devDependencies ?? {})),
    };
    const project = join(folder, 'empty');
    await check('an empty project installs them', () => emptyProject(project, install));
    await check('five lines of the README cut a car out there', () => cutsOut(project));
    await check('the lines of the docs serve there', () => serves(project));
    const embed = join(folder, 'embed');
    await check('examples/next-embed builds from them', () => embedded(embed, install));
    await skippable(`a browser sees its cutouts${chromium.note}`, chromium.canStart, () => driveEmbed(embed).then(() => true));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { passed, failed, skipped };
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

/** Declarations of all import paths of the SDK are put together in one heap, and take more than Node gives by itself. */
const heapForTypes = ['--max-old-space-size=8192'];

async function pack(source: string, into: string): Promise<string> {
  if ((await runTool('tsup', 'tsup', ['--silent'], source, heapForTypes)) !== 0) throw new Error(`${source} does not build`);
  // What `prepack` would do was done in the line above, where its output does not mix with this one's.
  const { stdout } = await runPnpm(['--config.ignore-scripts=true', 'pack', '--pack-destination', into, '--json'], source);
  const { filename }: { filename: string } = JSON.parse(stdout);
  return filename;
}
