import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '../../packages/errors/src/index.ts';
import { createEngine, type Engine } from '../../packages/sdk/src/engine/index.ts';
import { sharedPlace } from '../../packages/testing/src/index.ts';
import { type Benchmark, Skipped } from '../benchmark.ts';
import { alternately, budget, compare } from '../measure.ts';

const allowedMs = 2000;

interface Attempt {
  readonly name: string;
  readonly ms: number;
  /** The code of its refusal; undefined for a cutout. */
  readonly refusal: string | undefined;
}

/** How long a hostile or broken file can keep an engine busy: all of them through one engine, PNG and report included. */
export const oddFilesSlowest: Benchmark = {
  name: 'odd-files.slowest',
  title: 'the slowest of all odd and hostile files through one warm engine, to PNG with the report, or to its refusal',
  target: { field: 'value', bound: 'at most', limit: allowedMs },
  repeat: 1,
  async run(context) {
    const { path, isThere } = sharedPlace('odd-files');
    if (!isThere) throw new Skipped(`there is no ${path}`);
    const entries = await readdir(path, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isFile() && entry.name !== 'manifest.json').map((entry) => entry.name);
    await using engine = createEngine();
    await engine.warm({ signal: context.signal });
    let attempts: Attempt[] = [];
    const pairs = await alternately(context, {
      unit: 'ms',
      warmUps: 0,
      async ours() {
        attempts = [];
        for (const name of names) attempts.push(await attempt(engine, join(path, name), name, context.signal));
        return Math.max(...attempts.map(({ ms }) => ms));
      },
      peer: budget(allowedMs),
    });
    return compare(pairs, { unit: 'ms', peer: 'allowed', better: 'less', details: detailsOf(attempts) });
  },
};

async function attempt(engine: Engine, path: string, name: string, signal: AbortSignal): Promise<Attempt> {
  signal.throwIfAborted();
  const started = performance.now();
  let refusal: string | undefined;
  try {
    await engine.cutout(path, { format: 'png', signal });
  } catch (error) {
    refusal = ForecourtError.from(error).code;
  }
  return { name, ms: performance.now() - started, refusal };
}

/** A refusal of these kinds is a fault of ours, however quick it was. */
const faults: readonly (string | undefined)[] = ['INTERNAL', 'ENGINE_CRASHED'];

function detailsOf(attempts: readonly Attempt[]): string[] {
  const slowest = attempts.toSorted((one, other) => other.ms - one.ms).slice(0, 3);
  const refused = attempts.filter(({ refusal }) => refusal !== undefined);
  const faulty = attempts.filter(({ refusal }) => faults.includes(refusal));
  return [
    `slowest: ${slowest.map(({ name, ms, refusal }) => `${name} ${Math.round(ms)} ms${refusal ? ` (${refusal})` : ''}`).join(', ')}`,
    `${attempts.length - refused.length} cutouts, ${refused.length} refusals, ${faulty.length} of them faults${faulty.map(({ name }) => ` ${name}`).join('')}`,
  ];
}
