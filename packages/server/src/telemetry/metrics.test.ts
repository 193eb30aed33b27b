import { randomUUID } from 'node:crypto';
import { createLocalProvider } from '@forecourt/sdk/providers/local';
import { installTinyModel, prometheus, promtool, redCarPhoto, temporaryFolder } from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { logFields } from '../logging/log-fields.ts';
import { onBothColumns } from '../testing/columns.ts';
import { sendPhoto, startTestServer, type TestServer } from '../testing/server.ts';
import { createMetrics } from './metrics.ts';
import { type MetricEntry, metricsTable } from './metrics-table.ts';

const token = 'a token for the scraper';
const environment = { FORECOURT_METRICS_TOKEN: token };

async function read(server: Pick<TestServer, 'url'>, headers: Readonly<Record<string, string>> = { authorization: `Bearer ${token}` }) {
  const answer = await fetch(`${server.url}/metrics`, { headers });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
}

/** Value of the first series whose line begins so. */
function value(text: string, series: string): number | undefined {
  const line = text.split('\n').find((each) => each.startsWith(series) && /[ {]/.test(each.charAt(series.length) || ' '));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
}

function seriesOf(text: string): string[] {
  return text.split('\n').flatMap((line) => (line === '' || line.startsWith('#') ? [] : [line.slice(0, line.lastIndexOf(' '))]));
}

onBothColumns('the figures of a server', (column) => {
  it('tell of a photo from the upload to the cutout, as Prometheus likes them', async () => {
    await using folder = await temporaryFolder();
    await using provider = createLocalProvider(await installTinyModel(folder.path));
    await using server = await startTestServer(column, { environment, worker: true, provider });
    const { client, headers } = server.tenant('ours');
    const { id } = await client.vehicles.create({ stockNumber: 'A-1', make: 'Audi', model: 'A4' });
    const photo = redCarPhoto();
    for await (const event of client.events()) {
      if (event.type === 'stream.opened') void sendPhoto(server.url, headers, id, photo);
      if (event.type === 'photo.changed' && event.data.state === 'review') break;
    }
    await client.vehicles.get(randomUUID()).catch(() => undefined);
    const { text, type } = await read(server);
    expect(type).toContain('text/plain');
    expect(value(text, 'forecourt_upload_bytes_total')).toBe(photo.byteLength);
    expect(value(text, 'forecourt_uploads_total{result="finished"}')).toBe(1);
    expect(value(text, 'forecourt_job_tries_total{operation="removeBackground",provider="local",result="done"}')).toBe(1);
    expect(value(text, 'forecourt_job_run_seconds_count{operation="removeBackground",result="done"}')).toBe(1);
    expect(value(text, 'forecourt_job_wait_seconds_count{operation="removeBackground"}')).toBe(1);
    expect(value(text, 'forecourt_provider_call_seconds_count{provider="local",operation="removeBackground",result="ok"}')).toBe(1);
    expect(value(text, 'forecourt_provider_cost_usd_total{provider="local",operation="removeBackground"}')).toBe(0);
    expect(value(text, 'forecourt_http_request_duration_seconds_count{route="createVehicle",method="POST",status="2xx"}')).toBe(1);
    expect(value(text, 'forecourt_errors_total{where="http",code="NOT_FOUND"}')).toBe(1);
    expect(value(text, 'forecourt_storage_files')).toBe(2);
    expect(value(text, 'forecourt_jobs{state="waiting"}')).toBe(0);
    expect(value(text, 'forecourt_jobs_under_way')).toBe(0);
    // One for the work of this machine, and one for calls to providers.
    expect(value(text, 'forecourt_workers')).toBe(2);
    expect(value(text, 'forecourt_queue_paused{scope="installation"}')).toBe(0);
    expect(value(text, 'forecourt_part_up{part="database"}')).toBe(1);
    expect(value(text, 'forecourt_database_latency_seconds')).toBeGreaterThan(0);
    expect(value(text, 'forecourt_disk_free_bytes')).toBeGreaterThan(0);
    expect(value(text, 'process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
    expect(value(text, 'forecourt_database_transaction_seconds_count{result="committed"}')).toBeGreaterThan(2);
    expect(text).toMatch(
      /forecourt_build_info\{version="[^"]+",node="[^"]+",database="(pglite|postgres)",queue="embedded",storage="folder"\} 1/,
    );
    if (prometheus.isThere) expect(await promtool(['check', 'metrics'], text)).toEqual({ code: 0, output: '' });

    const lines = server.log.map((line): Record<string, unknown> => JSON.parse(line));
    const known = new Set(['level', 'time', 'pid', 'hostname', 'msg', ...Object.keys(logFields)]);
    expect(new Set(lines.flatMap(Object.keys).filter((name) => !known.has(name)))).toEqual(new Set());
    const upload = lines.find(({ route }) => route === 'upload');
    expect(upload).toMatchObject({ method: 'POST', status: 201, caller: 'person', requestBytes: photo.byteLength });
    // The job that an upload led to has its name, from the request to the worker.
    expect(lines.find(({ jobId, result }) => jobId !== undefined && result === 'done')).toMatchObject({
      correlationId: upload?.correlationId,
      operation: 'removeBackground',
      attempts: 1,
    });
  });

  it('are for whoever has the token or may see the installation, and grow with no address that is asked for', async () => {
    await using server = await startTestServer(column, { environment });
    const { client, headers, key } = server.tenant('ours');
    const { secret } = await key(['vehicles:read']);
    const states = [];
    for (const authorization of ['', `Bearer ${token}R`, `Bearer ${secret}`, `Bearer ${token}`]) {
      states.push((await read(server, authorization === '' ? {} : { authorization })).status);
    }
    expect(states).toEqual([401, 401, 403, 200]);

    const strange = async () => {
      const id = randomUUID();
      await client.vehicles.get(id).catch(() => undefined);
      for (const method of ['GET', 'PROPFIND']) await fetch(`${server.url}/api/v1/${id}/${id}`, { method, headers });
      await fetch(`${server.url}/${id}`);
      await fetch(`${server.url}/api/v1/uploads/${id}`, { method: 'HEAD', headers: { ...headers, 'Tus-Resumable': '1.0.0' } });
      await fetch(`${server.url}/api/v1/vehicles?search=${id}`, { headers: { authorization: `Bearer ${id}` } });
    };
    // Reading is a request as well, and the second reading is the first that knows of it.
    await strange();
    await read(server);
    const before = seriesOf((await read(server)).text);
    for (let round = 0; round < 10; round++) await strange();
    const after = seriesOf((await read(server)).text);
    expect(new Set(after)).toEqual(new Set(before));
    expect(after.join()).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  });
});

describe('the table of figures', () => {
  const entries: readonly MetricEntry[] = Object.values(metricsTable);

  it('has each name once, with its unit, and labels that are none of an id', () => {
    const names = entries.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, kind, labels } of entries) {
      expect(name.endsWith('_total'), name).toBe(kind === 'counter');
      for (const label of labels) expect(label).not.toMatch(/id$|path|address|name|email/i);
    }
  });

  it('forgets what is not true any more', async () => {
    const metrics = createMetrics();
    metrics.set('jobs', { state: 'waiting' }, 3);
    metrics.set('databaseLatency', {}, 1);
    metrics.forget('jobs');
    metrics.forget('databaseLatency');
    const { text } = await metrics.read();
    expect(text).not.toMatch(/^forecourt_jobs\{|^forecourt_database_latency_seconds /m);
  });
});
