export interface WireRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  readonly withCredentials: boolean;
  /** How many bytes of the body have left, now and then. */
  readonly onProgress: (sentBytes: number) => void;
  readonly signal: AbortSignal;
}

export interface WireAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  readonly body: string;
}

/** Sends one request and reports how far it is. Rejects if there is no answer. */
export type Wire = (request: WireRequest) => Promise<WireAnswer>;
