import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { startTestServer, type Tenant, type TestServer } from '../testing/server.ts';

const text = (words: string, more = '') => `<#
.SYNOPSIS
${words}
.PARAMETER Level
How much of it.
#>
[CmdletBinding(SupportsShouldProcess = $true)]
param(
  [Parameter(Mandatory = $true)][string] $JobFile,
  [ValidateSet('low', 'high')][string] $Level = 'low'
)
Write-Output '{"type":"result"}'
${more}
exit 0
`;

onBothColumns('scripts', (column) => {
  let server: TestServer;
  let ours: Tenant;
  const first = { name: 'Blur-Plates', description: 'Blurs number plates.', version: '1.0.0', text: text('Blurs.') };

  beforeAll(async () => {
    server = await startTestServer(column);
    ours = server.tenant('ours');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('have their parameters and help read from the script itself', async () => {
    const made = await ours.client.scripts.create(first);
    expect(made).toMatchObject({ name: 'Blur-Plates', current: '1.0.0', versions: 1, isBuiltIn: false, lastRunAt: null });
    expect(made.all[0]?.parameters).toEqual([
      { name: 'Level', type: 'choice', choices: ['low', 'high'], isRequired: false, help: 'How much of it.' },
    ]);
    expect(await ours.client.scripts.text(made.id, '1.0.0')).toBe(first.text);
  });

  it('are as the guide shows one', async () => {
    const guide = await readFile(join(repositoryFolder, 'apps/docs/pages/guides/scripts.md'), 'utf8');
    const shown = /```powershell\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';
    const made = await ours.client.scripts.create({ name: 'Frame', version: '1.0.0', text: shown });
    expect(made.all[0]?.parameters.map(({ name, type }) => [name, type])).toEqual([
      ['Colour', 'choice'],
      ['Width', 'number'],
    ]);
  });

  it('are refused with the line that is wrong', async () => {
    const broken = ours.client.scripts.create({ ...first, name: 'Broken', text: text('Broken.', 'if ($true {') });
    await expect(broken).rejects.toMatchObject({ code: 'SCRIPT_INVALID', details: { field: 'text', line: expect.any(Number) } });
    await expect(ours.client.scripts.create({ ...first, name: 'BLUR-plates' })).rejects.toMatchObject({ code: 'SCRIPT_NAME_TAKEN' });
  });

  it('grow by versions that are never changed, show what changed, and go back', async () => {
    const { id } = await ours.client.scripts.create({ ...first, name: 'Rotate' });
    const next = { version: '1.1.0', text: text('Rotates.'), note: 'Says what it does.' };
    expect((await ours.client.scripts.addVersion(id, next)).current).toBe('1.1.0');
    await expect(ours.client.scripts.addVersion(id, next)).rejects.toMatchObject({ code: 'CHANGED_MEANWHILE' });
    const diff = await ours.client.scripts.diff(id, '1.0.0', '1.1.0');
    expect(diff).toContain('--- Rotate.ps1\t1.0.0');
    expect(diff).toContain('-Blurs.\n+Rotates.');
    const tried = await ours.client.scripts.addVersion(id, { ...next, version: '2.0.0', makeCurrent: false });
    expect(tried.current).toBe('1.1.0');
    expect(tried.all.map(({ version, isCurrent }) => [version, isCurrent])).toEqual([
      ['2.0.0', false],
      ['1.1.0', true],
      ['1.0.0', false],
    ]);
    expect((await ours.client.scripts.setCurrent(id, '1.0.0')).current).toBe('1.0.0');
    await expect(ours.client.scripts.setCurrent(id, '9.0.0')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('can be pinned on a host, and no others’ hosts', async () => {
    const { id } = await ours.client.scripts.create({ ...first, name: 'Crop' });
    const hostOf = async ({ client }: Tenant, name: string) =>
      (await client.call('createSshHost', { body: { name, ssh: { host: '192.168.1.20', user: 'ann' } } })).id;
    const [hostId, revokedId, theirId] = [
      await hostOf(ours, 'PC'),
      await hostOf(ours, 'Old PC'),
      await hostOf(server.tenant('theirs'), 'PC'),
    ];
    await ours.client.call('revokeHost', { params: { hostId: revokedId } });
    expect((await ours.client.scripts.pin(id, hostId, '1.0.0')).pins).toEqual([{ hostId, version: '1.0.0' }]);
    expect((await ours.client.scripts.pin(id, hostId, null)).pins).toEqual([]);
    await expect(ours.client.scripts.pin(id, theirId, '1.0.0')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(ours.client.scripts.pin(id, revokedId, '1.0.0')).rejects.toMatchObject({ code: 'HOST_REVOKED' });
    await expect(ours.client.scripts.pin(id, hostId, '3.0.0')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('are removed by people, but for those that come with Forecourt, and every change stands in the audit log', async () => {
    const { client } = server.tenant('auditors');
    const { id } = await client.scripts.create(first);
    await client.scripts.addVersion(id, { version: '1.0.1', text: text('Again.') });
    await client.scripts.setCurrent(id, '1.0.0');
    await client.scripts.delete(id);
    await expect(client.scripts.get(id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const ours = (await client.call('listAudit', { query: { target: id } })).items.map(({ action }) => action);
    expect(ours).toEqual(['script.deleted', 'script.current_set', 'script.version_added', 'script.created']);
    const builtIn = (await client.scripts.list()).filter(({ isBuiltIn }) => isBuiltIn);
    expect(builtIn.map(({ name, current }) => [name, current])).toEqual([['Remove-Background', '1.0.0']]);
    for (const script of builtIn) await expect(client.scripts.delete(script.id)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('are nobody’s in another dealership', async () => {
    const { id } = await ours.client.scripts.create({ ...first, name: 'Secret' });
    const theirs = server.tenant('theirs').client;
    const tries = [
      () => theirs.scripts.get(id),
      () => theirs.scripts.text(id, '1.0.0'),
      () => theirs.scripts.addVersion(id, { version: '1.0.1', text: 'no script' }),
      () => theirs.scripts.delete(id),
    ];
    for (const each of tries) await expect(each()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
