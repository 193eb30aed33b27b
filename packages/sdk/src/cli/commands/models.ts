import { z } from 'zod';
import { addModel, listModels, type ModelState, modelTemplates, verifyModel } from '../../engine/index.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { startProgress } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

export const modelFlagsSchema = z.strictObject({
  weights: z.string().optional(),
  acceptLicence: z.boolean().default(false),
  json: z.boolean().default(false),
});
export type ModelFlags = z.output<typeof modelFlagsSchema>;

/** `forecourt models list` */
export async function modelsList(terminal: Terminal): Promise<ExitCode> {
  for (const state of await listModels()) terminal.result(summary(state), () => line(state));
  terminal.note(`\nWith weights of your own (models add NAME --weights FILE): ${modelTemplates.map(({ name }) => name).join(', ')}`);
  return exitCodes.done;
}

/** `forecourt models add NAME|MANIFEST` */
export async function modelsAdd(nameOrManifest: string, flags: ModelFlags, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  using bar = startProgress(terminal, 1);
  const state = await addModel(nameOrManifest, {
    weightsPath: flags.weights,
    acceptLicence: flags.acceptLicence,
    signal,
    onProgress: (receivedBytes, totalBytes) =>
      bar.set(receivedBytes / totalBytes, `${Math.round(receivedBytes / 1e6)} of ${Math.round(totalBytes / 1e6)} MB`),
  });
  terminal.result(summary(state), () => line(state));
  return exitCodes.done;
}

/** `forecourt models verify [NAME…]` */
export async function modelsVerify(names: readonly string[], terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const wanted = names.length > 0 ? names : (await listModels()).map(({ manifest }) => manifest.name);
  let failed = false;
  for (const name of wanted) {
    if (signal.aborted) return exitCodes.interrupted;
    try {
      const result = await verifyModel(name);
      terminal.result(result, () => `${name}: weights ${result.weights}, prepared ${result.prepared}`);
    } catch (error) {
      failed = true;
      terminal.failure(error, { name });
    }
  }
  return failed ? exitCodes.failed : exitCodes.done;
}

function summary({ manifest, weights, isDefault }: ModelState): object {
  const { name, title, licence, memoryMb } = manifest;
  return { name, title, isDefault, weights: weights ?? 'absent', licence, memoryMb };
}

function line({ manifest, weights, isDefault }: ModelState): string {
  const { name, title, licence } = manifest;
  const where = weights === 'folder' ? 'installed' : weights === 'package' ? 'from an installed package' : 'weights not on this machine';
  const note = licence.note ? `\n    ${licence.note}` : '';
  return `${name}${isDefault ? ' (default)' : ''} — ${title}\n  ${where} · ${licence.spdx}${licence.commercialUse ? '' : ', not for commercial use'} · ${licence.attribution}${note}`;
}
