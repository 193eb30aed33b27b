/** Work that runs by the clock: one file beside this one for each, and one line in the list of whoever starts them. */
export interface ScheduledTask {
  /** Never changed: it stands in the database. */
  readonly name: string;
  readonly description: string;
  /** When it runs for the whole installation; null for a task that only dealerships have, each at its own time. */
  readonly installation: { readonly cron: string; readonly timeZone: string } | null;
  /** Does it. What it throws is kept as the run's problem, and the next moment is the next try. */
  run(context: TaskContext): Promise<void>;
}

export interface TaskContext {
  /** The moment that this run is for: later than that by a downtime, if there was one. */
  readonly dueAt: Date;
  /** Null for a run of the installation. */
  readonly dealershipId: string | null;
  /** Fires when the process stops. */
  readonly signal: AbortSignal;
}
