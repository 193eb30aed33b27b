import { type ErrorCode, type ErrorKind, errorCodes, type Fault } from './codes.ts';

export interface ErrorOptions {
  /** What to do next, where it can be said more exactly than the table does. */
  readonly hint?: string | undefined;
  /** Plain data for logs and pages: names, sizes, limits. Never keys, never pixels. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  readonly cause?: unknown;
}

/** The wire form of an error: what `--json` prints, and what a problem document extends. */
export interface ErrorJson {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string;
  readonly retryable: boolean;
  readonly details?: Readonly<Record<string, unknown>>;
}

const brand = Symbol.for('forecourt.error');

/**
 * The one error that Forecourt throws on purpose.
 *
 * `message` says what failed and where, `hint` says what to do next, `cause` keeps what was underneath.
 *
 * @example
 * try {
 *   await provider.removeBackground({ image: 'car.jpg' });
 * } catch (error) {
 *   if (ForecourtError.is(error) && error.retryable) scheduleAgain();
 *   else throw error;
 * }
 */
export class ForecourtError extends Error {
  override readonly name = 'ForecourtError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  /** Recognises an error across copies of this package in one process, where `instanceof` does not. */
  readonly [brand] = true;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.hint = options.hint ?? errorCodes[code].hint;
    this.details = options.details;
  }

  private get kind(): ErrorKind {
    return errorCodes[this.code];
  }

  /** HTTP status for this error. */
  get status(): number {
    return this.kind.status;
  }

  /** Whether the same request may succeed later without anybody changing it. */
  get retryable(): boolean {
    return this.kind.retryable;
  }

  /** Who has to act. */
  get fault(): Fault {
    return this.kind.fault;
  }

  /** The wire form: no stack, no cause. */
  toJSON(): ErrorJson {
    return {
      code: this.code,
      message: this.message,
      hint: this.hint,
      retryable: this.retryable,
      ...(this.details && { details: this.details }),
    };
  }

  /** Whether `value` is a ForecourtError, also one of another copy of this package. */
  static is(value: unknown): value is ForecourtError {
    return value instanceof Error && brand in value;
  }

  /**
   * Makes a ForecourtError of anything that was thrown: one stays itself, an abort becomes `ABORTED` or
   * `DEADLINE_EXCEEDED`, all else becomes `fallback` with the thrown thing as its cause.
   */
  static from(value: unknown, fallback: ErrorCode = 'INTERNAL', message?: string): ForecourtError {
    if (ForecourtError.is(value)) return value;
    if (value instanceof Error && value.name === 'TimeoutError') {
      return new ForecourtError('DEADLINE_EXCEEDED', message ?? 'The time allowed for this ran out.', { cause: value });
    }
    if (value instanceof Error && value.name === 'AbortError') {
      return new ForecourtError('ABORTED', message ?? 'This was cancelled.', { cause: value });
    }
    const text = value instanceof Error ? value.message : String(value);
    return new ForecourtError(fallback, message ? `${message}: ${text}` : text, { cause: value });
  }

  /** Rebuilds an error from its wire form, as it arrives from a worker, an agent or a server. */
  static fromJSON(json: ErrorJson, cause?: unknown): ForecourtError {
    return new ForecourtError(json.code, json.message, { hint: json.hint, details: json.details, cause });
  }
}
