import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installTinyModel, repositoryFolder, sharedPlace } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** Runs the TypeScript of a package's README as it stands there, in a folder from which that package resolves. */
async function runReadme(packageName: string, prepare: (folder: string) => Promise<NodeJS.ProcessEnv>): Promise<string> {
  const packageFolder = join(repositoryFolder, 'packages', packageName);
  const readme = await readFile(join(packageFolder, 'README.md'), 'utf8');
  const snippet = /```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  if (snippet === undefined) throw new Error(`packages/${packageName}/README.md has no snippet`);
  await mkdir(join(packageFolder, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(packageFolder, '.cache', 'readme-'));
  try {
    await writeFile(join(folder, 'snippet.ts'), snippet);
    const environment = { ...process.env, ...(await prepare(folder)) };
    const { stdout, stderr } = await run(process.execPath, ['snippet.ts'], { cwd: folder, env: environment });
    expect(stderr).toBe('');
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

describe('what the READMEs show', () => {
  it('errors: makes an error and gives its wire form', async () => {
    expect(await runReadme('errors', async () => ({}))).toBe('');
  });

  it('server: listens, and is ready', async () => {
    const environment = async (folder: string) => ({ FORECOURT_DATA_DIR: join(folder, 'data'), FORECOURT_SERVER_LOG: 'error' });
    expect(await runReadme('server', environment)).toBe('true\n');
  });

  const heic = sharedPlace('odd-files/photo.heic');
  it.skipIf(!heic.isThere)(`sdk: cuts an iPhone photo out, tells its progress and saves it${heic.note}`, async () => {
    const stdout = await runReadme('sdk', async (folder) => {
      await cp(heic.path, join(folder, 'car.heic'));
      const { dataDir, cacheDir, model } = await installTinyModel(folder);
      return { FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_MODEL: model };
    });
    expect(stdout).toMatch(/^decode 0$/m);
    expect(stdout).toMatch(/^encode 1$/m);
  });
});
