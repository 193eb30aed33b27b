import { logFields } from '../../../packages/server/src/logging/log-fields.ts';
import { type MetricEntry, metricsTable } from '../../../packages/server/src/telemetry/metrics-table.ts';
import { cell, page, table } from './markdown.ts';

/** Every figure of `GET /metrics` and every field of the log, from the tables that the server uses. */
export function metricsPage(): string {
  const entries: readonly MetricEntry[] = Object.values(metricsTable);
  return page('Figures and log', [
    'What `GET /metrics` tells, and what stands in a line of the log. [How to watch over a server](/guides/observability) says what to do with it.',
    '## Figures',
    table(
      ['figure', 'kind', 'labels', 'meaning'],
      entries.map(({ name, kind, labels, help }) => [
        `\`${name}\``,
        kind,
        labels.map((label) => `\`${label}\``).join(' ') || '–',
        cell(help),
      ]),
    ),
    '## Fields of the log',
    'Beside `level`, `time`, `pid`, `hostname` and `msg`.',
    table(
      ['field', 'meaning'],
      Object.entries(logFields).map(([name, meaning]) => [`\`${name}\``, cell(meaning)]),
    ),
  ]);
}
