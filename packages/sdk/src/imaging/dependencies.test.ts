import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sharedPlace } from '@forecourt/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { pngWith } from './testing/pictures.ts';

const packageFolder = join(import.meta.dirname, '..', '..');
const root = mkdtempSync(join(tmpdir(), 'forecourt-peers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** This package's sources in a place where only the named packages are installed. */
function installWith(packages: readonly string[]): string {
  const folder = mkdtempSync(join(root, 'sdk-'));
  cpSync(join(packageFolder, 'src', 'imaging'), join(folder, 'src', 'imaging'), { recursive: true });
  cpSync(join(packageFolder, 'src', 'files'), join(folder, 'src', 'files'), { recursive: true });
  cpSync(join(packageFolder, 'package.json'), join(folder, 'package.json'));
  mkdirSync(join(folder, 'node_modules', '@forecourt'), { recursive: true });
  for (const name of ['@forecourt/errors', '@forecourt/quality', 'lru-cache', 'zod', ...packages]) {
    symlinkSync(realpathSync(join(packageFolder, 'node_modules', name)), join(folder, 'node_modules', name));
  }
  return folder;
}

/** Decodes a file in a process of its own, and says how that went. */
function decodeIn(folder: string, file: string): Promise<unknown> {
  return runIn(
    folder,
    `
    import { readFileSync } from 'node:fs';
    import { decodeImage } from './src/imaging/index.ts';
    const outcome = await decodeImage(readFileSync(${JSON.stringify(file)})).then(({ pixels }) => ({ widthPx: pixels.widthPx }), (error) => error);
    process.stdout.write(JSON.stringify(outcome));`,
  );
}

async function runIn(folder: string, script: string): Promise<unknown> {
  writeFileSync(join(folder, 'main.ts'), script);
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', 'main.ts'], { cwd: folder });
  return JSON.parse(stdout);
}

const png = join(root, 'car.png');
writeFileSync(png, pngWith([]));
const heic = sharedPlace('odd-files/photo.heic');

describe('an optional package', () => {
  it('is not needed to load this one; when it is needed, the error names the command that installs it', async () => {
    const folder = installWith([]);
    expect(await decodeIn(folder, png)).toMatchObject({
      code: 'DEPENDENCY_MISSING',
      hint: 'Run: npm install sharp',
      details: { package: 'sharp' },
    });
  });

  it('is not needed by what a page imports, whatever it does to pixels', async () => {
    const script = `
      import { applyOperations, findText, measurePalette } from './src/imaging/browser/index.ts';
      const photo = { data: Uint8Array.from({ length: 2700 }, (_, at) => (at * 37) % 256), widthPx: 30, heightPx: 30, channels: 3 };
      const steps = ['contrast', 'clean-background', 'edges', 'palette', 'mask-text', 'flatten'].map((operation) => ({ operation }));
      const result = await applyOperations(photo, [...steps, { operation: 'lines', widthPx: 2 }, { operation: 'resize', widthPx: 12 }]);
      process.stdout.write(JSON.stringify([result.widthPx, findText(photo).length, measurePalette(photo, { count: 1 }).length]));`;
    expect(await runIn(installWith([]), script)).toEqual([12, 0, 1]);
  });

  it('is enough once it is installed', async () => {
    expect(await decodeIn(installWith(['sharp']), png)).toEqual({ widthPx: 40 });
  });

  it.skipIf(!heic.isThere)(`for HEIC is asked for by HEIC alone${heic.note}`, async () => {
    expect(await decodeIn(installWith(['sharp']), heic.path)).toMatchObject({
      code: 'DEPENDENCY_MISSING',
      hint: 'Run: npm install heic-decode',
    });
    expect(await decodeIn(installWith(['sharp', 'heic-decode']), heic.path)).toEqual({ widthPx: 640 });
  });
});
