import { fork } from 'node:child_process';
import { join } from 'node:path';
import { ForecourtError } from '../../packages/errors/src/index.ts';
import type { SoakSample } from '../children/soak.ts';
import { soakPhotos } from './photos.ts';
import type { Soak, SoakContext } from './soak.ts';
import { allowedGrowth, judgeMemory, type MemoryVerdict, megabytes } from './verdict.ts';

/** Does memory stay flat? Photos of 12 megapixels through the real engine, two under way, with a model of next to no cost. */
export const memorySoak: Soak = {
  name: 'memory',
  title: 'a thousand photos of 12 megapixels through one engine: memory stays flat',
  count: 1000,
  async run(context) {
    const verdict = judgeMemory(await residentBytesOf(context));
    return { isGood: verdict.isFlat, lines: verdictLines(verdict), facts: verdict };
  },
};

/** Resident bytes after each photo. */
async function residentBytesOf({ count, signal, say }: SoakContext): Promise<number[]> {
  const paths = await soakPhotos();
  say(`${count} photos of 12 megapixels, ${paths.length} different ones in turn`);
  const child = fork(join(import.meta.dirname, '../children/soak.ts'), [String(count), ...paths], {
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
    signal,
    killSignal: 'SIGKILL',
  });
  const resident: number[] = [];
  const started = performance.now();
  child.on('message', ({ residentBytes }: SoakSample) => {
    resident.push(residentBytes);
    if (resident.length % 50 !== 0 && resident.length !== count) return;
    const perPhoto = (performance.now() - started) / resident.length;
    say(`${String(resident.length).padStart(5)} photos: ${megabytes(residentBytes)} MB resident, ${Math.round(perPhoto)} ms a photo`);
  });
  const code = await new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', (exitCode, killedBy) => done(exitCode ?? killedBy));
  });
  if (code !== 0) throw new ForecourtError('INTERNAL', `The process ended (${code}) after ${resident.length} of ${count} photos.`);
  return resident;
}

function verdictLines({ photos, isFlat, skipped, window, firstBytes, lastBytes, growth, slopeBytes, peakBytes }: MemoryVerdict): string[] {
  return [
    `photos ${skipped + 1} to ${skipped + window}: ${megabytes(firstBytes)} MB (median); the last ${window} of ${photos}: ${megabytes(lastBytes)} MB; highest: ${megabytes(peakBytes)} MB`,
    `growth ${(100 * growth).toFixed(1)} %, slope ${(slopeBytes / 1000).toFixed(1)} kB a photo after the first ${skipped}`,
    isFlat ? 'Memory is flat.' : `MEMORY GREW by more than ${100 * allowedGrowth} %.`,
  ];
}
