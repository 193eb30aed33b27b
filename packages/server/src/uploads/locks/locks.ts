/** Who may work on an upload right now: one request at a time, whichever process it reached. */
export interface Locks extends AsyncDisposable {
  /**
   * Waits until nobody else holds `key`, and holds it. A holder that can let go is asked to.
   *
   * @throws UPLOAD_LOCKED if the holder did not let go in time; ABORTED
   */
  acquire(key: string, options: AcquireOptions): Promise<Lock>;
}

export interface AcquireOptions {
  readonly waitMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called, perhaps more than once, when somebody else wants it. A holder without it is waited for. */
  readonly release?: (() => void) | undefined;
}

export interface Lock {
  unlock(): Promise<void>;
}
