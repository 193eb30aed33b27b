import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '@forecourt/testing';
import { expect, it } from 'vitest';
import { commandsFor } from './commands.ts';

const run = promisify(execFile);

it.skipIf(process.platform !== 'linux')(
  'finds the same hash with OpenSSL and without, of files of any name, and fails for one that is not there',
  async () => {
    await using folder = await temporaryFolder();
    const content = Buffer.from('a car');
    const expected = createHash('sha256').update(content).digest('hex');
    const paths = ['car.jpg', "it's $(touch x).jpg", '車 é.jpg', '-rf'].map((name) => join(folder.path, name));
    for (const path of paths) await writeFile(path, content);
    const programs = join(folder.path, 'programs');
    await mkdir(programs);
    const { stdout: place } = await run('sh', ['-c', 'command -v sha256sum']);
    await symlink(place.trim(), join(programs, 'sha256sum'));
    const hash = async (PATH: string, lines: readonly string[]) => {
      const hashing = run('/bin/sh', ['-c', commandsFor('linux').hash], { env: { PATH } });
      hashing.child.stdin?.end(lines.map((line) => `${line}\n`).join(''));
      return (await hashing).stdout;
    };
    for (const path of [process.env.PATH ?? '', programs]) {
      const lines = (await hash(path, paths)).trim().split('\n');
      expect(lines.map((line) => line.slice(0, 64))).toEqual(paths.map(() => expected));
      await expect(hash(path, [join(folder.path, 'none.jpg')])).rejects.toMatchObject({ code: 1 });
    }
  },
);
