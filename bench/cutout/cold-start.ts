import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ForecourtError } from '../../packages/errors/src/index.ts';
import { repositoryFolder, temporaryFolder } from '../../packages/testing/src/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { photoOf } from '../material/photos.ts';
import { alternately, compare } from '../measure.ts';
import { peerName } from '../sides/peer.ts';

/** From starting a process to its end, with the cutout of one photo as a file; ours with its report. */
export const cutoutColdStart: Benchmark = {
  name: 'cutout.coldstart',
  title: 'a whole process that cuts out one photo of 4 megapixels to a PNG file; weights prepared before',
  target: { field: 'value', bound: 'at most', limit: 4000 },
  repeat: 5,
  async run(context) {
    const photo = await photoOf(4);
    await using folder = await temporaryFolder();
    const out = join(folder.path, 'out.png');
    const ours = [join(repositoryFolder, 'packages/sdk/src/cli/main.ts'), 'cutout', photo.path, '-o', out];
    const peer = [join(import.meta.dirname, '../children/peer-cutout.ts'), photo.path, out];
    const timed = async (script: readonly string[]) => {
      await rm(out, { force: true });
      return timeOf(script, context.signal);
    };
    const pairs = await alternately(context, { unit: 'ms', ours: () => timed(ours), peer: () => timed(peer) });
    return compare(pairs, { unit: 'ms', peer: peerName, better: 'less', details: [photo.origin] });
  },
};

async function timeOf(script: readonly string[], signal: AbortSignal): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...script], {
    stdio: ['ignore', 'ignore', 2],
    signal,
    // As `npm run forecourt` starts it: compiled code is kept between runs, for both sides.
    env: { ...process.env, NODE_COMPILE_CACHE: join(repositoryFolder, 'node_modules', '.cache', 'compile') },
  });
  const code = await new Promise((done, fail) => {
    child.on('error', fail);
    child.on('exit', done);
  });
  if (code !== 0) throw new ForecourtError('INTERNAL', `${script.join(' ')} ended with exit code ${code}.`);
  return performance.now() - started;
}
