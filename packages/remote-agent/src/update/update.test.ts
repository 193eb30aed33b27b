import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateHostKey, type HostKey, signDocument } from '@forecourt/sdk/remote';
import { type TemporaryFolder, temporaryFolder } from '@forecourt/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256Of } from '../runner/testing/kit.ts';
import { type InstallStep, installRelease } from './install.ts';
import { readPointer, writePointer } from './pointer.ts';
import { supervise } from './supervise.ts';
import { tryOut } from './try-out.ts';

let folder: TemporaryFolder;
let releases: string;
let files: string;
let installed: string;
let key: HostKey;

beforeEach(async () => {
  folder = await temporaryFolder();
  [releases, files] = [join(folder.path, 'releases'), join(folder.path, 'files')];
  await mkdir(files);
  installed = join(folder.path, 'installed.mjs');
  await writeFile(installed, agent('1.0.0'));
  key = await generateHostKey();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** An agent as far as an update sees one: it can be tried out, says that it is well, writes down that it ran, and ends when it is asked to. */
function agent(
  version: string,
  { tried = `console.log(JSON.stringify({ version: '${version}', isWell: true }));`, runs = `process.send({ type: 'healthy' });` } = {},
) {
  return `import { appendFileSync } from 'node:fs'; import { setInterval } from 'node:timers';
if (process.argv[2] === 'try-out') { ${tried} } else {
  appendFileSync(${JSON.stringify(join(folder.path, 'ran'))}, '${version}\\n');
  process.on('SIGTERM', () => process.exit(0));
  ${runs}
  setInterval(() => undefined, 1000);
}`;
}

async function send(text: string, version: string, by: HostKey = key): Promise<string> {
  const bytes = Buffer.from(text);
  const sha256 = sha256Of(bytes);
  await writeFile(join(files, sha256), bytes);
  return signDocument(by, { version, sha256 });
}

const install = (jws: string, runningVersion = '1.0.0') =>
  installRelease(jws, {
    folder: releases,
    platformKeys: () => [key.publicKey],
    runningVersion,
    filePath: (sha256) => join(files, sha256),
    tryOut,
  });

/** Runs whichever release counts until it is confirmed or was before, then ends it; gives what happened. */
async function run(confirmWithinMs?: number) {
  const stop = new AbortController();
  const events: string[] = [];
  await rm(join(folder.path, 'ran'), { force: true });
  const code = await supervise({
    ...{ folder: releases, installed, arguments: ['run'], signal: stop.signal, confirmWithinMs, output: 'ignore' },
    onEvent: ({ type, version, reason }) => {
      events.push([type, version ?? 'installed', reason].filter((part) => part !== undefined).join(' '));
      // The last of what is to come: nobody is waited for that need not say that it is well.
      if (type === 'confirmed') stop.abort();
      if (type === 'started') void endOfOld(version).then((isOld) => isOld && stop.abort());
    },
  });
  return { code, events };
}
/** One that was well before says nothing more: it is ended as soon as it runs. */
async function endOfOld(version: string | null): Promise<boolean> {
  const { isConfirmed } = await readPointer(releases);
  if (isConfirmed) await ran(version ?? '1.0.0');
  return isConfirmed;
}
const runs = () =>
  readFile(join(folder.path, 'ran'), 'utf8').then(
    (text) => text.trim().split('\n'),
    () => [],
  );
const ran = (version: string) => expect.poll(async () => (await runs()).at(-1)).toBe(version);

describe('an update of an agent', () => {
  it('counts after it showed that it works, and stays once it was well', async () => {
    expect(await run()).toEqual({ code: 0, events: ['started installed'] });
    expect(await install(await send(agent('1.1.0'), '1.1.0'))).toBe(true);
    expect(await run()).toEqual({ code: 0, events: ['started 1.1.0', 'confirmed 1.1.0'] });
    expect(await run()).toEqual({ code: 0, events: ['started 1.1.0'] });
    expect(await install(await send(agent('1.2.0'), '1.2.0'), '1.1.0')).toBe(true);
    expect(await readPointer(releases)).toMatchObject({ current: '1.2.0', previous: '1.1.0', isConfirmed: false });
    expect(await install(await send(agent('1.2.0'), '1.2.0'), '1.2.0')).toBe(false);
  });

  it('is refused when nobody known signed it, when it is older, another file, or does not work here', async () => {
    const before = await readPointer(releases);
    const good = agent('1.1.0');
    const other = await signDocument(key, { version: '1.1.0', sha256: sha256Of(Buffer.from('never sent')) });
    const forged = await signDocument(key, { version: '1.1.0', sha256: 'a'.repeat(64) });
    await writeFile(join(files, 'a'.repeat(64)), good);
    const cases: [string, string][] = [
      [await send(good, '1.1.0', await generateHostKey()), 'MANIFEST_INVALID'],
      [await send(good, '0.9.0'), 'MANIFEST_INVALID'],
      [await signDocument(key, { version: 'new', sha256: 'a'.repeat(64) }), 'MANIFEST_INVALID'],
      [other, 'FILE_NOT_FOUND'],
      [forged, 'HASH_MISMATCH'],
      [await send(agent('1.1.0', { tried: 'process.exit(1);' }), '1.1.0'), 'AGENT_UPDATE_FAILED'],
      [await send(agent('1.1.0', { tried: '' }), '1.1.0'), 'AGENT_UPDATE_FAILED'],
      [await send(agent('1.3.0'), '1.1.0'), 'AGENT_UPDATE_FAILED'],
      [await send('this is no program', '1.1.0'), 'AGENT_UPDATE_FAILED'],
    ];
    for (const [jws, code] of cases) await expect(install(jws)).rejects.toMatchObject({ code });
    expect(await readPointer(releases)).toEqual(before);
    expect(await run()).toEqual({ code: 0, events: ['started installed'] });
  });

  it.each([
    ['ends at once', 'process.exit(3);', undefined, /ended with 3/],
    ['falls', `throw new Error('no such module');`, undefined, /ended with 1/],
    ['never says that it is well', '', 50, /not well after/],
  ])('that %s is left for the one before, and that is said', async (_, text, confirmWithinMs, reason) => {
    await install(await send(agent('1.1.0', { runs: text }), '1.1.0'));
    const { code, events } = await run(confirmWithinMs);
    expect({ code, events }).toEqual({
      code: 0,
      events: ['started 1.1.0', expect.stringMatching(/^fell-back installed/), 'started installed'],
    });
    expect(await readPointer(releases)).toMatchObject({
      current: null,
      isConfirmed: true,
      failed: { version: '1.1.0', reason: expect.stringMatching(reason) },
    });
  });

  it('that took its supervisor down with it three times is left too, and so is one whose file is gone', async () => {
    await install(await send(agent('1.1.0'), '1.1.0'));
    const pointer = await readPointer(releases);
    await writePointer(releases, { ...pointer, tries: 3 });
    expect((await run()).events).toEqual([expect.stringMatching(/^fell-back installed/), 'started installed']);
    await install(await send(agent('1.1.0'), '1.1.0'));
    await rm(join(releases, '1.1.0'), { recursive: true });
    expect((await run()).events).toEqual([expect.stringMatching(/^fell-back installed its file is gone/), 'started installed']);
    await writeFile(join(releases, 'current.json'), '{ half');
    expect((await run()).events).toEqual(['started installed']);
  });

  it('is ended in order by Windows, which has no signals for that: its supervisor hangs up', async () => {
    const stop = new AbortController();
    const ended = join(folder.path, 'ended');
    await writeFile(
      installed,
      agent('1.0.0', {
        runs: `process.on('disconnect', () => { appendFileSync(${JSON.stringify(ended)}, 'in order'); process.exit(0); });`,
      }),
    );
    const running = supervise({
      folder: releases,
      installed,
      arguments: ['run'],
      signal: stop.signal,
      output: 'ignore',
      platform: 'win32',
    });
    await ran('1.0.0');
    stop.abort();
    expect(await running).toBe(0);
    expect(await readFile(ended, 'utf8')).toBe('in order');
  });

  it('starts anew when the agent asks for that', async () => {
    await writeFile(
      installed,
      agent('1.0.0', { runs: `process.exit(75);` }).replace(
        "'1.0.0\\n');",
        "'1.0.0\\n'); (await import('node:fs')).renameSync(process.argv[1] + '.next', process.argv[1]);",
      ),
    );
    await writeFile(`${installed}.next`, agent('1.0.1'));
    const stop = new AbortController();
    const done = supervise({ folder: releases, installed, arguments: ['run'], signal: stop.signal });
    await ran('1.0.1');
    stop.abort();
    expect(await done).toBe(0);
    expect(await runs()).toEqual(['1.0.0', '1.0.1']);
  });

  it.each<InstallStep>(['verified', 'copied', 'unpacked', 'tried', 'switched'])(
    'leaves an agent that works when it is killed after it was %s',
    async (step) => {
      const jws = await send(agent('1.1.0'), '1.1.0');
      const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL('testing/doomed.ts', import.meta.url))], {
        env: { PATH: process.env.PATH ?? '', DOOMED: JSON.stringify({ releases, files, jws, publicKey: key.publicKey, step }) },
        stdio: 'inherit',
      });
      const [, signal] = await once(child, 'exit');
      expect(signal).toBe('SIGKILL');
      const isNew = step === 'switched';
      expect((await run()).events).toEqual(isNew ? ['started 1.1.0', 'confirmed 1.1.0'] : ['started installed']);
      await install(jws, isNew ? '1.1.0' : '1.0.0');
      expect((await run()).events.at(-1)).toMatch(/1\.1\.0$/);
      expect((await readdir(releases)).filter((name) => name.endsWith('.part'))).toEqual([]);
    },
  );
});
