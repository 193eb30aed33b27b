import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openssh, type RunningSshServer, startSshServer, startTcpProxy, type TcpProxy, temporaryFolder } from '@forecourt/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HostJobEvent } from '../../contract/index.ts';
import type { Host } from '../host.ts';
import { bytesSource, fileTarget, memoryTarget } from '../transfers/index.ts';
import { commandsFor } from './commands.ts';
import { createSshHost, type SshHostOptions } from './ssh-host.ts';

/** What the user of this machine has its shell do at each start would be measured too. */
const bareShell = ['SetEnv HOME=/nonexistent'];
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Stands for PowerShell, which is not there: gets the same arguments and runs the script in Node. */
const script = (text: string) => {
  const content = Buffer.from(`
    const { readFileSync, writeFileSync } = require('node:fs');
    const { join } = require('node:path');
    const job = JSON.parse(readFileSync(process.argv[process.argv.indexOf('-JobFile') + 1], 'utf8'));
    let seq = 0;
    const say = (line) => console.log(JSON.stringify({ seq: ++seq, ...line }));
    ${text}`);
  return { content, choice: { name: 'Test-Script', version: '1.0.0', sha256: sha256Of(content) } };
};

describe.skipIf(!openssh.canStart)(`a host without an agent${openssh.note}`, () => {
  let stack: AsyncDisposableStack;
  let server: RunningSshServer;
  let network: TcpProxy;
  let folder: string;
  const published = new Map<string, Uint8Array>();
  beforeAll(async () => {
    stack = new AsyncDisposableStack();
    server = stack.use(await startSshServer({ maxSessions: 4, config: bareShell }));
    network = stack.use(await startTcpProxy({ target: server.port }));
    folder = join(stack.use(await temporaryFolder()).path, 'a folder (of ours)');
  });
  afterAll(() => stack.disposeAsync());

  const hostWith = (changes: Partial<SshHostOptions> = {}): Host =>
    createSshHost({
      ...{ id: '0198a000-0000-7000-8000-000000000001', name: 'office', system: 'linux', folder, interpreter: [process.execPath] },
      address: { host: '127.0.0.1', port: network.port, user: server.user },
      ...{ privateKey: server.key.privateKey, fingerprint: server.hostKey.fingerprint },
      scriptSource: async ({ sha256 }) => bytesSource(published.get(sha256) ?? Buffer.of(), 'Test-Script.ps1'),
      ...changes,
    });
  const publish = (text: string) => {
    const { content, choice } = script(text);
    published.set(choice.sha256, content);
    return choice;
  };
  const newKey = () => `job-${randomUUID()}`;
  /** One that has ended and whose end nobody has asked for yet is not running (proc_pid_stat(5): state Z). */
  const isRunning = (pid: number) => {
    try {
      return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      // It is gone altogether.
      return false;
    }
  };

  it('says how it is, and pins the key that answers first', async () => {
    let pinned = '';
    await using host = hostWith({ fingerprint: null, onFingerprint: (fingerprint) => (pinned = fingerprint) });
    const health = await host.health();
    expect(health.platform).toMatch(/^linux /);
    expect(Math.abs(Date.parse(health.time) - Date.now())).toBeLessThan(5000);
    expect(health.capacity.freeDiskBytes).toBeGreaterThan(1_000_000);
    expect(pinned).toBe(server.hostKey.fingerprint);
    expect(host.roads()).toMatchObject([{ kind: 'ssh', state: 'up', problem: null }]);
  });

  it('tells a changed host key, a refused sign-in, a closed port and an unknown name apart', async () => {
    const foreign = await server.makeKey('ed25519', { isLetIn: false });
    const ways: [Partial<SshHostOptions>, unknown][] = [
      [{ fingerprint: `SHA256:${'A'.repeat(43)}` }, { code: 'HOST_KEY_CHANGED', details: { found: server.hostKey.fingerprint } }],
      [{ privateKey: foreign.privateKey }, { code: 'HOST_SIGN_IN_REFUSED' }],
      [{ address: { host: '127.0.0.1', port: 1, user: 'x' } }, { code: 'ROAD_DOWN', details: { stage: 'connect' } }],
      [{ address: { host: 'no-such-host.invalid', port: 22, user: 'x' } }, { code: 'ROAD_DOWN', details: { stage: 'resolve' } }],
    ];
    for (const [changes, error] of ways) {
      await using host = hostWith(changes);
      await expect(host.health()).rejects.toMatchObject(error as object);
      expect(host.roads()).toMatchObject([{ state: 'down' }]);
    }
  });

  it('gets 64 MB over a network that is cut again and again, and gives them back', async () => {
    await using host = hostWith();
    const bytes = randomBytes(64_000_000);
    const source = bytesSource(bytes, 'large.bin');
    let resumed = 0;
    let nextCut = 8_000_000;
    const file = await host.send(source, {
      onProgress(progress) {
        resumed = progress.resumed;
        if (progress.doneBytes > nextCut) {
          nextCut += 20_000_000;
          network.cut();
        }
      },
    });
    expect(file).toEqual({ sha256: source.sha256, bytes: bytes.length, name: 'large.bin' });
    expect(resumed).toBeGreaterThanOrEqual(2);
    expect(sha256Of(await readFile(join(folder, 'files', source.sha256)))).toBe(source.sha256);
    const before = network.sentBytes;
    await host.send(source);
    expect(network.sentBytes - before).toBeLessThan(100_000);
    await using target = fileTarget(join(folder, 'back.bin'));
    nextCut = 16_000_000;
    await host.fetch(file, target, {
      onProgress({ doneBytes }) {
        if (doneBytes > nextCut) {
          nextCut += 20_000_000;
          network.cut();
        }
      },
    });
    expect(sha256Of(await readFile(join(folder, 'back.bin')))).toBe(source.sha256);
  });

  it('goes on behind a broken end with holes, and takes nothing for whole that is not', async () => {
    await using host = hostWith();
    const bytes = randomBytes(20_000_000);
    const source = bytesSource(bytes, 'holes.bin');
    const part = join(folder, 'files', `${source.sha256}.part`);
    // As a server leaves it that died: the end is there, what came just before it is not.
    const broken = Buffer.from(bytes.subarray(0, 15_000_000)).fill(0, 14_000_000, 14_500_000);
    await mkdir(join(folder, 'files'), { recursive: true });
    await writeFile(part, broken);
    const before = network.sentBytes;
    await host.send(source);
    expect(network.sentBytes - before).toBeLessThan(15_000_000);
    expect(sha256Of(await readFile(join(folder, 'files', source.sha256)))).toBe(source.sha256);
    const wrong = { ...bytesSource(randomBytes(1000), 'wrong.bin'), sha256: '0'.repeat(64) };
    await expect(host.send(wrong)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    expect((await readdir(join(folder, 'files'))).filter((name) => name.startsWith('0000'))).toEqual([]);
    await expect(host.fetch({ sha256: '1'.repeat(64), bytes: 5, name: 'none' }, memoryTarget())).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND',
    });
  });

  it('runs a script on files of any name, once for each key', async () => {
    await using host = hostWith();
    const names = ["it's $(touch pwned).jpg", '../../"x".jpg', '車 é.jpg'];
    const inputs = await Promise.all(names.map((name) => host.send(bytesSource(Buffer.from(name), name))));
    const choice = publish(`
      console.log('ordinary words');
      say({ type: 'progress', stage: 'cut', share: 0.5 });
      for (const { sha256, name, path } of job.inputs) {
        if (readFileSync(path, 'utf8') !== name) process.exit(20);
        writeFileSync(join(job.outputFolder, sha256 + '.png'), 'cut ' + name);
        say({ type: 'item', input: sha256, output: sha256 + '.png' });
      }
      say({ type: 'result' });`);
    const events: HostJobEvent[] = [];
    const key = newKey();
    const wish = { operation: 'removeBackground' as const, inputs, script: choice };
    const job = await host.run(wish, { key, onEvent: (event) => events.push(event) });
    expect(job).toMatchObject({ state: 'done', exitCode: 0, items: inputs.map(({ sha256 }) => ({ input: sha256, problem: null })) });
    expect(events.map(({ type, sequence }) => [sequence, type])).toEqual(
      ['state', 'log', 'progress', 'item', 'item', 'item', 'state'].map((type, index) => [index + 1, type]),
    );
    const [first] = job.items;
    const target = memoryTarget();
    if (first?.output) await host.fetch(first.output, target);
    expect(Buffer.from(target.bytes).toString()).toBe(`cut ${names[0]}`);
    expect(await host.run(wish, { key })).toEqual(job);
    await expect(host.run({ ...wish, whatIf: true }, { key })).rejects.toMatchObject({ code: 'JOB_KEY_REUSED' });
    await host.collected(key);
    await expect(host.run(wish, { key })).rejects.toMatchObject({ code: 'INPUT_MISSING' });
    expect((await readdir(folder)).includes('pwned')).toBe(false);
  });

  it.each([
    ['exit 20', 'process.exitCode = 20; say({ type: "result" });', 'SCRIPT_FAILED'],
    ['no result', '', 'SCRIPT_FAILED'],
    ['exit 40', 'process.exitCode = 40;', 'SCRIPT_TOOL_MISSING'],
    ['an error that it names', 'say({ type: "error", code: "DISK_FULL", message: "D: is full." }); process.exitCode = 20;', 'DISK_FULL'],
  ])('says why a script failed by %s', async (_, text, code) => {
    await using host = hostWith();
    await expect(host.run({ operation: 'script', inputs: [], script: publish(text) }, { key: newKey() })).rejects.toMatchObject({ code });
  });

  it('ends every process of a job that is cancelled, takes too long, or whose connection broke', async () => {
    const choice = publish(`
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
      say({ type: 'log', text: process.pid + ' ' + child.pid });
      setInterval(() => {}, 1000);`);
    for (const way of ['cancel', 'late', 'cut'] as const) {
      await using host = hostWith();
      const ending = new AbortController();
      const started = Promise.withResolvers<number[]>();
      const running = host.run(
        { operation: 'script', inputs: [], script: choice, timeLimitMs: way === 'late' ? 1000 : 60_000 },
        {
          key: newKey(),
          signal: ending.signal,
          onEvent: (event) => event.type === 'log' && started.resolve(event.text.split(' ').map(Number)),
        },
      );
      running.catch(() => undefined);
      const pids = await started.promise;
      expect(pids.map(isRunning)).toEqual([true, true]);
      if (way === 'cancel') ending.abort();
      if (way === 'cut') network.cut();
      await expect(running).rejects.toMatchObject({ code: { cancel: 'ABORTED', late: 'SCRIPT_TIMED_OUT', cut: 'ROAD_DOWN' }[way] });
      await expect.poll(() => pids.map(isRunning)).toEqual([false, false]);
    }
  });

  it('queues what its server refuses, and takes no folder that a shell could misread', async () => {
    await using host = hostWith({ sessions: 20 });
    const key = newKey();
    await host.health();
    await Promise.all(
      Array.from({ length: 6 }, (_, index) =>
        host.run({ operation: 'script', inputs: [], script: publish('say({ type: "result" });') }, { key: `${key}-${index}` }),
      ),
    );
    expect((await readdir(join(folder, 'runs'))).filter((name) => name.startsWith(key))).toHaveLength(6);
    for (const bad of ['/tmp/"; calc; "', '/tmp/$(x)', '/tmp/`x`', "/tmp/'x'", '/tmp/%X%', '/tmp/a\nb']) {
      expect(() => hostWith({ folder: bad }), bad).toThrow(/misread/);
    }
    expect((await stat(folder)).isDirectory()).toBe(true);
  });
});

describe('command lines for Windows', () => {
  const windows = commandsFor('windows');

  it('have no data of a job on them but its key, and fit into 8191 characters', () => {
    const line = windows.start({
      interpreter: ['powershell.exe', '-NoLogo', '-ExecutionPolicy', 'Bypass', '-File'],
      script: windows.native(`/C:/ProgramData/Forecourt/scripts/${'a'.repeat(64)}/Remove-Background.ps1`),
      jobFile: windows.native('/C:/ProgramData/Forecourt/runs/job-1/job.json'),
      key: 'job-1',
    });
    expect(line).toBe(
      `powershell.exe -NoLogo -ExecutionPolicy Bypass -File "C:\\ProgramData\\Forecourt\\scripts\\${'a'.repeat(64)}\\Remove-Background.ps1" -JobFile "C:\\ProgramData\\Forecourt\\runs\\job-1\\job.json"`,
    );
    for (const command of [windows.hash, windows.copy, windows.remove, windows.end, windows.facts]) {
      expect(command.length).toBeLessThan(8191);
      expect(command).toMatch(/^powershell\.exe [\w -]+ -EncodedCommand [A-Za-z0-9+/=]+$/);
      const text = Buffer.from(command.split(' ').at(-1) ?? '', 'base64').toString('utf16le');
      // Nothing asks a console, which there need not be, and a failure is told in words.
      expect(text).toMatch(/try\{.*\$in\.ReadLine\(\).*\}catch\{\[Console\]::Error\.WriteLine/);
      expect(text).not.toMatch(/\[Console\]::In\b|InputEncoding|\$input/i);
    }
  });
});
