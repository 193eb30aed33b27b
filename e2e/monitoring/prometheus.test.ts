import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  installTinyModel,
  postgres,
  prometheus,
  promtool,
  repositoryFolder,
  startPostgres,
  startPrometheus,
  startServer,
  temporaryFolder,
} from '@forecourt/testing';
import { describe, expect, it } from 'vitest';
import { metricsTable } from '../../packages/server/src/telemetry/metrics-table.ts';

const folder = join(repositoryFolder, 'deploy', 'prometheus');
const alerts = join(folder, 'alerts.yml');
const token = 'a token for the scraper';

describe.skipIf(!prometheus.canStart || !postgres.canStart)(`Prometheus${prometheus.note}${postgres.note}`, () => {
  it('scrapes a server, and sees that its database goes away and comes back', async () => {
    await using place = await temporaryFolder();
    const { model, dataDir, cacheDir } = await installTinyModel(place.path);
    await using database = await startPostgres();
    await using server = await startServer({
      FORECOURT_MODEL: model,
      FORECOURT_DATA_DIR: dataDir,
      FORECOURT_CACHE_DIR: cacheDir,
      FORECOURT_METRICS_TOKEN: token,
      DATABASE_URL: await database.createDatabase(),
    });
    await using watcher = await startPrometheus({ target: `127.0.0.1:${server.port}`, token, rules: alerts });
    expect(await watcher.value('up{job="forecourt"} == 1')).toBe(1);
    expect(await watcher.value('forecourt_part_up{part="database"} == 1')).toBe(1);
    expect(await watcher.value('sum(forecourt_http_request_duration_seconds_count{route="getMetrics"}) > 0')).toBeGreaterThan(0);
    expect(await watcher.value('forecourt_workers > 0')).toBe(2);
    await database.kill();
    expect(await watcher.value('forecourt_part_up{part="database"} == 0')).toBe(0);
    // The condition of the alert holds; how long it has to is tested below.
    expect(await watcher.value('count(ALERTS{alertname="ForecourtDatabaseDown", alertstate="pending"})')).toBe(1);
    await database.restart();
    expect(await watcher.value('forecourt_part_up{part="database"} == 1')).toBe(1);
  });

  it('takes the rules, and they fire when they should and only then', async () => {
    expect(await promtool(['check', 'rules', alerts])).toMatchObject({ code: 0 });
    expect(await promtool(['test', 'rules', join(folder, 'alerts.test.yml')])).toMatchObject({ code: 0 });
  });
});

describe('the alerts', () => {
  it('watch figures that there are, with labels that they have', async () => {
    const text = await readFile(alerts, 'utf8');
    const known = new Map<string, readonly string[]>(Object.values(metricsTable).map(({ name, labels }) => [name, labels]));
    const used = [...text.matchAll(/\b(forecourt_[a-z_]+?)(?:_bucket|_count|_sum)?\b(?:\{([^}]*)\})?/g)];
    expect(used.length).toBeGreaterThan(15);
    for (const [, name = '', selector = ''] of used) {
      const labels = known.get(name);
      expect(labels, name).toBeDefined();
      for (const [, label = ''] of selector.matchAll(/(\w+)\s*[=!]~?=?\s*"/g)) expect(labels, `${name}{${label}}`).toContain(label);
    }
  });

  it('are each fired by a test of theirs', async () => {
    const [rules, tests] = await Promise.all([readFile(alerts, 'utf8'), readFile(join(folder, 'alerts.test.yml'), 'utf8')]);
    for (const [, name] of rules.matchAll(/- alert: (\w+)/g)) expect(tests, name).toContain(`alertname: ${name}`);
  });
});
