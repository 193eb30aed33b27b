// What only shows itself over many turns: memory that grows, and kills that once in fifty lose something.
//
//   npm run soak                          everything, about two hours
//   npm run soak -- kill uploads.grown    what these names begin with
//   npm run soak -- memory --count 200    fewer turns
//   npm run soak -- kill --seed 7         the same moments as a run before
//   npm run soak -- --list                the names
//   npm run soak -- --json                each verdict as one object a line on stdout
//
// Exit code 0: every promise held. 1: one did not, or could not be tried. 2: wrong usage.

import { inspect, parseArgs } from 'node:util';
import { Skipped } from './benchmark.ts';
import { folderSyncSoak } from './soak/folder-sync.ts';
import { importSoak } from './soak/imports.ts';
import { killSoak } from './soak/kills.ts';
import { memorySoak } from './soak/memory.ts';
import { officesSoak } from './soak/offices.ts';
import { plansSoak } from './soak/plans.ts';
import { roadSoak } from './soak/roads.ts';
import { sftpSoak } from './soak/sftp.ts';
import type { Soak } from './soak/soak.ts';
import { storageMoveSoak } from './soak/storage-move.ts';
import { uploadSoak } from './soak/uploads.ts';

const soaks: readonly Soak[] = [
  plansSoak,
  importSoak,
  memorySoak,
  killSoak('embedded'),
  killSoak('grown'),
  uploadSoak('embedded'),
  uploadSoak('grown'),
  storageMoveSoak,
  folderSyncSoak,
  sftpSoak,
  roadSoak('direct'),
  roadSoak('relay'),
  officesSoak,
];

const { names, count, seed, json, list } = parse(process.argv.slice(2));
const note = (text: string) => process.stderr.write(`${text}\n`);
const say = (text: string) => (json ? note(text) : process.stdout.write(`${text}\n`));
if (list) {
  for (const { name, title } of soaks) process.stdout.write(`${name.padEnd(18)} ${title}\n`);
  process.exit(0);
}

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
}
for (const soak of choose(names)) {
  if (!stop.signal.aborted) await run(soak);
}
if (stop.signal.aborted) process.exitCode = 1;

async function run(soak: Soak): Promise<void> {
  const { name, title } = soak;
  note(`── ${name}: ${title} (--seed ${seed})`);
  try {
    const context = { count: count ?? soak.count, seed, signal: stop.signal, say: (text: string) => say(`   ${text}`) };
    const { isGood, lines, facts } = await soak.run(context);
    if (json) process.stdout.write(`${JSON.stringify({ name, isGood, ...facts })}\n`);
    for (const line of lines) say(`${name}: ${line}`);
    if (!isGood) process.exitCode = 1;
  } catch (error) {
    if (error instanceof Skipped) {
      note(`${name}: skipped: ${error.message}`);
      return;
    }
    note(`${name}: failed: ${inspect(error)}`);
    process.exitCode = 1;
  }
}

function choose(wanted: readonly string[]): readonly Soak[] {
  const unknown = wanted.filter((name) => !soaks.some((soak) => soak.name.startsWith(name)));
  if (unknown.length > 0) usage(`There is no soak ${unknown.join(', ')}. Soaks: ${soaks.map(({ name }) => name).join(', ')}.`);
  return wanted.length === 0 ? soaks : soaks.filter(({ name }) => wanted.some((start) => name.startsWith(start)));
}

function parse(args: string[]) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        count: { type: 'string' },
        seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
      },
    });
    const turns = values.count === undefined ? undefined : Number(values.count);
    if (turns !== undefined && !(Number.isInteger(turns) && turns >= 1)) throw new Error('--count takes a whole number from 1 on.');
    if (!Number.isInteger(Number(values.seed))) throw new Error('--seed takes a whole number.');
    return { names: positionals, count: turns, seed: Number(values.seed), json: values.json, list: values.list };
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

function usage(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}
