import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@forecourt/sdk/client';
import {
  type HttpReceiver,
  installTinyModel,
  makeKey,
  type OpenAiEmulator,
  openssh,
  type ReplicateEmulator,
  type RunningRedis,
  type RunningSshServer,
  redCarPhoto,
  redis,
  repositoryFolder,
  type ServerProcess,
  startHttpReceiver,
  startOpenAiEmulator,
  startRedis,
  startReplicateEmulator,
  startServer,
  startSshServer,
  type TemporaryFolder,
  temporaryFolder,
} from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Office, startOffice } from './hosts/office.ts';
import { copyScript } from './web/host-computer.ts';

const run = promisify(execFile);

/** What each snippet prints: a snippet of a name that is not here has nobody who runs it. */
const printed: Readonly<Record<string, RegExp>> = {
  cutout: /^(pass|review|reject) [\d.]+ \[/,
  upload: /^review [\d.]+$/m,
  'upload-progress': /^sending \d+ \d+$[\s\S]*^[0-9a-f-]{36} (waiting|working|review)$/m,
  client: /^B-7 0\nSTOCK_NUMBER_TAKEN .+\n$/,
  events: /^C-3 \S+\n$/,
  server: /ready/,
  judge: /^$/,
  sketch: /^image\/png 1024 1024 \[[^\]]*'PADDED'[^\]]*\]\ntrue\n$/,
  'add-operation': /^200 0\ntrue\n$/,
  'webhook-create': /^[0-9a-f-]{36} whsec_\S{44}\n$/,
  'webhook-receive': /^$/,
  replicate: /^(pass|review|reject) true\ntrue\n$/,
  'add-provider': /^1\d promises kept\n$/,
  hosts: /^queued 0\n[\s\S]*^encode 100\n(pass|review|reject) tiny\n$/m,
  'hosts-steps': /^done 1\n$/,
  'hosts-ssh': /^Begins with 1 photos\.\nEverything is copied\.\ndone for-sale-car\.jpg\n$/,
  openai: /^1 0\.\d{4}\n$/,
  router: /^(openai|replicate) 1 true 1\n$/,
  'router-redis': /^false \[ 'day true', 'month true' \]\n$/,
  'router-budget': /^replicate false openai:PROVIDER_UNAUTHENTICATED replicate:done\nreplicate true\n3 1\n$/,
};

const pagesFolder = join(repositoryFolder, 'apps', 'docs', 'pages');
const pages = (await readdir(pagesFolder, { recursive: true })).filter((name) => name.endsWith('.md') && !name.startsWith('reference'));
const sources = ['README.md', ...pages.map((name) => join('apps', 'docs', 'pages', name))];
const snippets = (
  await Promise.all(
    sources.map(async (source) =>
      [...(await readFile(join(repositoryFolder, source), 'utf8')).matchAll(/^```ts(?: (.*))?\n([\s\S]*?)^```/gm)].map(
        ([, name = '', code = '']) => ({
          source,
          name: name.trim(),
          code,
        }),
      ),
    ),
  )
).flat();

let home: TemporaryFolder;
let receiver: HttpReceiver;
let openai: OpenAiEmulator;
let replicate: ReplicateEmulator;
let server: ServerProcess;
let office: Office;
let workshop: RunningSshServer | undefined;
let sharedRedis: RunningRedis | undefined;
let place: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  home = await temporaryFolder();
  receiver = await startHttpReceiver();
  openai = await startOpenAiEmulator();
  replicate = await startReplicateEmulator();
  if (redis.canStart) sharedRedis = await startRedis();
  server = await startServer({ ...(await tinyEnvironment(home.path)), FORECOURT_OUTBOUND_ALLOW: '127.0.0.1' });
  office = await startOffice({ folder: join(home.path, 'office') });
  if (openssh.canStart) workshop = await startWorkshop(join(home.path, 'workshop'));
  // From here all our packages are found, as in a project that has them installed.
  const cache = join(repositoryFolder, 'packages', 'server', '.cache');
  await mkdir(cache, { recursive: true });
  place = await mkdtemp(join(cache, 'docs-'));
  const own = await tinyEnvironment(join(home.path, 'own'));
  const inherited = Object.entries(process.env).filter(([name]) => !/^(FORECOURT_|VITEST|PORT$|HOST$|DATABASE_URL$|REDIS_URL$)/.test(name));
  const key = await makeKey(server.url, ['vehicles:read', 'vehicles:write', 'photos:read', 'photos:write', 'jobs:read', 'webhooks:write']);
  const given = {
    ...{ FORECOURT_SERVER_URL: server.url, FORECOURT_SERVER_KEY: key, RECEIVER_URL: receiver.url },
    ...{ OPENAI_API_KEY: openai.apiKey, OPENAI_BASE_URL: openai.url },
    ...{ REPLICATE_API_TOKEN: replicate.token, REPLICATE_BASE_URL: replicate.baseUrl },
    ...office.environment,
    ...(workshop && {
      ...{ SSH_HOST: '127.0.0.1', SSH_PORT: String(workshop.port), SSH_USER: workshop.user, SSH_KEY_FILE: workshop.key.path },
      ...{ SSH_FINGERPRINT: workshop.hostKey.fingerprint, SSH_FOLDER: join(home.path, 'workshop', 'files') },
    }),
    ...(sharedRedis && { ROUTER_REDIS_URL: sharedRedis.url }),
  };
  env = { ...Object.fromEntries(inherited), ...own, ...given };
});
afterAll(async () => {
  await office[Symbol.asyncDispose]();
  await workshop?.[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
  await openai[Symbol.asyncDispose]();
  await sharedRedis?.[Symbol.asyncDispose]();
  await replicate[Symbol.asyncDispose]();
  await rm(place, { recursive: true, force: true });
  await home[Symbol.asyncDispose]();
});

/** A computer with an SSH server, and in the place of PowerShell what runs scripts of tests. */
async function startWorkshop(folder: string): Promise<RunningSshServer> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  const standIn = join(repositoryFolder, 'e2e', 'children', 'stand-in-for-powershell.mjs');
  await writeFile(join(bin, 'pwsh'), `#!/bin/sh\nexec '${process.execPath}' '${standIn}' "$@"\n`);
  await chmod(join(bin, 'pwsh'), 0o755);
  return startSshServer({ config: [`SetEnv HOME=/nonexistent PATH=${bin}:/usr/bin:/bin`] });
}

async function tinyEnvironment(folder: string): Promise<Record<string, string>> {
  const { dataDir, cacheDir, model } = await installTinyModel(folder);
  return { FORECOURT_DATA_DIR: dataDir, FORECOURT_CACHE_DIR: cacheDir, FORECOURT_MODEL: model };
}

describe('what the README and the documentation show', () => {
  it('has a name and something to expect, each of it', () => {
    expect(snippets.filter(({ name }) => !(name in printed))).toEqual([]);
    expect(new Set(snippets.map(({ name }) => name))).toEqual(new Set(Object.keys(printed)));
  });

  const runnable = snippets.filter(({ name }) => (redis.canStart || name !== 'router-redis') && (openssh.canStart || name !== 'hosts-ssh'));
  it.each(runnable)('$source: $name runs as it stands there', async ({ source, name, code }) => {
    const seed = snippets.findIndex((one) => one.source === source && one.name === name);
    const folder = join(place, String(seed));
    await mkdir(folder);
    await writeFile(join(folder, 'snippet.ts'), code);
    // Each its own photo: what the server has already is not sent again.
    await writeFile(join(folder, 'car.jpg'), redCarPhoto({ seed }));
    await writeFile(join(folder, 'Copy-Photos.ps1'), copyScript());
    const { stdout, stderr } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', 'snippet.ts'], { cwd: folder, env });
    expect(stdout).toMatch(printed[name] ?? /^$/);
    expect(stderr).toBe('');
  });

  it('takes what the server sends to a webhook, and nothing else', async () => {
    const client = createClient({ url: server.url, key: env.FORECOURT_SERVER_KEY });
    const { secret } = await client.webhooks.create({ url: `${receiver.url}/docs`, description: '', eventTypes: ['vehicle.created'] });
    const code = snippets.find(({ name }) => name === 'webhook-receive')?.code ?? '';
    await writeFile(
      join(place, 'receive.ts'),
      `${code}\nconst { headers, body } = JSON.parse(process.argv[2] ?? '');
      const { status } = await POST(new Request('https://dealer.example/', { method: 'POST', headers, body }));
      console.log(status);`,
    );
    await client.vehicles.create({ stockNumber: 'W-1', make: 'Audi', model: 'A4' });
    await expect.poll(() => receiver.requests.some(({ path }) => path === '/docs')).toBe(true);
    const request = receiver.requests.find(({ path }) => path === '/docs');
    const receive = async (given: typeof request) => {
      const options = { cwd: place, env: { ...env, WEBHOOK_SECRET: secret } };
      return (await run(process.execPath, ['--disable-warning=ExperimentalWarning', 'receive.ts', JSON.stringify(given)], options)).stdout;
    };
    expect(await receive(request)).toBe('new vehicle W-1\n204\n');
    expect(await receive(request && { ...request, body: request.body.replace('W-1', 'X-1') })).toBe('400\n');
  });
});
