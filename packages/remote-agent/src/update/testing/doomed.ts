// Installs a release and kills itself after the step that it is told: what a power cut would leave.

import { join } from 'node:path';
import { installRelease } from '../install.ts';
import { tryOut } from '../try-out.ts';

const wish: { releases: string; files: string; jws: string; publicKey: string; step: string } = JSON.parse(process.env.DOOMED ?? '');

await installRelease(wish.jws, {
  folder: wish.releases,
  platformKeys: () => [wish.publicKey],
  runningVersion: '1.0.0',
  filePath: (sha256) => join(wish.files, sha256),
  tryOut,
  onStep: (step) => {
    if (step === wish.step) process.kill(process.pid, 'SIGKILL');
  },
});
