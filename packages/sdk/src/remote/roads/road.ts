import type { Readable } from 'node:stream';
import type { RoadKind } from '../../contract/index.ts';

/** One request of the agent's protocol. A road carries it as it is: it neither signs nor repeats it. */
export interface RoadRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With its query, from the root: `/agent/v1/health`. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: Uint8Array | Readable | undefined;
  /** Ends the request at once, also while its answer is being read. */
  readonly signal?: AbortSignal | undefined;
}

/** The answer's head; the body follows, and fails with ROAD_DOWN where it ends before its length is reached. */
export interface RoadAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Must be read to its end or destroyed. */
  readonly body: Readable;
}

/**
 * A way to a host. It connects when it is first used and again after it broke; whether and when to try again is decided above it.
 *
 * @throws ROAD_DOWN (details.stage: `resolve`, `connect`, `tls`, `sign-in`, `open`, `body`), HOST_KEY_CHANGED, HOST_SIGN_IN_REFUSED, ABORTED
 */
export interface Road extends AsyncDisposable {
  readonly kind: RoadKind;
  /** Where it leads, for people; null for the relay. */
  readonly address: string | null;
  request(request: RoadRequest): Promise<RoadAnswer>;
  /** Ends what is under way with ROAD_DOWN. Twice is fine. */
  close(): Promise<void>;
}
