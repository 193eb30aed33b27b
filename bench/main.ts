// Measures Forecourt, each figure beside its peer in the same run.
//
//   npm run bench                        everything
//   npm run bench -- cutout.4mp quality  what these names begin with
//   npm run bench -- --list              the names
//   npm run bench -- --json              one object a line on stdout: name, value, unit, peer, peerValue, ratio, spread
//   npm run bench -- --repeat 9          more repetitions, less noise
//
// Exit code 0: measured. 1: something could not be measured, or was stopped. 2: wrong usage.

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Benchmark, Skipped } from './benchmark.ts';
import { benchmarks } from './benchmarks.ts';
import { jsonLine, tableHead, tableRow } from './table.ts';

const { names, json, list, repeat } = parse(process.argv.slice(2));
if (list) {
  const width = Math.max(...benchmarks.map(({ name }) => name.length));
  for (const { name, title } of benchmarks) process.stdout.write(`${name.padEnd(width)}  ${title}\n`);
  process.exit(0);
}
const chosen = choose(names);

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
}

const note = (text: string) => process.stderr.write(`${text}\n`);
note(`Node ${process.versions.node}, ${availableParallelism()} processors. Noise: see bench/README.md.`);
if (!json) process.stdout.write(`${tableHead()}\n`);
for (const benchmark of chosen) {
  if (stop.signal.aborted) break;
  await measure(benchmark);
}
if (stop.signal.aborted) process.exitCode = 1;

async function measure(benchmark: Benchmark): Promise<void> {
  const { name } = benchmark;
  try {
    const result = await benchmark.run({
      repeat: repeat ?? benchmark.repeat,
      progress: (text) => note(`${name}: ${text}`),
      signal: stop.signal,
    });
    process.stdout.write(json ? `${jsonLine(name, result)}\n` : `${tableRow(benchmark, result)}\n`);
  } catch (error) {
    if (error instanceof Skipped) {
      note(`${name}: skipped: ${error.message}`);
      return;
    }
    if (stop.signal.aborted) {
      note(`${name}: stopped`);
      return;
    }
    note(`${name}: failed: ${error instanceof Error ? error.stack : String(error)}`);
    process.exitCode = 1;
  }
}

function parse(args: string[]): { names: string[]; json: boolean; list: boolean; repeat: number | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        list: { type: 'boolean', default: false },
        repeat: { type: 'string' },
      },
    });
    const repeat = values.repeat === undefined ? undefined : Number(values.repeat);
    if (repeat !== undefined && !(Number.isInteger(repeat) && repeat >= 1)) throw new Error('--repeat takes a whole number from 1 on.');
    return { names: positionals, json: values.json, list: values.list, repeat };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}

function choose(names: readonly string[]): readonly Benchmark[] {
  const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name.startsWith(name)));
  if (unknown.length > 0) {
    const known = benchmarks.map((benchmark) => benchmark.name).join(', ');
    process.stderr.write(`There is no benchmark ${unknown.join(', ')}. Benchmarks: ${known}.\n`);
    process.exit(2);
  }
  return names.length === 0 ? benchmarks : benchmarks.filter(({ name }) => names.some((start) => name.startsWith(start)));
}
