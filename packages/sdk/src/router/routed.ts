import type { z } from 'zod';
import type {
  Analysis,
  AnalyzeImageRequest,
  CallContext,
  Cutout,
  EditImageRequest,
  GenerateImageRequest,
  MadePictures,
  Provider,
  RemoveBackgroundRequest,
} from '../providers/index.ts';
import type { Plan, PlannedRequest } from './choice/plan.ts';
import type { Attempt, Microdollars } from './parts.ts';

export interface RouterContext extends CallContext {
  /** Whose money is spent and whose results are kept: a dealership. `default` where left out. */
  readonly scope?: string | undefined;
  /** Only providers of these names may be asked. */
  readonly providers?: readonly string[] | undefined;
  /**
   * What may be answered without asking anybody: what was made before (`reuse`), what is being made just now for somebody else (`share`), or
   * nothing (`none`). Where left out, `reuse` for what comes out the same each time, and `share` for pictures from words without a seed,
   * since whoever asks for those again wants another one.
   */
  readonly cache?: CacheUse | undefined;
  /** Written into the ledger with each try. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Told of each try as it ends, and of each provider that is passed over. */
  readonly onAttempt?: ((attempt: Attempt) => void) | undefined;
}

export type CacheUse = 'reuse' | 'share' | 'none';

/** How a result came about. */
export interface Route {
  /** Whom it was asked of, in order, and whom not and why. Of a result that was made before: nobody. */
  readonly attempts: readonly Attempt[];
  /** It was made before: nothing was paid for it. */
  readonly isCached: boolean;
  /** It was being made for somebody else at the same time, who paid for it. */
  readonly isShared: boolean;
  /** What all tries of this call cost together. */
  readonly cost: Microdollars;
  /** What they could have cost at most. */
  readonly estimated: Microdollars;
}

export type Routed<Made> = Made & { readonly route: Route };

/**
 * Several providers as one. Whatever takes a provider takes a router; its results say in `route` who was asked and what it cost, and its
 * errors say the same in `details.attempts` ({@link attemptsOf}).
 */
export interface Router extends Provider {
  /** @throws NO_PROVIDER, BUDGET_EXCEEDED, PROVIDERS_FAILED, ABORTED, DEADLINE_EXCEEDED; what the provider said, where only one was asked */
  removeBackground(request: RemoveBackgroundRequest, context?: RouterContext): Promise<Routed<Cutout>>;
  /** @throws as removeBackground */
  generateImage(request: GenerateImageRequest, context?: RouterContext): Promise<Routed<MadePictures>>;
  /** @throws as removeBackground */
  editImage(request: EditImageRequest, context?: RouterContext): Promise<Routed<MadePictures>>;
  /** @throws as removeBackground */
  analyzeImage<Schema extends z.ZodType>(
    request: AnalyzeImageRequest<Schema>,
    context?: RouterContext,
  ): Promise<Routed<Analysis<z.output<Schema>>>>;
  /**
   * Goes on with what a provider had accepted, by the name that `onAccepted` told. No budget is asked: what the first call reserved or
   * booked for it is still there. The ledger is told what it cost.
   */
  resume(providerJobId: string, request: GenerateImageRequest | EditImageRequest, context?: RouterContext): Promise<Routed<MadePictures>>;
  /** Who would be asked for this, in order, at what price, and who not and why. Spends nothing. */
  plan(request: PlannedRequest, context?: Pick<RouterContext, 'providers'>): Promise<readonly Plan[]>;
  /** Says how good a result was, from 0 to 100: what choosing by quality learns from. Reports of cutouts are taken by themselves. */
  rate(made: { readonly provider: string; readonly model: string }, operation: PlannedRequest['operation'], score: number): Promise<void>;
}
