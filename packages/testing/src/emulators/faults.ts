/** One of the ways in which a service of AI fails. Each emulator says it in the words of its own service. */
export type Fault =
  /** The key is not taken. */
  | { readonly kind: 'unauthenticated' }
  /** The key is taken, and may not do this. */
  | { readonly kind: 'forbidden' }
  /** The account has no money left. */
  | { readonly kind: 'out-of-credit' }
  /** Too much at once; null: without a word on how long to wait. */
  | { readonly kind: 'rate-limited'; readonly retryAfterMs?: number | null }
  /** The rules of the service do not allow it. */
  | { readonly kind: 'refused' }
  /** A field of the request is not as the service wants it. */
  | { readonly kind: 'rejected' }
  /** The model was switched off. */
  | { readonly kind: 'model-gone' }
  /** Something broke on their side, with nothing done. */
  | { readonly kind: 'server-error'; readonly status?: 500 | 502 | 503 | 504 }
  /** A page of a proxy in place of an answer, with status 200. */
  | { readonly kind: 'html' }
  /** The connection is reset before anything is done. */
  | { readonly kind: 'reset' }
  /** It is done and charged, and the connection is reset before the answer. */
  | { readonly kind: 'reset-after' }
  /** It is done and charged, and the answer ends in its middle. */
  | { readonly kind: 'cut-body' }
  /** It is done and charged, and no answer comes, or the work never ends. */
  | { readonly kind: 'stuck' }
  /** It is done, and the answer drips: one piece each so many milliseconds. */
  | { readonly kind: 'slow-drip'; readonly pieceMs?: number }
  /** It is charged, and the picture has no bytes. */
  | { readonly kind: 'empty-picture' }
  /** It is charged, and the picture ends too early. */
  | { readonly kind: 'truncated-picture' }
  /** It is charged, and the bytes are no picture. */
  | { readonly kind: 'no-picture' }
  /** It is charged, and the picture is of another type than asked for. */
  | { readonly kind: 'wrong-type' }
  /** It is charged, and the picture has another size than asked for. */
  | { readonly kind: 'wrong-size' }
  /** It is charged, and there is a picture less than asked for. */
  | { readonly kind: 'too-few' };

export type FaultKind = Fault['kind'];

/** Every kind there is: for tables that leave none out. */
export const faultKinds = [
  'unauthenticated',
  'forbidden',
  'out-of-credit',
  'rate-limited',
  'refused',
  'rejected',
  'model-gone',
  'server-error',
  'html',
  'reset',
  'reset-after',
  'cut-body',
  'stuck',
  'slow-drip',
  'empty-picture',
  'truncated-picture',
  'no-picture',
  'wrong-type',
  'wrong-size',
  'too-few',
] as const satisfies readonly FaultKind[];

/** A request as an emulator saw it. */
export interface EmulatorRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body: JSON, or the fields of a form with files as their bytes. */
  readonly body: unknown;
  /** Whether it is one that makes something: only such meet scripted faults, unless {@link Switchboard.failWith} says otherwise. */
  readonly isWork: boolean;
  /** Whether whoever asked went away before the answer was complete. */
  readonly aborted: boolean;
  readonly status: number | null;
}

/** Money that a service took, once for each piece of work that it did. */
export interface Charge {
  readonly operation: 'removeBackground' | 'generateImage' | 'editImage' | 'analyzeImage';
  readonly model: string;
  /** In US dollars, by the prices of the emulator. */
  readonly usd: number;
  /** Results that it was taken for. */
  readonly count: number;
  readonly idempotencyKey: string | null;
}

export interface Switchboard {
  /** The next requests that make something fail so; said twice, they fail one after another. */
  failNext(fault: Fault | FaultKind, times?: number): void;
  /** Asked for every request, also for those that make nothing, before the queue of {@link Switchboard.failNext}; undefined for none. */
  failWith(choose: ((request: EmulatorRequest) => Fault | FaultKind | undefined) | undefined): void;
  /** What goes wrong with this request. Takes it out of the queue. */
  next(request: EmulatorRequest): Fault | undefined;
}

/** The scripted faults of an emulator. */
export function createSwitchboard(): Switchboard {
  const queue: Fault[] = [];
  let choose: ((request: EmulatorRequest) => Fault | FaultKind | undefined) | undefined;
  return {
    failNext(fault, times = 1) {
      for (let time = 0; time < times; time++) queue.push(whole(fault));
    },
    failWith(next) {
      choose = next;
    },
    next(request) {
      const chosen = choose?.(request);
      if (chosen !== undefined) return whole(chosen);
      return request.isWork ? queue.shift() : undefined;
    },
  };
}

function whole(fault: Fault | FaultKind): Fault {
  return typeof fault === 'string' ? { kind: fault } : fault;
}
