import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readExecutionDetail } from '../database/executions.ts';
import { onBothColumns } from '../testing/columns.ts';
import { openOffice } from './testing/office.ts';

onBothColumns('a script that somebody altered on its host', (column) => {
  it('is not run, and the published one is there for the next run', async () => {
    await using database = await column.open();
    await using office = await openOffice(database);
    const host = await office.addHost('Office PC');
    await using platform = await office.platform();
    const { dealershipId, caller } = office;
    const text = `say({ type: 'result' });`;
    const made = { name: 'Test-Script', description: '', version: '1.0.0', note: '', minimumAgent: '0.0.0', text };
    const { id: scriptId } = await platform.scripts.create(caller, made);
    const run = async () => {
      const wish = { scriptId, inputs: [], parameters: {}, whatIf: false, timeLimitMs: 60_000, hostId: host.id };
      const { id } = await platform.executions.start(caller, wish, { correlationId: 'a-click', keepAnswer: async () => undefined });
      const read = async () => await readExecutionDetail(database.orm, { dealershipId, id });
      await expect.poll(async () => (await read()).finishedAt, { timeout: 20_000 }).not.toBeNull();
      return await read();
    };
    expect(await run()).toMatchObject({ state: 'done' });
    const sha256 = createHash('sha256').update(text).digest('hex');
    await writeFile(join(host.dataDir, 'scripts', sha256, 'Test-Script.ps1'), `say({ type: 'log', text: 'evil' }); ${text}`);
    const there = await platform.hosts.connect({ dealershipId, id: host.id });
    const { manifest } = await there.health();
    const refused = await run();
    expect(refused).toMatchObject({ state: 'failed', problem: { code: 'SCRIPT_ALTERED', hint: expect.stringContaining('once more') } });
    await expect.poll(async () => (await there.health()).manifest, { timeout: 20_000 }).toBe(manifest + 1);
    expect(await run()).toMatchObject({ state: 'done' });
  });
});
