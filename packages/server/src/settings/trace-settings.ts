import { ForecourtError } from '@forecourt/errors';

/** Where traces go. */
export interface TraceSettings {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  /** Share of the traces begun here that is collected, 0 to 1. */
  readonly share: number;
}

interface TraceVariables {
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_HEADERS?: string | undefined;
  readonly OTEL_SERVICE_NAME: string;
  readonly OTEL_TRACES_SAMPLER_ARG: number;
}

/** Nothing where no collector is named. @throws INVALID_INPUT */
export function traceSettings(values: TraceVariables): TraceSettings | undefined {
  const url = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (url === undefined) return undefined;
  return {
    url,
    headers: headersOf(values.OTEL_EXPORTER_OTLP_HEADERS ?? ''),
    serviceName: values.OTEL_SERVICE_NAME,
    share: values.OTEL_TRACES_SAMPLER_ARG,
  };
}

/** `name=value,name=value`, the values written as in addresses (OpenTelemetry, exporter specification). */
function headersOf(text: string): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return Object.fromEntries(pairs.map(headerOf));
}

function headerOf(pair: string): [string, string] {
  const at = pair.indexOf('=');
  try {
    if (at > 0) return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
  } catch {
    // A lone percent sign; the value may be a secret, so it is not repeated.
  }
  throw new ForecourtError('INVALID_INPUT', 'The setting OTEL_EXPORTER_OTLP_HEADERS is wrong: write it as name=value,name=value.');
}
