import { ForecourtError } from '@forecourt/errors';
import type { MadePictures } from '@forecourt/sdk/providers';
import { attemptsOf, type Routed, type Router, type RouterContext } from '@forecourt/sdk/router';
import type { Database } from '../database/index.ts';
import type { BegunJob } from '../database/job-turns.ts';
import { type CallResult, type CallToMake, endRound, keepAccepted, readCallToMake } from '../database/provider-calls.ts';
import { type CraftContext, shownAttempts } from '../jobs/index.ts';
import { keepListed, openPicture, ownLimits } from '../pictures/index.ts';
import type { Storage } from '../storage/index.ts';
import { analysisPrompt, analysisSchema, soundFindings } from './analysis.ts';
import { openInput } from './pictures.ts';
import { isOwn } from './request-hash.ts';

export interface CallParts {
  readonly database: Database;
  readonly storage: Storage;
  /** The providers of a dealership, with its budgets and its ledger. */
  readonly routerFor: (dealershipId: string) => Promise<Router>;
}

/**
 * Makes the call that a job is for, and keeps the files of what came of it. A call that a provider had accepted before a crash is gone on
 * with; any other try after a crash names itself as the one before, so that a provider that knows such names does it once.
 *
 * @returns null where nobody wants it any more
 */
export async function makeCall(job: BegunJob, context: CraftContext, parts: CallParts): Promise<CallResult | null> {
  const { database, storage } = parts;
  const call = await readCallToMake(database.orm, job);
  if (call === undefined) return null;
  const router = await parts.routerFor(job.dealershipId);
  let keeping = Promise.resolve();
  const onAccepted = ({ providerJobId }: { readonly providerJobId: string }) => {
    keeping = keeping
      .then(() => keepAccepted(database.orm, job, providerJobId))
      .catch((error: unknown) => context.logger.warn({ err: error }, 'the provider’s name of a call could not be kept'));
  };
  const own = { ...context, ...contextOf(job, call), onAccepted };
  try {
    if (call.kind === 'analysis') return await analyse(router, call, own, storage);
    const made = await makePictures(router, call, own, storage);
    await keeping;
    const pictures = await Promise.all(made.images.map((image) => keepPicture(image, storage, context.signal)));
    return { ...factsOf(made), pictures, findings: null };
  } catch (error) {
    await keeping;
    // Whoever crashes does not come here: there the same call goes on.
    await endRound(database.orm, job, shownAttempts(attemptsOf(error)));
    throw error;
  }
}

/** What ended without a result and may have cost something is not paid for again unless somebody says so. */
export function mayTryAgain(error: ForecourtError): boolean {
  return attemptsOf(error).every(({ cost }) => cost === 0);
}

function contextOf({ dealershipId, jobId }: BegunJob, call: CallToMake): RouterContext {
  const { round, by } = call;
  const generationId = call.kind === 'generation' ? call.generationId : undefined;
  return {
    scope: dealershipId,
    idempotencyKey: `${jobId}-${round}`,
    labels: { jobId, actor: actorText(by), ...(generationId !== undefined && { generationId }) },
    ...(call.kind === 'generation' && call.provider !== null && { providers: [call.provider] }),
    ...(call.kind === 'generation' && isOwn(call.requestHash) && { cache: 'none' as const }),
  };
}

/** As the ledger names who something was done for. */
function actorText(by: CallToMake['by']): string {
  if (by === null || by.kind === 'system') return 'system';
  return by.id === null ? `named:${by.name}` : `${by.kind}:${by.id}`;
}

type GenerationCall = Extract<CallToMake, { kind: 'generation' }>;

async function makePictures(router: Router, call: GenerationCall, context: RouterContext, storage: Storage): Promise<Routed<MadePictures>> {
  const { operation, parameters, model, inputs, mask, providerJobId } = call;
  const words = { ...parameters, ...(model !== null && { model }) };
  const [first, ...others] = await Promise.all(inputs.map((sha256) => openInput(storage, sha256)));
  if (operation === 'editImage' && first === undefined) throw new ForecourtError('INVALID_INPUT', 'An edit needs a picture.');
  const edit = first !== undefined && {
    ...words,
    images: [first, ...others] as const,
    ...(mask !== null && { mask: await openInput(storage, mask) }),
  };
  if (providerJobId !== null) {
    try {
      return await router.resume(providerJobId, edit || words, context);
    } catch (error) {
      // The provider has forgotten it, or is not asked any more: there is nothing to go on with.
      if (!ForecourtError.is(error) || error.code !== 'NOT_FOUND') throw error;
    }
  }
  return edit ? router.editImage(edit, context) : router.generateImage(words, context);
}

async function analyse(
  router: Router,
  { assetSha256 }: Extract<CallToMake, { kind: 'analysis' }>,
  context: RouterContext,
  storage: Storage,
): Promise<CallResult> {
  const images = [await openInput(storage, assetSha256)] as const;
  const made = await router.analyzeImage({ images, prompt: analysisPrompt, schema: analysisSchema }, { ...context, cache: 'reuse' });
  return { ...factsOf(made), pictures: [], findings: soundFindings(made.value) };
}

function factsOf({ provider, model, totalMs, warnings, route }: Routed<MadePictures> | Awaited<ReturnType<Router['analyzeImage']>>) {
  return { provider, model, totalMs, warnings, isCached: route.isCached || route.isShared, attempts: shownAttempts(route.attempts) };
}

async function keepPicture(
  { bytes, sha256, revisedPrompt, seed }: MadePictures['images'][number],
  storage: Storage,
  signal: AbortSignal,
): Promise<CallResult['pictures'][number]> {
  const picture = await openPicture(bytes, { limits: ownLimits, signal });
  const stored = await storage.put(bytes, { sha256, signal });
  await keepListed(storage, sha256, picture);
  return { asset: { ...stored, ...picture.facts }, revisedPrompt: revisedPrompt ?? null, seed: seed ?? null };
}
