/** Who has to act for the failure to go away. */
export type Fault = 'caller' | 'picture' | 'machine' | 'provider' | 'network' | 'forecourt';

export interface ErrorKind {
  /** HTTP status that carries this error on the wire (RFC 9457). */
  readonly status: number;
  /** Whether the same request may succeed later without anybody changing it. */
  readonly retryable: boolean;
  readonly fault: Fault;
  /** What to do next, in one sentence for a dealer. A thrown error may carry a more exact one. */
  readonly hint: string;
}
