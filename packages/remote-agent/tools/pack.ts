// Packs the agent into one file that runs with plain Node: dist/forecourt-agent.mjs, or where the first argument says. What is made for one
// kind of machine (sharp, onnxruntime-node) stays outside, is installed beside the file, and is named when it is missing.
//
//   node tools/pack.ts [file]

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** Installed beside the packed file. */
const outside = ['sharp', 'onnxruntime-node', '@imgly/background-removal-node', 'heic-decode'];

/**
 * What an agent does without. It must not be looked for either: Node looks in every folder above the file, up to `C:\\node_modules`, which
 * everybody on a Windows PC may make, and would run with the rights of the agent what lies there (CWE-427; nodejs/node issue 34124).
 */
const without = ['bufferutil', 'utf-8-validate', 'cpu-features', 'kerberos', 'ssh2', 'ioredis', 'macos-temperature-sensor'];

const leftOut: Plugin = {
  name: 'left-out',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: new RegExp(`^(${without.join('|')})$`) }, ({ path }) => ({ path, namespace: 'left-out' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw Object.assign(new Error('${path} is not part of the packed agent'), { code: 'MODULE_NOT_FOUND' });`,
      loader: 'js',
    }));
  },
};

/** Threads that begin in a file of a package begin in the packed file instead, which tells them apart by its query. */
const threads = [
  {
    file: /sdk[\\/]src[\\/]engine[\\/]engine\.ts$/,
    from: "pathToFileURL(createRequire(import.meta.url).resolve('@forecourt/sdk/engine/worker'))",
    to: threadOf('engine-worker'),
  },
  {
    file: /sdk[\\/]src[\\/]imaging[\\/]decode[\\/]heic\.ts$/,
    from: "pathToFileURL(require.resolve('@forecourt/sdk/imaging/heic-worker'))",
    to: threadOf('heic-worker'),
  },
] as const;

/** A thread loses the query of a file that it begins in, and keeps that of a file that it imports. */
function threadOf(query: string): string {
  return `new URL('data:text/javascript,' + encodeURIComponent('import ' + JSON.stringify(import.meta.url + '?${query}')))`;
}

const ownThreads: Plugin = {
  name: 'own-threads',
  setup({ onLoad }) {
    for (const { file, from, to } of threads) {
      onLoad({ filter: file }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        // A file without its thread would only be noticed by whoever cuts the first photo.
        if (!source.includes(from)) throw new TypeError(`${path} starts its thread in another way now`);
        return { contents: source.replace(from, to), loader: 'ts' };
      });
    }
  },
};

const folder = fileURLToPath(new URL('..', import.meta.url));
const outfile = resolve(process.argv[2] ?? join(folder, 'dist', 'forecourt-agent.mjs'));
const { warnings } = await build({
  entryPoints: [join(folder, 'src', 'packed.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22.18',
  external: outside,
  minify: false,
  legalComments: 'eof',
  plugins: [ownThreads, leftOut],
  // Packages of the older module system ask for `require`.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
});
process.exitCode = warnings.length > 0 ? 1 : 0;
