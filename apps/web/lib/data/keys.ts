import type { DeliveryState, HostJobState, JobState, PhotoState, UsageGroup } from '@forecourt/sdk/contract';

/** Which runs a list shows. */
export interface ExecutionFilter {
  readonly hostId?: string | undefined;
  readonly state?: HostJobState | undefined;
  readonly script?: string | undefined;
  readonly search?: string | undefined;
}

/**
 * The names under which answers are kept. Events change them by these names (see live-events.ts), so every page that shows
 * the same thing shows the same state of it.
 */
export const queryKeys = {
  identity: ['identity'],
  vehicles: ['vehicles'],
  vehicleList: (search: string) => ['vehicles', 'list', search],
  vehicle: (vehicleId: string) => ['vehicles', 'one', vehicleId],
  listing: (vehicleId: string) => ['vehicles', 'listing', vehicleId],
  photos: ['photos'],
  /** All photos of a vehicle in their order: `Photo[]`. */
  vehiclePhotos: (vehicleId: string) => ['photos', 'vehicle', vehicleId],
  /** Photos of all vehicles in a state, by doubt: infinite pages. */
  photosInState: (state: PhotoState) => ['photos', 'state', state],
  photo: (photoId: string) => ['photos', 'one', photoId],
  jobs: ['jobs'],
  /** Infinite pages. */
  jobList: (state: JobState | null) => ['jobs', 'list', state],
  deadLetters: ['jobs', 'dead-letters'],
  /** Infinite pages of one cause. */
  failedJobs: (code: string, provider: string | null) => ['jobs', 'failed', code, provider],
  jobAttempts: (jobId: string) => ['jobs', 'attempts', jobId],
  generations: ['generations'],
  /** Infinite pages. */
  generationList: (which: string, vehicleId: string | null) => ['generations', 'list', which, vehicleId],
  generation: (generationId: string) => ['generations', 'one', generationId],
  /** All of one tree: `Generation[]`. */
  generationTree: (rootId: string) => ['generations', 'tree', rootId],
  /** What is to be seen of one that is under way: a data URL. */
  generationPreview: (generationId: string) => ['generation-previews', generationId],
  generationPaper: ['generation-paper'],
  generationEstimates: ['generation-estimates'],
  providers: ['providers'],
  /** With the rules that choose among them. */
  providerList: ['providers', 'list'],
  cutoutOffers: ['providers', 'cutouts'],
  provider: (providerId: string) => ['providers', 'one', providerId],
  budgets: ['budgets'],
  usage: ['usage'],
  usageSums: (from: string, to: string, groupBy: UsageGroup) => ['usage', 'sums', from, to, groupBy],
  photoAnalysis: (photoId: string) => ['analyses', photoId],
  queue: ['queue'],
  installationQueue: ['queue', 'installation'],
  schedules: ['schedules'],
  apiKeys: ['api-keys'],
  /** Infinite pages. */
  people: ['people'],
  /** Infinite pages. */
  invitations: ['invitations'],
  account: ['account'],
  sessions: ['sessions'],
  dealerships: ['dealerships'],
  diagnostics: ['diagnostics'],
  storage: ['storage'],
  webhooks: ['webhooks'],
  /** Infinite pages. */
  webhookList: ['webhooks', 'list'],
  webhook: (webhookId: string) => ['webhooks', 'one', webhookId],
  /** Infinite pages. */
  deliveries: (webhookId: string, state: DeliveryState | null) => ['webhooks', 'deliveries', webhookId, state],
  delivery: (webhookId: string, deliveryId: string) => ['webhooks', 'delivery', webhookId, deliveryId],
  hosts: ['hosts'],
  /** Infinite pages. */
  hostList: ['hosts', 'list'],
  host: (hostId: string) => ['hosts', 'one', hostId],
  hostDiagnostics: (hostId: string) => ['host-diagnostics', hostId],
  enrolments: ['enrolments'],
  scripts: ['scripts'],
  scriptList: ['scripts', 'list'],
  script: (scriptId: string) => ['scripts', 'one', scriptId],
  /** A version never changes, so neither do these. */
  scriptText: (scriptId: string, version: string) => ['script-texts', scriptId, version],
  scriptDiff: (scriptId: string, from: string, to: string) => ['script-diffs', scriptId, from, to],
  executions: ['executions'],
  /** Infinite pages. */
  executionList: (filter: ExecutionFilter) => ['executions', 'list', filter],
  runsOfJob: (jobId: string) => ['executions', 'job', jobId],
  execution: (executionId: string) => ['executions', 'one', executionId],
  /** Infinite pages of files between platform and hosts. */
  hostTransfers: (hostId: string | null) => ['host-transfers', hostId],
  syncFolders: ['sync-folders'],
  errors: ['errors'],
  /** Infinite pages. */
  errorList: (filter: string, whose: string) => ['errors', 'list', filter, whose],
  errorRate: (whose: string) => ['errors', 'rate', whose],
  error: (errorId: string) => ['errors', 'one', errorId],
  notifications: ['notifications'],
  notificationSettings: ['notification-settings'],
} as const;
