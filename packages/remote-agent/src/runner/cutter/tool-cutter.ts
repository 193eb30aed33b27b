import { join } from 'node:path';
import { ForecourtError } from '@forecourt/errors';
import { makeFolder } from '@forecourt/sdk/files';
import { createLineCutter } from '@forecourt/sdk/remote';
import * as z from 'zod';
import type { Cutter } from '../create-runner.ts';
import { checkOutput, findOutput } from '../files/check-output.ts';
import { safeFileName, withEnding } from '../files/file-name.ts';
import { runFolders, stageInputs } from '../files/stage.ts';
import { type RunLimits, realTimeLimit, runLimitsSchema, type TimeLimit } from '../limits.ts';
import { createLog } from '../log.ts';
import { cancelledError } from '../problem.ts';
import { runProcess } from '../process/run-process.ts';
import { cutEach } from './cut-each.ts';

/**
 * A program of the dealer's own that cuts one photo: `rembg`, an export of an image editor, anything with a command line. `{input}` and
 * `{output}` stand for paths; each part is one argument, whatever is in it, and no shell reads it.
 */
export const toolSchema = z.strictObject({
  name: z.string().min(1).max(80),
  program: z
    .string()
    .min(1)
    .refine((program) => !/[{}]/.test(program), 'must name one program')
    // The shell of Windows, which reads such a file, would read names of photos as commands, and Node starts none.
    .refine((program) => !/\.(cmd|bat)$/i.test(program), 'must be a program and no batch file: name what that calls'),
  arguments: z
    .array(z.string().max(2000))
    .max(100)
    .refine((all) => all.some((one) => one.includes('{input}')), 'must have {input} in one')
    .refine((all) => all.some((one) => one.includes('{output}')), 'must have {output} in one'),
  /** Ending of what it writes, where it goes by that. */
  format: z.enum(['png', 'webp', 'avif', 'tiff']).default('png'),
});
export type Tool = z.infer<typeof toolSchema>;

export interface ToolCutterOptions {
  readonly tool: z.input<typeof toolSchema>;
  readonly limits?: Partial<RunLimits> | undefined;
  readonly timeLimit?: TimeLimit | undefined;
}

/** Cuts by a program of the host's own, one process for each photo. @throws INVALID_INPUT for a wrong command line */
export function createToolCutter({ tool: wish, timeLimit = realTimeLimit, ...rest }: ToolCutterOptions): Cutter {
  const parsed = toolSchema.safeParse(wish);
  if (!parsed.success) {
    throw new ForecourtError('INVALID_INPUT', `The tool is set up wrongly: ${z.prettifyError(parsed.error)}`, { cause: parsed.error });
  }
  const tool = parsed.data;
  const limits = runLimitsSchema.parse(rest.limits ?? {});
  return {
    async run(job, context) {
      const { staged } = await stageInputs(job);
      const { outputs } = runFolders(job.folder);
      const log = createLog(context.emit, limits.logBytes);
      return cutEach(job, context, timeLimit, async ({ input, index, signal, progress }) => {
        progress(tool.name, 0);
        const name = withEnding(safeFileName(input.name), tool.format);
        const from = staged.find(({ sha256, name: own }) => sha256 === input.sha256 && own === safeFileName(input.name));
        if (!from) throw new ForecourtError('INTERNAL', `${input.name} was not put into the folder of the run.`);
        const folder = join(outputs, String(index + 1).padStart(4, '0'));
        await makeFolder(folder);
        const output = join(folder, name);
        const args = argumentsOf(tool, { input: from.path, output });
        const item = { input: input.sha256, output: null, report: null, model: tool.name, timings: null, warnings: [], problem: null };
        if (job.request.whatIf) {
          context.emit({ type: 'log', stream: 'out', text: `What if: ${JSON.stringify([tool.program, ...args])}`.slice(0, 8192) });
          return item;
        }
        const cutters = {
          out: createLineCutter(limits.lineCharacters, (line) => log.line('out', line)),
          error: createLineCutter(limits.lineCharacters, (line) => log.line('error', line)),
        };
        const { exitCode, by } = await runProcess({
          program: tool.program,
          args,
          cwd: folder,
          signal,
          timeLimit: signal,
          // It knows nothing of ours: it is asked as any program is.
          stopFile: null,
          graceMs: limits.graceMs,
          onText: (stream, text) => {
            cutters[stream].push(text);
            log.flush();
          },
          onMark: context.onMark,
          onProcess: context.onProcess,
        });
        for (const cutter of Object.values(cutters)) cutter.end();
        log.flush();
        if (by !== 'itself') throw cancelledError();
        if (exitCode !== 0) throw new ForecourtError('SCRIPT_FAILED', `${tool.name} ended with ${exitCode}.`, { details: { exitCode } });
        const path = await findOutput(folder, output);
        await checkOutput(path, { request: job.request, maximumBytes: limits.outputBytes, signal });
        return { ...item, output: await context.keep(path) };
      });
    },
    close: async () => undefined,
  };
}

/** Replaced in one go, so that a name that reads `{output}` stays a name. */
function argumentsOf(tool: Tool, paths: { readonly input: string; readonly output: string }): string[] {
  return tool.arguments.map((argument) => argument.replace(/\{(input|output)\}/g, (_, which: 'input' | 'output') => paths[which]));
}
