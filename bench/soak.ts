// Does memory stay flat? Many photos of 12 megapixels through the real engine, two under way, with a model of next to
// no cost in place of the real one, in a process of its own.
//
//   npm run soak                       1000 photos
//   npm run soak -- --photos 200
//   npm run soak -- --json             the verdict as one object on stdout
//
// Exit code 0: flat. 1: it grew, or could not be measured. 2: wrong usage.

import { fork } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ForecourtError } from '../packages/errors/src/index.ts';
import type { SoakSample } from './children/soak.ts';
import { soakPhotos } from './soak/photos.ts';
import { allowedGrowth, judgeMemory, type MemoryVerdict, megabytes } from './soak/verdict.ts';

const { photos, json } = parse(process.argv.slice(2));
const note = (text: string) => process.stderr.write(`${text}\n`);
const say = (text: string) => (json ? note(text) : process.stdout.write(`${text}\n`));

try {
  const verdict = judgeMemory(await run());
  if (json) process.stdout.write(`${JSON.stringify(verdict)}\n`);
  for (const line of verdictLines(verdict)) say(line);
  process.exitCode = verdict.isFlat ? 0 : 1;
} catch (error) {
  note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}

/** Resident bytes after each photo. */
async function run(): Promise<number[]> {
  const paths = await soakPhotos();
  note(`${photos} photos of 12 megapixels, ${paths.length} different ones in turn`);
  const child = fork(join(import.meta.dirname, 'children/soak.ts'), [String(photos), ...paths], {
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill('SIGKILL'));
  const resident: number[] = [];
  const started = performance.now();
  child.on('message', ({ residentBytes }: SoakSample) => {
    resident.push(residentBytes);
    if (resident.length % 50 !== 0 && resident.length !== photos) return;
    const perPhoto = (performance.now() - started) / resident.length;
    say(`${String(resident.length).padStart(5)} photos: ${megabytes(residentBytes)} MB resident, ${Math.round(perPhoto)} ms a photo`);
  });
  const code = await new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', (exitCode, killedBy) => done(exitCode ?? killedBy));
  });
  if (code !== 0) throw new ForecourtError('INTERNAL', `The process ended (${code}) after ${resident.length} of ${photos} photos.`);
  return resident;
}

function verdictLines({ photos, isFlat, skipped, window, firstBytes, lastBytes, growth, slopeBytes, peakBytes }: MemoryVerdict): string[] {
  return [
    `photos ${skipped + 1} to ${skipped + window}: ${megabytes(firstBytes)} MB (median); the last ${window} of ${photos}: ${megabytes(lastBytes)} MB; highest: ${megabytes(peakBytes)} MB`,
    `growth ${(100 * growth).toFixed(1)} %, slope ${(slopeBytes / 1000).toFixed(1)} kB a photo after the first ${skipped}`,
    isFlat ? 'Memory is flat.' : `MEMORY GREW by more than ${100 * allowedGrowth} %.`,
  ];
}

function parse(args: string[]): { photos: number; json: boolean } {
  try {
    const options = { photos: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } } as const;
    const { values } = parseArgs({ args, options });
    const photos = Number(values.photos);
    if (!(Number.isInteger(photos) && photos >= 10)) throw new Error('--photos takes a whole number from 10 on.');
    return { photos, json: values.json };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}
