import { readFileSync } from 'node:fs';
import { defineConfig, type Options } from 'tsup';

/**
 * How every package is built: one entry for each import path and each command of its package.json, so that what is
 * exported while developing and what is published cannot drift apart. Run inside the package's folder.
 */
export const packageConfig: Options | ((overrides: Options) => Options | Options[] | Promise<Options | Options[]>) | Options[] =
  defineConfig({
    entry: entries(),
    format: 'esm',
    platform: 'neutral',
    target: 'es2024',
    dts: true,
    clean: true,
    treeshake: true,
    sourcemap: false,
    external: [/^node:/],
    // Newer parts of Node, such as node:sqlite, have no other name.
    removeNodeProtocol: false,
    skipNodeModulesBundle: true,
  });

interface Manifest {
  readonly exports: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
}

function entries(): Record<string, string> {
  const { exports, bin = {} }: Manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const sources = [...Object.values(exports), ...Object.values(bin)].filter((path) => path.endsWith('.ts'));
  return Object.fromEntries(sources.map((path) => [path.replace('./src/', '').replace('.ts', ''), path]));
}
