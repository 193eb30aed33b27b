import { access, constants } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, isAbsolute, join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import type { AgentHealth } from '@forecourt/sdk/contract';
import { describeModel } from '@forecourt/sdk/engine';
import type { Tool } from './tool-cutter.ts';

export interface AbilityOptions {
  /** What cuts instead of the engine. */
  readonly tool?: Pick<Tool, 'program'> | undefined;
  /** Which model, and where it lies; as the environment says where left out. */
  readonly engine?: Parameters<typeof describeModel>[0];
  /** Packages that the engine is made of, by name. */
  readonly packages?: readonly string[] | undefined;
}

const ofTheEngine = ['sharp', 'onnxruntime-node'] as const;

/**
 * What this computer can do just now beside running scripts. It looks anew each time: weights and programs come and go while an agent runs. A
 * computer that says more than it can is sent photos that it gives back.
 */
export async function abilityOf({ tool, engine, packages = ofTheEngine }: AbilityOptions): Promise<AgentHealth['operations']> {
  const isAble = tool === undefined ? packages.every(isInstalled) && (await hasWeights(engine)) : await isProgram(tool.program);
  return isAble ? ['removeBackground'] : [];
}

async function hasWeights(engine: AbilityOptions['engine']): Promise<boolean> {
  try {
    return (await describeModel(engine)).weights !== undefined;
  } catch (error) {
    // A model that nobody knows, or a manifest that is none: `doctor` says which.
    if (ForecourtError.is(error)) return false;
    throw error;
  }
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    // It lies beside the agent or nowhere.
    return false;
  }
}

/** Whether there is such a program, at its path or in one of the folders of PATH. */
export async function isProgram(program: string): Promise<boolean> {
  const folders = isAbsolute(program) ? [''] : (process.env.PATH ?? '').split(delimiter);
  const endings = process.platform === 'win32' ? ['', '.exe'] : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const path = `${isAbsolute(program) ? program : join(folder, program)}${ending}`;
      const isThere = await access(path, constants.X_OK).then(
        () => true,
        () => false, // The next folder may have it.
      );
      if (isThere) return true;
    }
  }
  return false;
}
