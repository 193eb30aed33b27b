/** Everything an agent answers lies below this path, on every road. */
export const agentBase = '/agent/v1';

/** Paths of the agent's protocol. Files are named by their SHA-256, jobs by the key that the caller gave them. */
export const agentPaths = {
  health: `${agentBase}/health`,
  diagnostics: `${agentBase}/diagnostics`,
  drain: `${agentBase}/drain`,
  /** tus 1.0 with creation, checksum (sha256) and termination; `GET` with `Range` gives what is complete. */
  files: `${agentBase}/files`,
  file: (sha256: string) => `${agentBase}/files/${sha256}`,
  jobs: `${agentBase}/jobs`,
  job: (key: string) => `${agentBase}/jobs/${key}`,
  events: (key: string) => `${agentBase}/jobs/${key}/events`,
  lease: (key: string) => `${agentBase}/jobs/${key}/lease`,
  cancel: (key: string) => `${agentBase}/jobs/${key}/cancel`,
  collected: (key: string) => `${agentBase}/jobs/${key}/collected`,
  manifest: `${agentBase}/scripts/manifest`,
  update: `${agentBase}/update`,
  keys: `${agentBase}/keys`,
} as const;

/** How long a lease lasts, and how often its holder renews it. */
export const lease = { lastsMs: 60_000, renewEveryMs: 20_000 } as const;

/** How long a signed request counts. */
export const tokenLastsMs = 60_000;
