/** One of the ways in which a real service fails. */
export type S3Fault =
  /** 503 SlowDown, with nothing done. */
  | { readonly kind: 'slow down' }
  /** 500 InternalError, with nothing done. */
  | { readonly kind: 'internal error' }
  /** The connection is reset before anything is done. */
  | { readonly kind: 'reset' }
  /** It is done, and the connection is reset before the answer. */
  | { readonly kind: 'reset after' }
  /** The connection is reset in the middle of the answer's body. */
  | { readonly kind: 'cut' }
  /** One bit of the answer's body is another. */
  | { readonly kind: 'wrong body' }
  /** The answer takes its time; a client that leaves is noticed. */
  | { readonly kind: 'slow'; readonly milliseconds: number };

export type S3Operation =
  | 'HeadBucket'
  | 'ListObjectsV2'
  | 'ListMultipartUploads'
  | 'GetObject'
  | 'HeadObject'
  | 'PutObject'
  | 'DeleteObject'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload';

export interface S3Call {
  readonly operation: S3Operation;
  readonly key: string;
}

/** Says what goes wrong with a request; undefined lets it pass. */
export type Misfortune = (call: S3Call) => S3Fault | undefined;

/** Lets the next requests for an operation fail. */
export function failNext(operation: S3Operation, fault: S3Fault, times = 1): Misfortune {
  let left = times;
  return (call) => {
    if (call.operation !== operation || left === 0) return undefined;
    left--;
    return fault;
  };
}

const passing: readonly S3Fault[] = [
  { kind: 'slow down' },
  { kind: 'internal error' },
  { kind: 'reset' },
  { kind: 'reset after' },
  { kind: 'cut' },
  { kind: 'wrong body' },
];

/** Lets a share of all requests fail, each in a way of its own. */
export function failAtRandom(random: () => number, share: number): Misfortune {
  return () => (random() < share ? passing[Math.floor(random() * passing.length)] : undefined);
}
