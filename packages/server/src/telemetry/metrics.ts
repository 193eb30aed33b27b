import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type LabelsOf, type MetricEntry, type MetricKeyOf, metricsTable } from './metrics-table.ts';

/** The figures of one server. Writing one costs about a microsecond. */
export interface Metrics {
  /** Adds to a counter. */
  count<Key extends MetricKeyOf<'counter'>>(key: Key, labels: LabelsOf<Key>, by?: number): void;
  /** Sets a gauge. */
  set<Key extends MetricKeyOf<'gauge'>>(key: Key, labels: LabelsOf<Key>, value: number): void;
  /** Adds to a gauge, or takes from it. */
  change<Key extends MetricKeyOf<'gauge'>>(key: Key, labels: LabelsOf<Key>, by: number): void;
  /** Forgets a gauge's values: better none than one that is not true any more. */
  forget(key: MetricKeyOf<'gauge'>): void;
  observe<Key extends MetricKeyOf<'histogram'>>(key: Key, labels: LabelsOf<Key>, value: number): void;
  /** Has `sample` bring gauges up to date before each reading. It must not throw. */
  beforeReading(sample: () => Promise<void> | void): void;
  /** Everything in Prometheus' text format. */
  read(): Promise<{ readonly text: string; readonly contentType: string }>;
}

/** Makes the instruments of the table, in a registry of their own: several servers in one process do not mix. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  for (const [key, entry] of Object.entries<MetricEntry>(metricsTable)) {
    const { kind, name, help, labels, buckets } = entry;
    const common = { name, help, labelNames: [...labels], registers: [registry] };
    if (kind === 'counter') counters.set(key, new Counter(common));
    else if (kind === 'gauge') gauges.set(key, new Gauge(common));
    else histograms.set(key, new Histogram({ ...common, ...(buckets && { buckets: [...buckets] }) }));
  }
  const samples: (() => Promise<void> | void)[] = [];
  return {
    count: (key, labels, by = 1) => counters.get(key)?.inc(labels, by),
    set: (key, labels, value) => gauges.get(key)?.set(labels, value),
    change: (key, labels, by) => gauges.get(key)?.inc(labels, by),
    forget(key) {
      // Resetting one without labels would make it say 0.
      if (metricsTable[key].labels.length === 0) gauges.get(key)?.remove();
      else gauges.get(key)?.reset();
    },
    observe: (key, labels, value) => histograms.get(key)?.observe(labels, value),
    beforeReading: (sample) => void samples.push(sample),
    async read() {
      await Promise.all(samples.map((sample) => sample()));
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}
