import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAgent } from '@forecourt/remote-agent';
import { redCarPhoto, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { enrol } from '../../../remote-agent/src/config/enrol.ts';
import { createRunner } from '../../../remote-agent/src/runner/index.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sendPhoto, startTestServer, type Tenant, type TestServer } from '../testing/server.ts';

const standIn = fileURLToPath(new URL('../../../../e2e/children/stand-in-for-powershell.mjs', import.meta.url));

/** PowerShell by its parameters, JavaScript by what it does: gives each photo back as it is. */
const text = `<#
.SYNOPSIS
Gives photos back.
#>
[CmdletBinding(SupportsShouldProcess)]
param([Parameter(Mandatory)] [string] $JobFile, [string] $Label = 'plain')
<#js
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
say({ type: 'log', text: 'Zebra crossing ' + job.parameters.Label });
for (const { sha256, name, path } of job.inputs) {
  copyFileSync(path, join(job.outputFolder, 'back-' + name));
  say({ type: 'item', input: sha256, output: 'back-' + name });
}
say({ type: 'result' });
#>
`;

onBothColumns('runs on a computer that was enrolled', (column) => {
  let server: TestServer;
  let ours: Tenant;
  let folder: TemporaryFolder;
  let agent: Awaited<ReturnType<typeof createAgent>>;
  let executionId: string;
  let photo: { readonly sha256: string; readonly name: string };

  beforeAll(async () => {
    server = await startTestServer(column);
    ours = server.tenant('ours');
    folder = await temporaryFolder();
    const { token } = await ours.client.enrolments.create({ name: 'Office PC' });
    const dataDir = join(folder.path, 'agent');
    await enrol({ dataDir, platformUrl: server.url, token, name: 'Office PC', addresses: [], isReplaced: false, now: new Date() });
    agent = await createAgent({
      ...{ dataDir, slots: 2, keepFreeBytes: 0, machine: { cores: 4, memoryBytes: 8e9, gpu: null } },
      listen: { host: '127.0.0.1', port: 0 },
      runner: ({ scripts }) =>
        createRunner({
          ...{ scripts, engine: { program: 'none', arguments: [] } },
          interpreter: { program: process.execPath, arguments: [standIn] },
          cutter: { run: () => Promise.reject(new TypeError('no cutter here')), close: async () => undefined },
        }),
    });
    const vehicle = await ours.client.vehicles.create({ stockNumber: 'R-1', make: 'Saab', model: '900' });
    const photoId = await sendPhoto(server.url, ours.headers, vehicle.id, redCarPhoto());
    photo = { sha256: (await ours.client.photos.get(photoId)).asset.sha256, name: 'car.png' };
  });
  afterAll(async () => {
    await agent.close();
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  const hosts = async () => (await ours.client.call('listHosts', { query: {} })).items;
  const runs = async (query: Parameters<Tenant['client']['executions']['list']>[0], { client }: Tenant = ours) =>
    (await client.call('listExecutions', { query: query ?? {} })).items;
  const ended = async (id: string) => {
    await expect.poll(async () => (await ours.client.executions.get(id)).finishedAt, { timeout: 20_000 }).not.toBeNull();
    return await ours.client.executions.get(id);
  };

  it('go there by the line that it dialled, and their pictures come back', async () => {
    await expect.poll(async () => (await hosts())[0]?.state, { timeout: 20_000 }).toBe('online');
    const script = await ours.client.scripts.create({ name: 'Give-Back', version: '1.0.0', text });
    const { id } = await ours.client.executions.start({ scriptId: script.id, inputs: [photo], parameters: { Label: 'striped' } });
    const done = await ended(id);
    expect(done).toMatchObject({
      state: 'done',
      hostName: 'Office PC',
      road: 'relay',
      outputs: 1,
      exitCode: 0,
      startedBy: 'Owner of ours',
    });
    expect(done.files[0]?.output).toMatchObject({ sha256: photo.sha256, name: 'back-car.png' });
    expect((await ours.client.scripts.get(script.id)).lastRunAt).toBe(done.createdAt);
    executionId = id;
  });

  it('are found by what they said, and by nobody else', async () => {
    expect((await runs({ search: 'zebra CROSSING' })).map(({ id }) => id)).toEqual([executionId]);
    expect(await runs({ search: 'elephant' })).toEqual([]);
    expect(await runs({ script: 'Give-Back', state: 'done' })).toHaveLength(1);
    expect(await runs({ search: 'zebra' }, server.tenant('theirs'))).toEqual([]);
    const theirs = server.tenant('theirs').client;
    await expect(theirs.executions.get(executionId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(theirs.executions.cancel(executionId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('can be taken out as a table, and their logs as text', async () => {
    const table = await fetch(ours.client.executions.exportUrl({ script: 'Give-Back' }), { headers: ours.headers });
    const [names, line, end] = (await table.text()).split('\r\n');
    expect(table.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(names?.split(',').slice(0, 5)).toEqual(['created_at', 'started_at', 'finished_at', 'duration_ms', 'state']);
    expect(line).toContain(',done,script,Give-Back,1.0.0,Office PC,relay,Owner of ours,1,1,1,0,');
    expect(end).toBe('');
    const log = await (await ours.client.executions.log(executionId)).text();
    expect(log).toMatch(/^\S+Z --- waiting$/m);
    expect(log).toMatch(/^\S+Z Zebra crossing striped$/m);
    expect(log).toContain(`back-car.png (${photo.sha256}, `);
  });

  it('say which files travelled', async () => {
    const { items } = await ours.client.call('listTransfers', { query: {} });
    expect(items.find(({ sha256 }) => sha256 === photo.sha256)).toMatchObject({ direction: 'to-host', state: 'done', road: 'relay' });
    expect(items.every(({ hostName }) => hostName === 'Office PC')).toBe(true);
  });

  it('stand in the audit log, and go to no host that is not there', async () => {
    const { items } = await ours.client.call('listAudit', { query: { target: executionId } });
    expect(items.map(({ action, actor }) => [action, actor.name])).toEqual([['execution.started', 'Owner of ours']]);
    const [script] = await ours.client.scripts.list();
    const [host] = await hosts();
    const start = (hostId?: string) => ours.client.executions.start({ scriptId: script?.id ?? '', hostId });
    await ours.client.hosts.drain(host?.id ?? '', true);
    await expect(start(host?.id)).rejects.toMatchObject({ code: 'HOST_DRAINING' });
    await expect(start()).rejects.toMatchObject({ code: 'HOST_UNREACHABLE' });
    await ours.client.hosts.revoke(host?.id ?? '');
    await expect(start(host?.id)).rejects.toMatchObject({ code: 'HOST_REVOKED' });
  });
});
