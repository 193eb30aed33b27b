import { randomInt } from 'node:crypto';
import type { ImageLimitsInput } from '../../imaging/index.ts';
import type { NormalisedPictures } from '../check-request.ts';
import type { EditImageRequest, MadePictures } from '../provider.ts';
import { type Call, factsOf, mostMsOf, paid } from './call.ts';
import type { ReplicateModel } from './catalogue.ts';
import { createPictures, inputFields, maskToSend, toSend } from './input.ts';
import { fetchOutputs, madePictures } from './made.ts';
import type { Prediction } from './prediction.ts';
import { type Runner, startAndFollow } from './run.ts';

export interface Making {
  readonly runner: Runner;
  readonly model: ReplicateModel;
  readonly parameters: NormalisedPictures;
  readonly call: Call;
  readonly name: string;
  readonly deadlineMs: number;
  readonly limits: ImageLimitsInput | undefined;
}

/** Models take seeds of 31 bits, as `pictureParametersSchema` does. */
const mostSeed = 2_147_483_647;

/** Makes pictures by a model at Replicate, from words and, for an edit, from a picture. */
export async function makePictures(
  { parameters: asked, ...rest }: Making,
  edit?: Pick<EditImageRequest, 'images' | 'mask'>,
): Promise<MadePictures> {
  const seedName = rest.model.input.names.seed;
  // Where nobody chose a seed one is chosen here: it can be told, and it makes a run whose start was not answered known again.
  const own = asked.seed === undefined && seedName !== undefined ? randomInt(mostSeed) : undefined;
  const making = { ...rest, parameters: own === undefined ? asked : { ...asked, seed: own } };
  const { runner, model, parameters, call, deadlineMs, limits } = making;
  const { signal, tell, onAccepted, onStep } = call;
  tell({ stage: 'queued', share: 0 });
  using pictures = createPictures(runner);
  const given: { image?: string; mask?: string } = {};
  if (edit) {
    const { bytes, type, ...size } = await toSend(edit.images[0], { limits, signal });
    const mask = edit.mask === undefined ? undefined : await maskToSend(edit.mask, size, { limits, signal });
    tell({ stage: 'upload', share: 0.05 });
    given.image = await pictures.place(bytes, type, signal);
    if (mask) given.mask = await pictures.place(mask, 'image/png', signal);
  }
  const mostMs = mostMsOf(model, deadlineMs);
  const input = inputFields(model, parameters, given);
  const isOurs =
    own === undefined || seedName === undefined ? undefined : ({ input: theirs }: Prediction): boolean => theirs?.[seedName] === own;
  return finishPictures(making, await startAndFollow(runner, model, input, { signal, mostMs, onAccepted, onStep, isOurs }));
}

/** The pictures of a run that is done. */
export async function finishPictures({ runner, model, parameters, call, name }: Making, prediction: Prediction): Promise<MadePictures> {
  const { costUsd, used, warnings, providerJobId } = factsOf(model, prediction, parameters);
  return paid({ costUsd, providerJobId }, async () => {
    call.tell({ stage: 'download', share: 0.85 });
    const images = madePictures(await fetchOutputs(runner.client, prediction, parameters.count, call.signal), parameters, prediction);
    call.tell({ stage: 'download', share: 1 });
    const totalMs = performance.now() - call.startedAt;
    return { provider: name, model: model.offer.model, images, costUsd, used, totalMs, providerJobId, warnings };
  });
}
