import { ForecourtError } from '@forecourt/errors';
import type { z } from 'zod';
import type { Abilities, Operation } from '../../contract/index.ts';
import type { ImageLimitsInput } from '../../imaging/index.ts';
import { checkPictures, checkRequest, offerFor } from '../check-request.ts';
import { unknownPrice } from '../price.ts';
import type { Provider } from '../provider.ts';
import { untilAborted } from '../until-aborted.ts';
import { beginCall, mostMsOf } from './call.ts';
import { offerOf, type ReplicateCatalogueInput, readCatalogue } from './catalogue.ts';
import { createClient } from './client.ts';
import { cutOut } from './cut-out.ts';
import { readOptions, type replicateOptionsSchema } from './options.ts';
import { finishPictures, type Making, makePictures } from './pictures.ts';
import { hasEnded } from './prediction.ts';
import { follow, type Runner, waitFor } from './run.ts';

export interface ReplicateOptions extends Omit<z.input<typeof replicateOptionsSchema>, 'limits' | 'catalogue'> {
  readonly limits?: ImageLimitsInput | undefined;
  readonly catalogue?: ReplicateCatalogueInput | string | undefined;
  /** Waits between two questions about a run; a timer where left out. */
  readonly wait?: Runner['wait'] | undefined;
}

/** Replicate as a provider: runs that outlive the process, so a picture that was paid for can be fetched later. */
export type ReplicateProvider = Required<Pick<Provider, 'removeBackground' | 'generateImage' | 'editImage' | 'resume'>> & Provider;

/** What nobody waits for gives up after so long. */
const backgroundMs = 15_000;
/** Asking whose token it is takes no longer than this where all is well. */
const healthMs = 10_000;

/**
 * Makes a provider of Replicate's models: background removers, the Stable Diffusion family and Flux. Which ones, what they take and what they cost
 * is data, and can be given as `catalogue`.
 *
 * Nothing that was paid is made twice by it: a run is started by one request that is never sent again, its name is told by `onAccepted` before
 * it is done, and {@link Provider.resume} fetches it after a crash. What is given up is cancelled there.
 *
 * @example
 * await using replicate = createReplicateProvider({ token: process.env.REPLICATE_API_TOKEN });
 * const { images, costUsd } = await replicate.generateImage({ prompt: 'a red car on a mountain road at dawn' });
 *
 * @throws INVALID_INPUT for wrong options or a wrong catalogue
 */
export function createReplicateProvider({ wait = waitFor, ...given }: ReplicateOptions): ReplicateProvider {
  const { token, baseUrl, name, catalogue, deadlineMs, pollMs, limits, fetch } = readOptions(given);
  const { checkedOn, models } = readCatalogue(catalogue);
  const abilities: Abilities = { provider: name, checkedOn, offers: models.map(offerOf) };
  const client = createClient({ token, baseUrl, fetch });
  const closing = new AbortController();
  const background = new Set<Promise<unknown>>();
  const underWay = new Set<Promise<unknown>>();
  /** What is under way has to have said what is to be cancelled before closing is done. */
  function tracked<Value>(running: Promise<Value>): Promise<Value> {
    const settled = running.then(
      () => undefined,
      () => undefined,
    );
    underWay.add(settled);
    return running.finally(() => underWay.delete(settled));
  }
  const runner: Runner = {
    client,
    pollMs,
    wait,
    inBackground(task) {
      const running = task(AbortSignal.timeout(backgroundMs))
        // Cancelling and tidying up are best efforts: whatever they do, the call has ended, and Replicate ends runs and files by itself.
        .catch(() => undefined)
        .finally(() => background.delete(running));
      background.add(running);
    },
  };

  function modelFor(operation: Operation, wanted: string | undefined) {
    if (closing.signal.aborted) throw closedError();
    const offer = offerFor(abilities, operation, wanted);
    const model = models.find((candidate) => candidate.offer.operation === operation && candidate.offer.model === offer.model);
    if (!model) throw new ForecourtError('INTERNAL', `There is no entry for ${offer.model}.`);
    if (offer.price === null) throw unknownPrice(offer);
    return { model, offer };
  }

  async function make(
    operation: 'generateImage' | 'editImage',
    request: Parameters<ReplicateProvider['editImage']>[0] | Parameters<ReplicateProvider['generateImage']>[0],
    context: Parameters<ReplicateProvider['generateImage']>[1] = {},
    work: (making: Making) => ReturnType<ReplicateProvider['generateImage']>,
  ): ReturnType<ReplicateProvider['generateImage']> {
    const { model, offer } = modelFor(operation, request.model);
    const parameters = checkPictures(offer, request);
    using call = beginCall(context, closing.signal, mostMsOf(model, deadlineMs));
    return await tracked(work({ runner, model, parameters, call, name, deadlineMs, limits }));
  }

  const close = async () => {
    closing.abort(closedError());
    await Promise.all(underWay);
    await Promise.all(background);
  };

  return {
    name,
    abilities: async () => abilities,
    async health({ signal } = {}) {
      if (closing.signal.aborted) return { state: 'unavailable', message: 'This provider was closed.' };
      try {
        const limited = AbortSignal.any([AbortSignal.timeout(healthMs), closing.signal, ...(signal ? [signal] : [])]);
        const { username } = await untilAborted(client.account(limited), limited);
        return { state: 'ready', message: `Replicate answers, and the token is that of ${username}.` };
      } catch (error) {
        const { code, message, hint } = ForecourtError.from(error);
        return { state: 'unavailable', message, hint, code };
      }
    },
    async removeBackground(request, context = {}) {
      const { model, offer } = modelFor('removeBackground', request.model);
      const { image, ...asked } = request;
      checkRequest(offer, asked);
      using call = beginCall(context, closing.signal, mostMsOf(model, deadlineMs));
      return await tracked(cutOut(runner, model, request, call, { limits, name, deadlineMs }));
    },
    generateImage: (request, context) => make('generateImage', request, context, (making) => makePictures(making)),
    editImage: (request, context) => make('editImage', request, context, (making) => makePictures(making, request)),
    async resume(providerJobId, request, context) {
      const operation = 'images' in request ? 'editImage' : 'generateImage';
      return make(operation, request, context, async (making) => {
        const { call, model } = making;
        if (!/^[A-Za-z0-9_-]{1,100}$/.test(providerJobId)) throw unknownRun(providerJobId);
        const begun = await untilAborted(client.read(providerJobId, call.signal), call.signal);
        // Replicate forgets what a run made after an hour, and then knows only that it was.
        const isOther = begun.model !== undefined && begun.model !== model.offer.model;
        if (isOther || (hasEnded(begun) && begun.data_removed === true)) throw unknownRun(providerJobId);
        return finishPictures(making, await follow(runner, model, begun, call));
      });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function unknownRun(id: string): ForecourtError {
  return new ForecourtError('NOT_FOUND', `Replicate does not have what run ${id.slice(0, 100)} made, or has it no more.`);
}

function closedError(): ForecourtError {
  return new ForecourtError('ENGINE_CLOSED', 'This provider was closed.');
}
