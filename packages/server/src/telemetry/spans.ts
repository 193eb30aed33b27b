import { ForecourtError } from '@forecourt/errors';
import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { formatTraceParent, parseTraceParent, type TraceParent } from './trace-parent.ts';

// Only the API of OpenTelemetry: without an SDK in the process every call here does next to nothing.

export interface SpanOptions {
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer' | undefined;
  readonly attributes?: Attributes | undefined;
  /** Continues this trace; where it is missing or makes no sense, the one that is under way. */
  readonly parent?: TraceParent | null | undefined;
}

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** Does the work as one span of the trace under way; what it throws is noted with its code and thrown on. */
export function inSpan<T>(name: string, work: (span: Span) => Promise<T>, options: SpanOptions = {}): Promise<T> {
  const { kind = 'internal', attributes, parent } = options;
  const tracer = trace.getTracer('forecourt');
  return tracer.startActiveSpan(name, { kind: kinds[kind], ...(attributes && { attributes }) }, contextOf(parent), async (span) => {
    try {
      return await work(span);
    } catch (error) {
      noteFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Marks a span as failed by the code; the text of an error may name what should stay here. */
export function noteFailure(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const { code } = ForecourtError.from(error);
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

/** The trace under way, for a header or a row; null where nobody traces. */
export function currentTrace(): TraceParent | null {
  const spanContext = trace.getSpanContext(context.active());
  if (spanContext === undefined || !isSpanContextValid(spanContext)) return null;
  return formatTraceParent(spanContext);
}

/** Id of the trace under way, for lines of the log. */
export function currentTraceId(): string | undefined {
  return currentTrace()?.slice(3, 35);
}

/** Whether somebody in this process collects traces: only then is it worth looking for where one came from. */
export function isTracing(): boolean {
  // Without an SDK there is a propagator that knows no headers.
  return propagation.fields().length > 0;
}

function contextOf(parent: TraceParent | null | undefined): Context {
  const remote = parent ? parseTraceParent(parent) : null;
  return remote === null ? context.active() : trace.setSpanContext(ROOT_CONTEXT, remote);
}

/** Whether a trace is under way already: an embedding application may have begun one for the request. */
export function isTraceUnderWay(): boolean {
  return trace.getSpan(context.active()) !== undefined;
}
