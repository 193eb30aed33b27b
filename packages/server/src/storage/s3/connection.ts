import { setTimeout } from 'node:timers/promises';
import type { S3Client } from '@aws-sdk/client-s3';
import { ForecourtError, throwIfAborted } from '@forecourt/errors';
import { isPassing, s3Error } from './failures.ts';
import { type ParsedS3Options, placeOf } from './options.ts';

type S3Module = typeof import('@aws-sdk/client-s3');

export interface CallOptions {
  /** What is being done, for the error: `Could not read …`. */
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
  /** Instead of the usual number of tries. */
  readonly attempts?: number | undefined;
}

/** An open connection to one bucket. */
export interface S3Connection {
  readonly sdk: S3Module;
  readonly client: S3Client;
  readonly options: ParsedS3Options;
  /** Host and bucket for people. */
  readonly place: string;
  /**
   * Sends a request, again with growing waits while the service is tired or does not answer.
   *
   * @throws NOT_FOUND, STORAGE_UNAVAILABLE, STORAGE_REFUSED, ABORTED
   */
  call<T>(request: (options: { readonly abortSignal?: AbortSignal }) => Promise<T>, options: CallOptions): Promise<T>;
  /** Waits before another try, a little longer each time. */
  waitBefore(attempt: number, signal: AbortSignal | undefined): Promise<void>;
  close(): void;
}

const connectMs = 3_000;
/** Nothing came or went for so long: the connection is dead. */
const stillMs = 30_000;
const longestWaitMs = 5_000;
const agent = { keepAlive: true, maxSockets: 64 };

const nothing = () => undefined;
/** The SDK says on the console what it thinks of its own sockets; what goes wrong is thrown. */
const silent = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing };

/** @throws DEPENDENCY_MISSING */
export async function connectS3(options: ParsedS3Options): Promise<S3Connection> {
  const sdk = await loadSdk();
  const { endpoint, region, accessKeyId, secretAccessKey, isPathStyle = endpoint !== undefined, attempts, backoffMs } = options;
  const place = placeOf(options);
  const client = new sdk.S3Client({
    region,
    ...(endpoint !== undefined && { endpoint }),
    ...(accessKeyId !== undefined && secretAccessKey !== undefined && { credentials: { accessKeyId, secretAccessKey } }),
    forcePathStyle: isPathStyle,
    // Tries are counted here: the SDK's own cannot be interrupted while they wait.
    maxAttempts: 1,
    // Each body has a SHA-256 of ours; a second checksum would only be in the way of services that do not know it.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: { connectionTimeout: connectMs, socketTimeout: stillMs, httpAgent: agent, httpsAgent: agent },
    logger: silent,
  });

  const waitBefore: S3Connection['waitBefore'] = async (attempt, signal) => {
    const wholeMs = Math.min(backoffMs * 2 ** (attempt - 1), longestWaitMs);
    // Half of it by chance, so that many who were refused at once do not come back at once.
    await setTimeout(wholeMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    throwIfAborted(signal);
  };

  return {
    sdk,
    client,
    options,
    place,
    waitBefore,
    async call(request, { what, signal, attempts: most = attempts }) {
      for (let attempt = 1; ; attempt++) {
        throwIfAborted(signal);
        try {
          return await request(signal === undefined ? {} : { abortSignal: signal });
        } catch (error) {
          throwIfAborted(signal);
          if (attempt >= most || !isPassing(error)) throw s3Error(error, what, place);
        }
        await waitBefore(attempt, signal);
      }
    },
    close: () => client.destroy(),
  };
}

/** An optional peer: whoever keeps files in a folder needs no client for it. */
async function loadSdk(): Promise<S3Module> {
  try {
    return await import('@aws-sdk/client-s3');
  } catch (cause) {
    throw dependencyMissing('@aws-sdk/client-s3', cause);
  }
}

export function dependencyMissing(name: string, cause: unknown): ForecourtError {
  return new ForecourtError(
    'DEPENDENCY_MISSING',
    `Files in a bucket need the packages @aws-sdk/client-s3 and @aws-sdk/s3-request-presigner, and ${name} is not installed.`,
    { hint: 'Run: npm install @aws-sdk/client-s3 @aws-sdk/s3-request-presigner', details: { package: name }, cause },
  );
}
