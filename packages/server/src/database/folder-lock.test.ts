import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@forecourt/testing';
import { expect, it } from 'vitest';
import { lockFolder } from './folder-lock.ts';

/** A process that takes the lock, says how it went, and holds it until its standard input ends. */
async function holder(folder: string) {
  const source = `
    import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, 'folder-lock.ts'))};
    try {
      await lockFolder(${JSON.stringify(folder)});
      console.log('held');
      process.stdin.resume();
    } catch (error) {
      console.log(error.code);
    }
  `;
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', source], { stdio: ['pipe', 'pipe', 'pipe'] });
  let noise = '';
  child.stderr.on('data', (data: Buffer) => {
    noise += data.toString();
  });
  const exited = once(child, 'exit');
  const [line]: unknown[] = await Promise.race([once(child.stdout, 'data'), exited.then(() => [`ended without a word: ${noise}`])]);
  return {
    pid: child.pid,
    said: String(line).trim(),
    noise: () => noise,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

it('keeps a second process out and names the first', async () => {
  await using folder = await temporaryFolder();
  const first = await holder(folder.path);
  expect(first.said).toBe('held');
  await expect(lockFolder(folder.path)).rejects.toMatchObject({
    code: 'DATA_FOLDER_IN_USE',
    message: expect.stringMatching(new RegExp(`${folder.path} is in use .*process ${first.pid}`)),
    details: { folder: folder.path, pid: first.pid },
  });
  // A loser leaves the winner's lock alone.
  await expect(lockFolder(folder.path)).rejects.toMatchObject({ code: 'DATA_FOLDER_IN_USE' });
  await first.kill();
  {
    await using _mine = await lockFolder(folder.path);
    await expect(lockFolder(folder.path)).rejects.toMatchObject({ details: { pid: process.pid } });
    expect((await holder(folder.path)).said).toBe('DATA_FOLDER_IN_USE');
  }
  await using _again = await lockFolder(folder.path);
  expect(first.noise()).toBe('');
});

it('has one winner of many who come at once after the owner was killed', async () => {
  await using folder = await temporaryFolder();
  for (let round = 0; round < 2; round++) {
    const owner = await holder(folder.path);
    expect(owner.said).toBe('held');
    await owner.kill();
    const rivals = await Promise.all(Array.from({ length: 4 }, () => holder(folder.path)));
    expect(rivals.map(({ said }) => said).sort()).toEqual(['DATA_FOLDER_IN_USE', 'DATA_FOLDER_IN_USE', 'DATA_FOLDER_IN_USE', 'held']);
    await Promise.all(rivals.map((rival) => rival.kill()));
  }
});

it('says what is wrong with a folder that cannot be made', async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, 'file');
  await writeFile(file, '');
  await expect(lockFolder(join(file, 'data'))).rejects.toMatchObject({ message: expect.stringContaining(file) });
});
