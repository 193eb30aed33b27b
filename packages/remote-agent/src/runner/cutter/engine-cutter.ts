import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeError } from '@forecourt/sdk/files';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import type { Cutter } from '../create-runner.ts';
import { safeFileName, withEnding } from '../files/file-name.ts';
import { runFolders } from '../files/stage.ts';
import { realTimeLimit, type TimeLimit } from '../limits.ts';
import { cutEach } from './cut-each.ts';
import { cutParametersOf } from './cut-parameters.ts';

type LocalOptions = NonNullable<Parameters<typeof createLocalProvider>[0]>;

export interface EngineCutterOptions {
  /** Of the SDK's local engine: which model, how many threads. */
  readonly engine?: LocalOptions | undefined;
  readonly timeLimit?: TimeLimit | undefined;
}

/** Cuts by the SDK's local engine, which stays loaded between jobs. */
export function createEngineCutter({ engine = {}, timeLimit = realTimeLimit }: EngineCutterOptions = {}): Cutter {
  const local = createLocalProvider(engine);
  return {
    async run(job, context) {
      const { format, background, quality, careful, model } = cutParametersOf(job.request);
      const { outputs } = runFolders(job.folder);
      await makeFolder(outputs);
      return cutEach(job, context, timeLimit, async ({ input, index, signal, progress }) => {
        const name = withEnding(safeFileName(input.name), format === 'jpeg' ? 'jpg' : format);
        const item = { input: input.sha256, output: null, report: null, model: null, timings: null, warnings: [], problem: null };
        if (job.request.whatIf) {
          context.emit({ type: 'log', stream: 'out', text: `What if: cutting the car out of ${input.name} into ${name}.` });
          return item;
        }
        const cutout = await local.removeBackground(
          {
            image: job.inputPath(input.sha256),
            format,
            background: background ?? undefined,
            quality: quality ?? undefined,
            careful,
            model: model ?? undefined,
          },
          { signal, onProgress: ({ stage, share }) => progress(stage, share) },
        );
        const folder = join(outputs, String(index + 1).padStart(4, '0'));
        await makeFolder(folder);
        const path = join(folder, name);
        await writeFile(path, cutout.bytes, { signal }).catch((error: unknown) => {
          throw writeError(error, path);
        });
        const { report, timings, warnings } = cutout;
        return {
          ...item,
          output: await context.keep(path),
          report: report ?? null,
          model: cutout.model,
          timings: timings ?? null,
          warnings: [...warnings],
        };
      });
    },
    close: () => local.close(),
  };
}
