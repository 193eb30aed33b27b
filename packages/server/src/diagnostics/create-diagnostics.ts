import type { Diagnostics as Found } from '@forecourt/sdk/contract';
import { readErrorCauses, readPauses, readQueueFigures } from '../database/figures.ts';
import { compareMigrations } from '../database/look.ts';
import type { LogRing } from '../logging/index.ts';
import { version } from '../settings/version.ts';
import { bundleName, supportBundle } from './bundle.ts';
import { runChecks, summarise } from './run-checks.ts';
import { seenDatabase } from './seen-database.ts';
import type { Site } from './site.ts';

export interface DiagnosticsParts {
  readonly site: Site;
  readonly ring?: LogRing | undefined;
  /** The figures as `GET /metrics` tells them, where a server runs. */
  readonly metrics?: (() => Promise<string>) | undefined;
}

/** Looks at an installation, and packs what was seen. */
export interface Diagnostics {
  look(options?: { readonly signal?: AbortSignal | undefined }): Promise<Found>;
  bundle(options?: { readonly signal?: AbortSignal | undefined }): Promise<{ readonly name: string; readonly bytes: Uint8Array }>;
}

export function createDiagnostics({ site, ring, metrics }: DiagnosticsParts): Diagnostics {
  const look: Diagnostics['look'] = async (options) => summarise(await runChecks(site, options), version());
  return {
    look,
    async bundle(options) {
      const diagnostics = await look(options);
      const bytes = await supportBundle({
        environment: site.environment,
        diagnostics,
        logLines: ring?.lines() ?? [],
        files: {
          'queue.json': async () => {
            const { orm } = await seenDatabase(site);
            return { ...(await readQueueFigures(orm)), paused: await readPauses(orm) };
          },
          'errors.json': async () => readErrorCauses((await seenDatabase(site)).orm),
          'schema.json': async () => compareMigrations((await seenDatabase(site)).orm),
          ...(metrics && { 'metrics.txt': metrics }),
        },
      });
      return { name: bundleName(diagnostics), bytes };
    },
  };
}
