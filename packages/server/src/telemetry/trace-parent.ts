import { isSpanContextValid, type SpanContext, type TextMapPropagator, trace } from '@opentelemetry/api';

/** Where a trace is continued: a `traceparent` of W3C Trace Context, as it travels in headers and lies in rows. */
export type TraceParent = string;

const header = 'traceparent';
/** Version 00 of https://www.w3.org/TR/trace-context/#traceparent-header; ids of zeros are none. */
const pattern = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Null for what is none: headers come from anybody. */
export function parseTraceParent(text: string): SpanContext | null {
  const [, traceId, spanId, flags] = pattern.exec(text) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true };
}

export function formatTraceParent({ traceId, spanId, traceFlags }: SpanContext): TraceParent {
  return `00-${traceId}-${spanId}-${(traceFlags & 0xff).toString(16).padStart(2, '0')}`;
}

/** The same for whatever else in the process asks the API of OpenTelemetry, such as an instrumented client of HTTP. */
export const traceParentPropagator: TextMapPropagator = {
  fields: () => [header],
  inject(active, carrier, setter) {
    const spanContext = trace.getSpanContext(active);
    if (spanContext !== undefined && isSpanContextValid(spanContext)) setter.set(carrier, header, formatTraceParent(spanContext));
  },
  extract(active, carrier, getter) {
    const given = getter.get(carrier, header);
    const remote = parseTraceParent((Array.isArray(given) ? given[0] : given) ?? '');
    return remote === null ? active : trace.setSpanContext(active, remote);
  },
};
