import type { Database } from '../database/index.ts';
import type { Logger } from '../settings/logger.ts';
import type { ServerSettings } from '../settings/settings.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { watchProcess } from './process-figures.ts';
import { sampleFigures } from './sampled-figures.ts';
import { startTraceExport } from './trace-export.ts';

export interface TelemetryOptions {
  readonly traces: ServerSettings['traces'];
  readonly version: string;
  readonly logger: Logger;
}

/** What is running, for the figure that says it. */
export interface RunningParts {
  readonly database: Database;
  readonly dataDir: string;
  readonly queue: string;
  readonly storage: string;
  /** Whether each part works, by its name. */
  parts(): Promise<Readonly<Record<string, boolean>>>;
}

/** Figures and traces of one server. */
export interface Telemetry extends AsyncDisposable {
  readonly metrics: Metrics;
  /** Call it when everything runs: then the gauges that nobody counts along the way are sampled at each reading. */
  sample(running: RunningParts): void;
}

/** @throws DEPENDENCY_MISSING where traces are wanted and their SDK is not installed */
export async function createTelemetry({ traces, version, logger }: TelemetryOptions): Promise<Telemetry> {
  await using opened = new AsyncDisposableStack();
  const metrics = createMetrics();
  opened.use(watchProcess(metrics));
  if (traces) opened.use(await startTraceExport({ ...traces, version, logger }));
  const rest = opened.move();
  return {
    metrics,
    sample({ database, dataDir, queue, storage, parts }) {
      metrics.set('buildInfo', { version, node: process.versions.node, database: database.kind, queue, storage }, 1);
      sampleFigures({ metrics, database, dataDir, logger, parts });
    },
    [Symbol.asyncDispose]: () => rest.disposeAsync(),
  };
}
