/** A figure that `GET /metrics` tells, as data: the docs print this table. */
export interface MetricEntry {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly help: string;
  /** Each takes few values, whatever people do: names of routes, codes, states. Never an id, an address or a person. */
  readonly labels: readonly string[];
  /** Upper limits of a histogram, in its unit. */
  readonly buckets?: readonly number[];
}

/** From an answer out of memory to one that a proxy has given up on. */
const requestBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** From a cached small picture to a careful cutout of 100 MP on a busy machine. */
const workBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
/** From at once to a batch that took the night. */
const waitBuckets = [0.05, 0.25, 1, 5, 15, 60, 300, 900, 3600, 14_400, 43_200];
const quickBuckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Every figure of a server. Those that say "all servers" are the same wherever they are read: take the largest, do not add them up. */
export const metricsTable = {
  httpDuration: {
    kind: 'histogram',
    name: 'forecourt_http_request_duration_seconds',
    help: 'Time until a request was answered, by route, method and class of status.',
    labels: ['route', 'method', 'status'],
    buckets: requestBuckets,
  },
  httpInFlight: { kind: 'gauge', name: 'forecourt_http_requests_in_flight', help: 'Requests being answered now.', labels: [] },
  errors: {
    kind: 'counter',
    name: 'forecourt_errors_total',
    help: 'Failures by their code and by where they happened: http, uploads, jobs, provider.',
    labels: ['where', 'code'],
  },
  uploadBytes: { kind: 'counter', name: 'forecourt_upload_bytes_total', help: 'Bytes of uploads that were verified and kept.', labels: [] },
  uploadsInFlight: {
    kind: 'gauge',
    name: 'forecourt_upload_requests_in_flight',
    help: 'Requests that send bytes of uploads now.',
    labels: [],
  },
  uploads: {
    kind: 'counter',
    name: 'forecourt_uploads_total',
    help: 'Uploads that ended: as a photo (finished), or refused for good (failed).',
    labels: ['result'],
  },
  uploadLockWait: {
    kind: 'histogram',
    name: 'forecourt_upload_lock_wait_seconds',
    help: 'Time for which a request waited for another one at the same upload.',
    labels: [],
    buckets: quickBuckets,
  },
  jobs: { kind: 'gauge', name: 'forecourt_jobs', help: 'Jobs that wait or are worked on, of all servers.', labels: ['state'] },
  jobOldestWaiting: {
    kind: 'gauge',
    name: 'forecourt_job_oldest_waiting_seconds',
    help: 'Age of the job that has waited longest and may begin, of all servers; 0 if none waits.',
    labels: [],
  },
  jobWait: {
    kind: 'histogram',
    name: 'forecourt_job_wait_seconds',
    help: 'Time between asking for a job and its first try.',
    labels: ['operation'],
    buckets: waitBuckets,
  },
  jobRun: {
    kind: 'histogram',
    name: 'forecourt_job_run_seconds',
    help: 'Duration of one try of a job, by how it ended.',
    labels: ['operation', 'result'],
    buckets: workBuckets,
  },
  jobTries: {
    kind: 'counter',
    name: 'forecourt_job_tries_total',
    help: 'Tries of jobs: done, retried (another try comes), failed (for good), stopped (given back by a worker that ends) or lost (cancelled, or taken by another worker).',
    labels: ['operation', 'provider', 'result'],
  },
  jobsUnderWay: { kind: 'gauge', name: 'forecourt_jobs_under_way', help: 'Jobs that this process works on now.', labels: [] },
  workers: {
    kind: 'gauge',
    name: 'forecourt_workers',
    help: 'Workers that gave a sign of life lately, of all servers: two in each, for its own work and for calls to providers.',
    labels: [],
  },
  queuePaused: {
    kind: 'gauge',
    name: 'forecourt_queue_paused',
    help: 'Whether work is held back: for the whole installation, or for how many dealerships.',
    labels: ['scope'],
  },
  providerCall: {
    kind: 'histogram',
    name: 'forecourt_provider_call_seconds',
    help: 'Duration of a call of a provider, the local engine among them, by its result: ok, or the code of its error.',
    labels: ['provider', 'operation', 'result'],
    buckets: workBuckets,
  },
  providerCost: {
    kind: 'counter',
    name: 'forecourt_provider_cost_usd_total',
    help: 'What providers said that their work cost, in US dollars.',
    labels: ['provider', 'operation'],
  },
  providerInFlight: {
    kind: 'gauge',
    name: 'forecourt_provider_calls_in_flight',
    help: 'Calls that a provider works on or has in its own queue.',
    labels: ['provider'],
  },
  eventStreams: {
    kind: 'gauge',
    name: 'forecourt_event_streams',
    help: 'Open event streams: server-sent events or WebSockets.',
    labels: ['transport'],
  },
  partUp: {
    kind: 'gauge',
    name: 'forecourt_part_up',
    help: 'Whether a part works (1) or not (0), as GET /readyz says it: database, jobs, files, worker.',
    labels: ['part'],
  },
  databaseTransaction: {
    kind: 'histogram',
    name: 'forecourt_database_transaction_seconds',
    help: 'Duration of a transaction with all of its tries.',
    labels: ['result'],
    buckets: quickBuckets,
  },
  databaseLatency: {
    kind: 'gauge',
    name: 'forecourt_database_latency_seconds',
    help: 'Time that the database took for a query that does nothing.',
    labels: [],
  },
  databaseConnections: {
    kind: 'gauge',
    name: 'forecourt_database_connections',
    help: 'Connections of the pool, and requests that wait for one. PostgreSQL only.',
    labels: ['state'],
  },
  storageOperation: {
    kind: 'histogram',
    name: 'forecourt_storage_operation_seconds',
    help: 'Time for keeping a file (put) or for opening one (read).',
    labels: ['operation', 'result'],
    buckets: requestBuckets,
  },
  storageBytes: {
    kind: 'gauge',
    name: 'forecourt_storage_bytes',
    help: 'Bytes of all photos and cutouts, each file once for each dealership that has it, of all servers. Counted every quarter of an hour.',
    labels: [],
  },
  storageFiles: {
    kind: 'gauge',
    name: 'forecourt_storage_files',
    help: 'Photos and cutouts, of all servers. Counted every quarter of an hour.',
    labels: [],
  },
  diskFree: { kind: 'gauge', name: 'forecourt_disk_free_bytes', help: 'Free space on the disk of the data folder.', labels: [] },
  diskSize: { kind: 'gauge', name: 'forecourt_disk_size_bytes', help: 'Size of the disk of the data folder.', labels: [] },
  deliveries: {
    kind: 'gauge',
    name: 'forecourt_deliveries',
    help: 'E-mails and webhooks that wait or died, of all servers.',
    labels: ['kind', 'state'],
  },
  eventLoopLag: {
    kind: 'gauge',
    name: 'forecourt_event_loop_lag_seconds',
    help: 'How late timers were since the last reading: half of them (p50), one in a hundred (p99), the worst (max).',
    labels: ['at'],
  },
  buildInfo: {
    kind: 'gauge',
    name: 'forecourt_build_info',
    help: 'Always 1; says what runs.',
    labels: ['version', 'node', 'database', 'queue', 'storage'],
  },
  cpuSeconds: { kind: 'counter', name: 'process_cpu_seconds_total', help: 'Processor time that this process used.', labels: [] },
  residentMemory: {
    kind: 'gauge',
    name: 'process_resident_memory_bytes',
    help: 'Memory of this process, with the models of its engine.',
    labels: [],
  },
  heapUsed: { kind: 'gauge', name: 'nodejs_heap_used_bytes', help: "Memory of this process's own objects.", labels: [] },
  startTime: { kind: 'gauge', name: 'process_start_time_seconds', help: 'When this process started, in seconds since 1970.', labels: [] },
} as const satisfies Record<string, MetricEntry>;

export type MetricsTable = typeof metricsTable;
export type MetricKey = keyof MetricsTable;
export type MetricKeyOf<Kind extends MetricEntry['kind']> = {
  [Key in MetricKey]: MetricsTable[Key]['kind'] extends Kind ? Key : never;
}[MetricKey];
/** A value for each label of the figure. */
export type LabelsOf<Key extends MetricKey> = Readonly<Record<MetricsTable[Key]['labels'][number], string>>;
