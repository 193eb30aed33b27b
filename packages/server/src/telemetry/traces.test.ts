import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { installTinyModel, redCarPhoto, temporaryFolder } from '@forecourt/testing';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { sendPhoto, startTestServer } from '../testing/server.ts';
import { type ReceivedSpan, startTraceReceiver } from '../testing/trace-receiver.ts';
import { currentTrace, inSpan, isTracing } from './spans.ts';
import { startTraceExport } from './trace-export.ts';
import { formatTraceParent, parseTraceParent } from './trace-parent.ts';

/** A provider's far end: remembers which trace it was called in. */
async function startFarEnd() {
  const traces: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    traces.push(request.headers.traceparent?.toString());
    response.end('done');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    traces,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

/** Names of the spans above this one, from the outermost. */
function above(spans: readonly ReceivedSpan[], span: ReceivedSpan): string[] {
  const parent = spans.find(({ spanId }) => spanId === span.parentSpanId);
  return parent === undefined ? [] : [...above(spans, parent), parent.name];
}

onBothColumns('a trace', (column) => {
  it('leads from the page over the upload and the job to the provider, in one piece', async () => {
    await using folder = await temporaryFolder();
    await using receiver = await startTraceReceiver();
    await using farEnd = await startFarEnd();
    await using local = createLocalProvider(await installTinyModel(folder.path));
    const provider: typeof local = {
      ...local,
      async removeBackground(request, context) {
        await fetch(farEnd.url, { headers: context?.traceparent === undefined ? {} : { traceparent: context.traceparent } });
        return local.removeBackground(request, context);
      },
    };
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    const environment = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_EXPORTER_OTLP_HEADERS: 'x-team=cars' };
    expect(isTracing()).toBe(false);
    const server = await startTestServer(column, { worker: true, provider, environment });
    expect(isTracing()).toBe(true);
    const { client, headers } = server.tenant('ours');
    const vehicle = await client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const isCut = (async () => {
      for await (const event of client.events()) {
        if (event.type === 'stream.opened') {
          await sendPhoto(server.url, { ...headers, traceparent: `00-${traceId}-00f067aa0ba902b7-01` }, vehicle.id, redCarPhoto());
        }
        if (event.type === 'photo.changed' && event.data.state === 'review') return;
      }
    })();
    await isCut;
    // Ending sends what is left.
    await server[Symbol.asyncDispose]();

    const spans = receiver.spans.filter((span) => span.traceId === traceId);
    const named = (name: string) => spans.find((span) => span.name === name);
    const request = named('POST upload');
    expect(request).toMatchObject({ parentSpanId: '00f067aa0ba902b7', attributes: { 'http.response.status_code': 201 } });
    const call = named('provider local');
    expect(call && above(spans, call)).toEqual(['POST upload', 'finish upload', 'database transaction', 'job removeBackground']);
    expect(call?.attributes).toMatchObject({ 'forecourt.operation': 'removeBackground', 'forecourt.model': 'tiny' });
    expect(farEnd.traces).toEqual([`00-${traceId}-${call?.spanId}-01`]);
    for (const name of ['storage put', 'database transaction']) expect(named(name), name).toBeDefined();
    expect(receiver.headers['x-team']).toBe('cars');
    // Lines of the log name the trace.
    expect(server.log.some((line) => line.includes(`"traceId":"${traceId}"`) && line.includes('"jobId"'))).toBe(true);
    expect(isTracing()).toBe(false);
  });
});

describe('a collector that is away', () => {
  it('is told in the log, and keeps nobody from ending', async () => {
    const lines: string[] = [];
    const logger = pino({}, { write: (line: string) => lines.push(line) });
    const options = { url: 'http://127.0.0.1:9', serviceName: 'test', version: '1', share: 1, logger, sendEveryMs: 10 };
    const [first, second] = await Promise.all([startTraceExport(options), startTraceExport(options)]);
    await inSpan('work', async () => currentTrace());
    await first[Symbol.asyncDispose]();
    // One of two servers in a process still traces.
    expect(isTracing()).toBe(true);
    expect(await inSpan('work', async () => currentTrace(), { parent: '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01' })).toMatch(
      /^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/,
    );
    await second[Symbol.asyncDispose]();
    expect(isTracing()).toBe(false);
    expect(lines.join()).toContain('traces could not be sent');
  });
});

describe('a traceparent', () => {
  const good = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01';

  it('is read and written as W3C has it', () => {
    const parsed = parseTraceParent(good);
    expect(parsed && formatTraceParent(parsed)).toBe(good);
  });

  it.each([
    ['', 'nothing'],
    ['00-00000000000000000000000000000000-00f067aa0ba902b7-01', 'a trace of zeros'],
    ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', 'a span of zeros'],
    [`${good}\r\nx: y`, 'more than one line'],
    [good.toUpperCase(), 'capitals'],
    ['ff-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01', 'another version'],
  ])('is none: %j, %s', (text) => {
    expect(parseTraceParent(text)).toBeNull();
  });

  it('is not there without anybody who traces, and work goes on as it would', async () => {
    await expect(inSpan('work', async () => currentTrace(), { parent: good })).resolves.toBeNull();
    await expect(inSpan('work', async () => currentTrace())).resolves.toBeNull();
    await expect(inSpan('work', async () => Promise.reject(new TypeError('as thrown')))).rejects.toThrow('as thrown');
  });
});
