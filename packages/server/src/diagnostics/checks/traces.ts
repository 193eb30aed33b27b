import { type Check, ok, warning } from '../check.ts';

const patienceMs = 3_000;

/** Whether somebody answers at the collector's address; what it says to an empty message does not matter. */
export const traces: Check = {
  name: 'traces',
  title: 'Traces',
  async run({ settings }, signal) {
    const url = settings.traces?.url;
    if (url === undefined) return ok('They are not collected: OTEL_EXPORTER_OTLP_ENDPOINT is not set.');
    try {
      const answer = await fetch(`${url.replace(/\/$/, '')}/v1/traces`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...settings.traces?.headers },
        body: '{"resourceSpans":[]}',
        signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]),
      });
      await answer.body?.cancel();
      if (answer.status === 401 || answer.status === 403) {
        return warning('The collector of traces refuses ours.', 'Set OTEL_EXPORTER_OTLP_HEADERS to what it wants to be told.');
      }
      return ok('The collector of traces answers.');
    } catch {
      // Why a connection fails is a word of the system; that nobody is there is what counts.
      return warning(
        'The collector of traces does not answer; nothing else suffers from that.',
        'Check that it runs and that OTEL_EXPORTER_OTLP_ENDPOINT is right, or unset it.',
      );
    }
  },
};
