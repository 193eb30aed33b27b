import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { redCarPhoto } from '@forecourt/testing';
import type { RunningApp } from './app.ts';
import { copyScript, type HostComputer, makeHostComputer } from './host-computer.ts';
import { outage, type Shot } from './shots.ts';
import { type Stock, vehicleWithPhotos } from './stock.ts';

/** Before any computer is there. */
export const noHostShots: readonly Shot[] = [
  { name: 'hosts-empty', path: '/hosts' },
  { name: 'hosts-connect', path: '/hosts/connect' },
  {
    name: 'hosts-connect-ssh',
    path: '/hosts/connect',
    async act(page) {
      await page.getByRole('tab', { name: 'By SSH alone' }).click();
      await page.getByRole('button', { name: 'Add computer' }).click();
    },
  },
  {
    name: 'hosts-invited',
    path: '/hosts/connect',
    async act(page) {
      await page.getByLabel('Name of the computer').fill(`PC ${Date.now()}`);
      await page.getByRole('button', { name: 'Make the line' }).click();
      await page.getByText('has not come yet').waitFor();
    },
  },
  { name: 'runs-empty', path: '/runs' },
  { name: 'transfers-empty', path: '/transfers' },
  { name: 'sync-empty', path: '/sync' },
  {
    name: 'sync-new',
    path: '/sync',
    act: (page) => page.getByRole('button', { name: 'Keep a folder in step' }).click(),
  },
];

/** Computers in every state, with a script that ran. */
export interface Office extends AsyncDisposable {
  readonly shots: readonly Shot[];
}

export async function furnishOffice(client: Stock, app: RunningApp): Promise<Office> {
  const computers: HostComputer[] = [];
  const connect = async (name: string) => {
    const computer = await makeHostComputer();
    computers.push(computer);
    const { id, token } = await client.enrolments.create({ name });
    await computer.connect({ platformUrl: app.url, token });
    const hostId = await hostOf(client, id);
    return { computer, hostId };
  };
  const office = await connect('Office PC');
  const photo = await connect('Photo studio');
  const lot = await connect('Lot laptop');
  const old = await connect('Old reception PC');
  const ssh = await client.hosts.createSsh({ name: 'Workshop server', ssh: { host: '10.0.0.7', port: 22, user: 'forecourt' } });
  await client.hosts.revoke(old.hostId);
  await client.hosts.drain(photo.hostId, true);
  await lot.computer.stop('SIGKILL');
  const gate = join(app.dataDir, 'go-on');
  const script = await client.scripts.create({
    ...{ name: 'Copy-Photos', description: 'Copies each photo into the results.', text: copyScript(), version: '1.0.0' },
    note: 'First version',
  });
  await client.scripts.addVersion(script.id, {
    ...{
      text: copyScript({ note: ' Each is looked at.', waitsForFile: gate }),
      version: '1.1.0',
      note: 'Looks at each photo',
      makeCurrent: true,
    },
  });
  await client.scripts.pin(script.id, photo.hostId, '1.0.0');
  const inputs = await Promise.all(
    ['front.png', 'rear-left.png', 'interior.png'].map(async (name, seed) => {
      const { sha256 } = await client.generations.addInput(new Uint8Array(redCarPhoto({ seed: seed + 50, widthPx: 640, heightPx: 480 })));
      return { sha256, name };
    }),
  );
  const wish = { hostId: office.hostId, scriptId: script.id, inputs };
  const done = await client.executions.start({ ...wish, version: '1.0.0', parameters: { Label: 'for-sale' } });
  await ended(client, done.id);
  const running = await client.executions.start(wish);
  await addFolders(client);
  await gone(client, lot.hostId);
  const firstOf = (path: string) => async () => path;
  return {
    shots: [
      { name: 'hosts', path: '/hosts' },
      { name: 'host', path: firstOf(`/hosts/${office.hostId}`), act: (page) => page.getByText('Relay').first().waitFor() },
      {
        name: 'host-below',
        path: firstOf(`/hosts/${office.hostId}`),
        async act(page) {
          await page.getByRole('button', { name: 'Look now: Office PC' }).click();
          await page.locator('[data-check]').or(page.getByRole('alert')).first().waitFor();
          await page.getByRole('heading', { name: 'Diagnostics' }).evaluate((element) => element.scrollIntoView());
        },
      },
      { name: 'host-draining', path: firstOf(`/hosts/${photo.hostId}`) },
      { name: 'host-offline', path: firstOf(`/hosts/${lot.hostId}`) },
      { name: 'host-revoked', path: firstOf(`/hosts/${old.hostId}`) },
      {
        name: 'host-ssh',
        path: firstOf(`/hosts/${ssh.id}`),
        act: (page) => page.getByLabel('Public key').evaluate((element) => element.scrollIntoView({ block: 'center' })),
      },
      {
        name: 'host-revoke',
        path: firstOf(`/hosts/${office.hostId}`),
        async act(page) {
          await page.getByRole('button', { name: 'More', exact: true }).first().click();
          await page.getByRole('menuitem', { name: 'Revoke' }).click();
        },
      },
      { name: 'scripts', path: '/scripts' },
      { name: 'script', path: firstOf(`/scripts/${script.id}`) },
      {
        name: 'script-changes',
        path: firstOf(`/scripts/${script.id}`),
        act: (page) => page.getByLabel('What changed').evaluate((element) => element.scrollIntoView({ block: 'center' })),
      },
      {
        name: 'script-side-by-side',
        path: firstOf(`/scripts/${script.id}`),
        async act(page) {
          await page
            .getByRole('tab', { name: 'Side by side' })
            .click({ timeout: 1000 })
            .catch(() => undefined);
          await page.getByLabel('What changed').evaluate((element) => element.scrollIntoView({ block: 'center' }));
        },
      },
      {
        name: 'script-new-version',
        path: firstOf(`/scripts/${script.id}`),
        act: (page) => page.getByRole('button', { name: 'New version' }).click(),
      },
      { name: 'runs-new', path: firstOf(`/runs/new?script=${script.id}`), act: (page) => page.getByLabel('Label').waitFor() },
      { name: 'run-running', path: firstOf(`/runs/${running.id}`) },
      {
        name: 'run-log',
        path: firstOf(`/runs/${running.id}`),
        act: (page) => page.getByLabel('Lines of the log').evaluate((element) => element.scrollIntoView({ block: 'center' })),
      },
      {
        name: 'run-done',
        path: async () => {
          await writeFile(gate, '');
          await ended(client, running.id);
          return `/runs/${done.id}`;
        },
      },
      { name: 'runs', path: '/runs' },
      { name: 'runs-search', path: '/runs', act: (page) => page.getByLabel('Search in runs and their logs').fill('nothing like it') },
      {
        name: 'runs-failing',
        path: '/runs',
        async act(page) {
          await page.route('**/api/v1/executions?*', (route) => route.fulfill(outage));
          await page.getByLabel('State').selectOption('failed');
          await page.getByRole('button', { name: 'Try again' }).waitFor();
        },
      },
      ...photoShots,
      { name: 'transfers', path: '/transfers' },
      {
        name: 'transfers-failing',
        path: '/transfers',
        async act(page) {
          await page.route('**/api/v1/transfers?*', (route) => route.fulfill(outage));
          await page.getByLabel('Computer').selectOption({ label: 'Office PC' });
          await page.getByRole('button', { name: 'Try again' }).waitFor();
        },
      },
      { name: 'sync', path: '/sync' },
      { name: 'hosts-diagnostics', path: '/settings/diagnostics', act: (page) => page.locator('[data-check=model]').waitFor() },
      {
        name: 'hosts-more',
        path: '/hosts',
        act: (page) =>
          page
            .getByRole('button', { name: /^More/ })
            .click({ timeout: 1000 })
            .catch(() => undefined),
      },
    ],
    async [Symbol.asyncDispose]() {
      for (const computer of computers) await computer[Symbol.asyncDispose]();
    },
  };
}

/** Of a photo that a computer cut out, once one of them is free: the picture, the run, and the provider that stands for all of them. */
const photoShots: readonly Shot[] = [
  {
    name: 'photo-by-host',
    async path(client) {
      const { vehicle, photos } = await vehicleWithPhotos(client, 'HOST-1', 1);
      return `/vehicles/${vehicle.id}/photos/${photos[0]?.id}`;
    },
    async act(page) {
      // On a phone it stands behind a button.
      const details = page.getByRole('button', { name: /things? found$/ });
      const facts = page.getByLabel('About this picture').filter({ visible: true });
      await details.or(facts).first().waitFor();
      if (await details.isVisible()) await details.click();
      await facts.scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'run-of-photo',
    async path(client) {
      const { items } = await client.executions.list({ limit: 50 }).page();
      return `/runs/${items.find(({ operation, state }) => operation === 'removeBackground' && state === 'done')?.id}`;
    },
  },
  {
    name: 'provider-hosts',
    async path(client) {
      const { items } = await client.providers.list();
      return `/settings/providers/${items.find(({ kind }) => kind === 'remote')?.id}`;
    },
  },
];

/** Waits, by events, until an invitation has become a host that is online. */
export async function hostOf(client: Stock, enrolmentId: string): Promise<string> {
  for await (const _event of client.events()) {
    const { items } = await client.enrolments.list().page();
    const hostId = items.find(({ id }) => id === enrolmentId)?.hostId ?? null;
    if (hostId !== null && (await client.hosts.get(hostId)).state === 'online') return hostId;
  }
  throw new Error('The events ended.');
}

async function gone(client: Stock, hostId: string): Promise<void> {
  for await (const _event of client.events()) if ((await client.hosts.get(hostId)).state === 'offline') return;
}

export async function ended(client: Stock, executionId: string): Promise<void> {
  for await (const _event of client.events()) {
    const { finishedAt } = await client.executions.get(executionId);
    if (finishedAt !== null) return;
  }
}

async function addFolders(client: Stock): Promise<void> {
  const report = {
    ...{ computer: 'OFFICE-PC', folder: 'D:\\Photos\\Used cars', results: 'D:\\Cutouts', deletions: 'keep' as const },
    ...{ files: 5_012, waiting: 0, sent: 5_012, fetched: 4_980, conflicts: 2, bytesPerSecond: null, problem: null },
  };
  const problem = {
    ...{ type: 'about:blank', title: 'Folder empty', status: 409, code: 'FOLDER_EMPTY', retryable: false, correlationId: '0198-demo' },
    ...{ detail: 'The folder had 1,204 photos and has none now.', hint: 'Check that the disk or share is there, then resume.' },
  };
  await client.syncFolders.report(crypto.randomUUID(), { ...report, state: 'in-step' });
  await client.syncFolders.report(crypto.randomUUID(), {
    ...{ ...report, computer: 'LOT-LAPTOP', folder: '/home/lot/photos', results: null, deletions: 'delete' },
    ...{ state: 'working', files: 412, waiting: 14, sent: 398, fetched: 0, conflicts: 0, bytesPerSecond: 1_240_000 },
  });
  await client.syncFolders.report(crypto.randomUUID(), {
    ...{ ...report, computer: 'STUDIO', folder: '\\\\nas\\studio', state: 'stopped', files: 0, sent: 1_204, fetched: 1_204, problem },
  });
}
