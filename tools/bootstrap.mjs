// Starts a script of this workspace on a fresh clone: installs what is missing, then goes on under the pinned Node.
// It must itself run on any Node from 18 on, and must not need anything that is not installed yet.
//
//   node tools/bootstrap.mjs SCRIPT [ARGUMENT…]
//
// Everything it has to say goes to stderr: stdout belongs to the script.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const pnpm = manifest.packageManager;
/** The oldest Node that runs TypeScript as it stands here. */
const oldest = [22, 18];

const [script, ...args] = process.argv.slice(2);
if (!script) {
  console.error('Usage: node tools/bootstrap.mjs SCRIPT [ARGUMENT…]');
  process.exit(2);
}
try {
  await setUp();
} catch (error) {
  console.error(`forecourt: ${error.message}`);
  process.exit(1);
}
await run();

/** Installs the dependencies unless they are those of the lock file already. */
async function setUp() {
  const stamp = join(root, 'node_modules', '.forecourt-setup');
  const wanted = fingerprint();
  const isDone = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (isDone()) return;
  await withLock(async () => {
    if (isDone()) return;
    console.error('forecourt: setting up (once for each clone; about a minute, less with a warm package cache)…');
    install();
    writeFileSync(stamp, wanted);
  });
}

function install() {
  const options = { cwd: root, stdio: ['ignore', 2, 2], env: { ...process.env, npm_config_yes: 'true' } };
  const command = ['pnpm', 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn'];
  // pnpm runs under the pinned Node too: npm puts both into its cache and on the path of the command.
  const packages = [pnpm, ...(nodePackage() ? [nodePackage()] : [])].map((name) => `--package=${name}`);
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? [process.execPath, process.env.npm_execpath]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
  const [program, ...first] = npm;
  const { status, error } = spawnSync(program, [...first, 'exec', '--yes', ...packages, '--', ...command], {
    ...options,
    shell: process.platform === 'win32' && npm.length === 1,
  });
  if (error) throw new Error(`npm could not be started (${error.message}). Install Node.js with npm and try again.`);
  if (status !== 0) throw new Error('the set-up failed; the lines above say why. Check the connection and try again.');
}

/** The package that carries the pinned Node for this machine, as name@version; undefined where there is none. */
function nodePackage() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  const version = manifest.optionalDependencies[name];
  return version && `${name}@${version}`;
}

function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin', file);
  if (existsSync(path)) return path;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return process.execPath;
  console.error(
    `forecourt: there is no pinned Node for ${process.platform} ${process.arch}, and this is ${process.version}. Install Node ${oldest.join('.')} or newer.`,
  );
  process.exit(1);
}

/** What decides whether the installed dependencies are current. */
function fingerprint() {
  const files = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'];
  for (const folder of ['packages', 'apps', 'examples']) {
    if (!existsSync(join(root, folder))) continue;
    for (const name of readdirSync(join(root, folder)).sort()) {
      const path = join(folder, name, 'package.json');
      if (existsSync(join(root, path))) files.push(path);
    }
  }
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const file of files) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** One set-up at a time, also across processes. A lock whose owner is gone is taken over. */
async function withLock(work) {
  const lock = join(root, '.forecourt-setup.lock');
  for (let told = false; ; ) {
    try {
      mkdirSync(lock);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw new Error(`${root} cannot be written (${error.code}). Clone into a folder of your own.`);
    }
    if (ownerIsGone(lock)) rmSync(lock, { recursive: true, force: true });
    else if (!told) {
      console.error('forecourt: waiting for another process that is setting up…');
      told = true;
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  try {
    writeFileSync(join(lock, 'pid'), String(process.pid));
    await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function ownerIsGone(lock) {
  try {
    const pid = Number(readFileSync(join(lock, 'pid'), 'utf8'));
    process.kill(pid, 0);
    return false;
  } catch (error) {
    if (error.code === 'ESRCH') return true;
    if (error.code !== 'ENOENT') return false;
    // Made, but its owner not yet written down: it is gone only if that stays so.
    const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
    return age > 10_000;
  }
}

/** Goes on under the pinned Node, in the folder where the person stands, and ends as the script ends. */
async function run() {
  const child = spawn(pinnedNode(), ['--disable-warning=ExperimentalWarning', resolve(root, script), ...args], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: 'inherit',
    env: { ...process.env, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(root, 'node_modules', '.cache', 'compile') },
  });
  // The terminal sends Ctrl-C to the whole group; the child decides what it means, we only wait for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  const [code, signal] = await new Promise((done) => child.on('exit', (...result) => done(result)));
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else process.exit(code);
}
