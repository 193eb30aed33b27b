import { ForecourtError } from '@forecourt/errors';
import { context, type DiagLogger, DiagLogLevel, diag, propagation, trace } from '@opentelemetry/api';
import type { Logger } from '../settings/logger.ts';
import { traceParentPropagator } from './trace-parent.ts';

const packages = ['@opentelemetry/sdk-trace-node', '@opentelemetry/exporter-trace-otlp-http', '@opentelemetry/resources'] as const;

export interface TraceExportOptions {
  /** Base address of a collector that speaks OTLP over HTTP: `http://collector:4318`. */
  readonly url: string;
  /** What the collector wants to be told, such as a key. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly serviceName: string;
  readonly version: string;
  /** Share of the traces begun here that is collected, 0 to 1. */
  readonly share: number;
  readonly logger: Logger;
  /** How long spans are gathered before they are sent. */
  readonly sendEveryMs?: number | undefined;
}

/** A collector that is away must not hold up the end of a server. */
const lastSendMs = 2_000;
/** One line for a collector that is away, not one for each batch. */
const quietMs = 60_000;

interface Export {
  uses: number;
  readonly end: () => Promise<void>;
}

// OpenTelemetry has one provider of tracers in a process, so servers in one process share it.
let current: Promise<Export | null> | undefined;

/**
 * Sends the traces of this process to a collector, until it is disposed. Where the application around has started an SDK of its own,
 * spans go there and nothing is started here.
 *
 * @throws DEPENDENCY_MISSING
 */
export async function startTraceExport(options: TraceExportOptions): Promise<AsyncDisposable> {
  current ??= begin(options).catch((error: unknown) => {
    current = undefined;
    throw error;
  });
  const running = await current;
  if (running === null) return { [Symbol.asyncDispose]: () => Promise.resolve() };
  running.uses += 1;
  let isDisposed = false;
  return {
    async [Symbol.asyncDispose]() {
      if (isDisposed) return;
      isDisposed = true;
      running.uses -= 1;
      if (running.uses > 0) return;
      current = undefined;
      await running.end();
    },
  };
}

async function begin({
  url,
  headers,
  serviceName,
  version,
  share,
  logger,
  sendEveryMs = 2_000,
}: TraceExportOptions): Promise<Export | null> {
  const [sdk, { OTLPTraceExporter }, { resourceFromAttributes }] = await load();
  const exporter = new OTLPTraceExporter({
    url: `${url.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: lastSendMs,
    ...(headers && { headers: { ...headers } }),
  });
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': serviceName, 'service.version': version }),
    // Who asks may have begun the trace, and then has decided.
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new sdk.BatchSpanProcessor(exporter, { scheduledDelayMillis: sendEveryMs, exportTimeoutMillis: lastSendMs })],
  });
  if (!trace.setGlobalTracerProvider(provider)) {
    logger.info('traces go to the SDK of OpenTelemetry that was started before; OTEL_EXPORTER_OTLP_ENDPOINT is left to it');
    await provider.shutdown();
    return null;
  }
  // Brings the way in which the context follows asynchronous work; the provider itself is in its place already.
  provider.register({ propagator: traceParentPropagator });
  const told = diagnosticLogger(logger);
  diag.setLogger(told, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  return {
    uses: 0,
    async end() {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new DOMException('It does not answer.', 'TimeoutError')), lastSendMs);
      const sending = provider.shutdown();
      await Promise.race([sending, late.promise]).catch((error: unknown) => told.error(String(error)));
      clearTimeout(timer);
      // Nobody waits for it any more.
      sending.catch(() => undefined);
      trace.disable();
      context.disable();
      propagation.disable();
      diag.disable();
    },
  };
}

/** Says once in a while that the collector is away. */
function diagnosticLogger(logger: Logger): DiagLogger {
  let quietUntil = 0;
  const tell = (reason: string) => {
    if (performance.now() < quietUntil) return;
    quietUntil = performance.now() + quietMs;
    logger.warn({ reason: reason.slice(0, 500) }, 'traces could not be sent to the collector');
  };
  const ignore = () => undefined;
  return { error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore };
}

/** Optional peers: only who has a collector needs an SDK. */
async function load() {
  try {
    return await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  } catch (cause) {
    throw new ForecourtError('DEPENDENCY_MISSING', 'OTEL_EXPORTER_OTLP_ENDPOINT is set, and the SDK of OpenTelemetry is not installed.', {
      hint: `Run: npm install ${packages.join(' ')}`,
      cause,
    });
  }
}
