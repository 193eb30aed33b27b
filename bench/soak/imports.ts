import { createClient } from '../../packages/sdk/src/client/index.ts';
import { makeKey, startColumn } from '../../packages/testing/src/index.ts';
import type { Soak } from './soak.ts';

const partBytes = 500_000;
const killsInAll = 5;

/** A table with one row in a hundred broken, while the server is killed now and then: every good row once, every broken one told. */
export const importSoak: Soak = {
  name: 'import',
  title: 'an import of 100,000 rows, one in a hundred broken, through kills of the server, and its undo',
  count: 100_000,
  async run({ count, signal, say }) {
    await using column = await startColumn('embedded', { FORECOURT_SERVER_WORKER: 'no' });
    const [server] = column.servers;
    if (!server) throw new Error('no server was started');
    const client = createClient({ url: server.url, key: await makeKey(server.url, ['vehicles:read', 'imports:read', 'imports:write']) });
    const rows = Array.from({ length: count }, (_, place) => `S-${place},Audi,A${place % 8},${place % 100 === 50 ? 'never' : 2020}`);
    const bytes = Buffer.from(`stock,make,model,year\n${rows.join('\n')}\n`);
    let current = await client.imports.create({ kind: 'csv', name: 'stock.csv', bytes: bytes.byteLength });
    while (current.receivedBytes < bytes.byteLength) {
      const data = bytes.subarray(current.receivedBytes, current.receivedBytes + partBytes).toString('base64');
      current = await client.imports.send(current.id, { offset: current.receivedBytes, data });
    }
    const started = performance.now();
    await client.imports.start(current.id);
    let kills = 0;
    const follow = async (state: 'done' | 'undone') => {
      for (;;) {
        signal.throwIfAborted();
        current = await client.imports.get(current.id);
        if (current.state === state) return;
        if (state === 'done' && kills < killsInAll && current.doneRows > ((kills + 1) * count) / (killsInAll + 1)) {
          kills++;
          await server.kill();
          await server.restart();
          say(`killed behind row ${current.doneRows}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    await follow('done');
    const seconds = (performance.now() - started) / 1000;
    const { created, failed, skipped } = current;
    const broken = Math.ceil((count - 50) / 100);
    const told = (await Array.fromAsync(client.imports.errors(current.id, { limit: 200 }))).length;
    const numbers = new Set((await Array.fromAsync(client.vehicles.list({ limit: 200 }))).map(({ stockNumber }) => stockNumber));
    await client.imports.undo(current.id);
    await follow('undone');
    const left = (await client.vehicles.list().page()).items.length;
    const isGood =
      created === count - broken && failed === broken && skipped === 0 && told === broken && numbers.size === created && left === 0;
    const lines = [
      `${created} vehicles of ${count} rows in ${Math.round(seconds)} s through ${kills} kills; ${failed} failed, ${told} of them told, ${skipped} passed over`,
      `after the undo ${left} were left`,
    ];
    return { isGood, lines, facts: { count, created, failed, skipped, told, kills, seconds, left } };
  },
};
