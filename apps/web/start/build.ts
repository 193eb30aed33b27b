import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type BuildOptions, buildOnce } from './build-once.ts';
import { repositoryFolder, webFolder } from './folders.ts';

const packages = ['packages/errors/src', 'packages/quality/src', 'packages/sdk/src', 'pnpm-lock.yaml'];
const agentFolder = join(repositoryFolder, 'packages', 'remote-agent');

/** Builds the pages, and packs the agent that computers fetch from here, where the last ones are of other sources. @throws INTERNAL */
export async function buildPages(options: BuildOptions = {}): Promise<void> {
  await buildOnce(
    {
      name: 'pages',
      sources: ['apps/web', ...packages],
      stamp: join(webFolder, '.next', 'forecourt-sources'),
      command: [createRequire(import.meta.url).resolve('next/dist/bin/next'), 'build'],
      cwd: webFolder,
      environment: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
    },
    options,
  );
  await buildOnce(
    {
      name: 'agent',
      sources: ['packages/remote-agent/src', 'packages/remote-agent/tools', ...packages],
      stamp: join(agentFolder, 'dist', 'forecourt-sources'),
      command: [join('tools', 'pack.ts')],
      cwd: agentFolder,
    },
    { signal: options.signal },
  );
}
