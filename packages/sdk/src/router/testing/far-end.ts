import { hash } from 'node:crypto';
import { abortError, type ErrorCode, ForecourtError } from '@forecourt/errors';
import { type Offer, type Operation, offerSchema } from '../../contract/index.ts';
import {
  type CallContext,
  type EditImageRequest,
  estimate,
  type GenerateImageRequest,
  type MadePictures,
  type Provider,
  refusals,
} from '../../providers/index.ts';
import type { Clock } from '../clock.ts';

/** How a far end answers one call. */
export type Step =
  | { readonly kind: 'done'; readonly ms: number }
  /** It fails; `charges` says whether it is paid for all the same, `tells` whether it says so. */
  | {
      readonly kind: 'fail';
      readonly ms: number;
      readonly code: ErrorCode;
      readonly charges: boolean;
      readonly tells: boolean;
      readonly retryAfterMs?: number | undefined;
    }
  /** It never ends by itself; it does when it is told to, unless it is deaf. */
  | { readonly kind: 'stuck'; readonly charges: boolean; readonly tells: boolean; readonly isDeaf?: boolean }
  /** It says that all is well, and it is not. It is paid for it. */
  | { readonly kind: 'lie'; readonly ms: number; readonly how: 'empty' | 'too few' | 'wrong type' | 'wrong size' };

export interface FarCall {
  readonly provider: string;
  readonly model: string;
  readonly operation: Operation;
  readonly key: string | undefined;
  readonly startedAt: number;
  readonly step: Step;
  charged: number;
  sawAbort: boolean;
  hasEnded: boolean;
  /** What it was asked for and does not do. */
  readonly cannot: readonly string[];
}

export interface FarEnd {
  readonly provider: Provider;
  readonly calls: readonly FarCall[];
  /** In millionths of a dollar. */
  readonly charged: number;
}

export interface FarEndOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly operations?: readonly ('generateImage' | 'editImage')[];
  readonly offer?: Partial<Offer>;
  /** One for each call; after the last, calls are done in 10 ms. */
  readonly script?: readonly Step[];
}

/** An offer that can do anything, for a cent. */
export function offerOf(operation: Operation, offer: Partial<Offer> = {}): Offer {
  return offerSchema.parse({
    operation,
    model: 'painter',
    limits: {},
    inputTypes: ['image/png'],
    outputFormats: ['png', 'webp', 'jpeg'],
    sizes: { kind: 'range', leastPx: 16, mostPx: 4096, multipleOf: 1 },
    parameters: ['negativePrompt', 'strength', 'steps', 'guidance', 'seed', 'size', 'transparent', 'mask'],
    price: { per: 'call', usd: 0.01 },
    expectedMs: 100,
    ...offer,
  });
}

/** A service at the other end of the wire, without the wire: it keeps what it was asked and what it took for it. */
export function createFarEnd({ name, clock, operations = ['generateImage'], offer, script = [] }: FarEndOptions): FarEnd {
  const offers = operations.map((operation) => offerOf(operation, offer));
  const calls: FarCall[] = [];

  async function perform(
    operation: 'generateImage' | 'editImage',
    request: GenerateImageRequest | EditImageRequest,
    { signal, idempotencyKey }: CallContext = {},
  ): Promise<MadePictures> {
    const own = offers.find((one) => one.operation === operation) ?? offerOf(operation);
    const step = script[calls.length] ?? { kind: 'done', ms: 10 };
    const call: FarCall = {
      provider: name,
      model: request.model ?? '',
      operation,
      key: idempotencyKey,
      startedAt: clock.now(),
      step,
      charged: 0,
      sawAbort: false,
      hasEnded: false,
      cannot: refusals(own, request).map(({ field }) => field),
    };
    calls.push(call);
    const price = estimate(own, request)?.most ?? 0;
    try {
      return await new Promise((resolve, reject) => {
        const isCharged = step.kind === 'done' || step.kind === 'lie' || step.charges;
        if (step.kind === 'stuck' && isCharged) call.charged = price;
        const onAbort = () => {
          call.sawAbort = true;
          cancel?.();
          if (step.kind === 'stuck' && step.isDeaf) return;
          const tells = step.kind === 'fail' || step.kind === 'stuck' ? step.tells : true;
          reject(signal && withCost(abortError(signal), tells ? call.charged : undefined));
        };
        const cancel =
          step.kind === 'stuck'
            ? undefined
            : clock.after(step.ms, () => {
                signal?.removeEventListener('abort', onAbort);
                if (isCharged) call.charged = price;
                if (step.kind === 'fail') reject(failureOf(name, step, call.charged));
                else resolve(picturesOf(name, request, call, step));
              });
        if (signal?.aborted) onAbort();
        else signal?.addEventListener('abort', onAbort, { once: true });
      });
    } finally {
      call.hasEnded = true;
    }
  }

  return {
    calls,
    get charged() {
      return calls.reduce((sum, { charged }) => sum + charged, 0);
    },
    provider: {
      name,
      abilities: async () => ({ provider: name, checkedOn: null, offers }),
      health: async () => ({ state: 'ready', message: 'It is there.' }),
      ...(operations.includes('generateImage') && {
        generateImage: (request: GenerateImageRequest, context?: CallContext) => perform('generateImage', request, context),
      }),
      ...(operations.includes('editImage') && {
        editImage: (request: EditImageRequest, context?: CallContext) => perform('editImage', request, context),
      }),
      close: async () => undefined,
      [Symbol.asyncDispose]: async () => undefined,
    },
  };
}

function withCost(error: ForecourtError, charged: number | undefined): ForecourtError {
  if (charged === undefined) return error;
  return new ForecourtError(error.code, error.message, { details: { costUsd: charged / 1e6 }, cause: error });
}

function failureOf(name: string, step: Extract<Step, { kind: 'fail' }>, charged: number): ForecourtError {
  return new ForecourtError(step.code, `${name} says ${step.code}.`, {
    details: {
      ...(step.tells && { costUsd: charged / 1e6 }),
      ...(step.retryAfterMs !== undefined && { retryAfterMs: step.retryAfterMs }),
    },
  });
}

function picturesOf(name: string, request: GenerateImageRequest, call: FarCall, step: Step): MadePictures {
  const { count = 1, format = 'png', size = { widthPx: 64, heightPx: 64 } } = request;
  const how = step.kind === 'lie' ? step.how : undefined;
  const picture = (index: number) => {
    const bytes = how === 'empty' ? new Uint8Array(0) : new TextEncoder().encode(`${name} ${request.prompt} ${call.startedAt} ${index}`);
    return {
      bytes,
      format: how === 'wrong type' ? (format === 'png' ? ('jpeg' as const) : ('png' as const)) : format,
      widthPx: how === 'wrong size' ? size.widthPx + 1 : size.widthPx,
      heightPx: size.heightPx,
      sha256: hash('sha256', bytes, 'hex'),
      seed: request.seed,
    };
  };
  const others = Array.from({ length: how === 'too few' ? count - 2 : count - 1 }, (_, index) => picture(index + 1));
  return {
    provider: name,
    model: call.model,
    images: [picture(0), ...others],
    costUsd: call.charged / 1e6,
    used: { images: count },
    totalMs: 1,
    warnings: [],
  };
}
