import { ForecourtError } from '@forecourt/errors';
import { encodeImage, type ImageLimitsInput, openImage, readImageInput, writeImageFile } from '../../imaging/index.ts';
import { composeFrom, finish } from '../cutout/finish.ts';
import { checkCutoutRequest, pathOf } from '../cutout/request.ts';
import type { Cutout, RemoveBackgroundRequest } from '../provider.ts';
import { type Call, factsOf, mostMsOf, paid } from './call.ts';
import type { ReplicateModel } from './catalogue.ts';
import { createPictures, sentQuality } from './input.ts';
import { fetchOutputs, sha256 } from './made.ts';
import { type Runner, startAndFollow } from './run.ts';

/** Cuts a car out of a photo by a model at Replicate. */
export async function cutOut(
  runner: Runner,
  model: ReplicateModel,
  request: RemoveBackgroundRequest,
  call: Call,
  { limits, name, deadlineMs }: { readonly limits: ImageLimitsInput | undefined; readonly name: string; readonly deadlineMs: number },
): Promise<Cutout> {
  const { signal, tell } = call;
  const { image, format = 'png', background, quality, previewWidthPx } = checkCutoutRequest(request);
  tell({ stage: 'queued', share: 0 });
  const bytes = await readImageInput(image, { limits, signal });
  const opened = await openImage(bytes, { limits, signal });
  const photo = opened.pixels();
  tell({ stage: 'decode', share: 0.02 });
  const sent = await encodeImage(photo, { format: 'jpeg', quality: sentQuality }, { signal });
  const decodeMs = performance.now() - call.startedAt;

  using pictures = createPictures(runner);
  tell({ stage: 'upload', share: 0.05 });
  const field = model.input.names.image ?? 'image';
  const input = { ...model.input.fixed, [field]: await pictures.place(sent, 'image/jpeg', signal) };
  const mostMs = mostMsOf(model, deadlineMs);
  const prediction = await startAndFollow(runner, model, input, { signal, mostMs, onAccepted: call.onAccepted, onStep: call.onStep });
  const facts = factsOf(model, prediction, {});
  return paid(facts, async () => {
    tell({ stage: 'download', share: 0.85 });
    const [fetched] = await fetchOutputs(runner.client, prediction, 1, signal);
    const inferenceMs = performance.now() - call.startedAt - decodeMs;
    if (!fetched) throw new ForecourtError('INTERNAL', 'There is no picture.');
    tell({ stage: 'refine', share: 0.9 });
    const refineStart = performance.now();
    const cutout = composeFrom('Replicate', photo, fetched.image);
    const refineMs = performance.now() - refineStart;
    tell({ stage: 'encode', share: 0.95 });
    const made = await finish(photo, cutout, { format, background, quality, previewWidthPx, signal });
    tell({ stage: 'encode', share: 1 });
    const { type } = opened.info;
    return {
      input: { sha256: sha256(bytes), bytes: bytes.byteLength, widthPx: photo.widthPx, heightPx: photo.heightPx, type, ...pathOf(image) },
      output: { sha256: sha256(made.bytes), bytes: made.bytes.byteLength, format },
      provider: name,
      model: model.offer.model,
      costUsd: facts.costUsd,
      timings: {
        ...{ decodeMs, inferenceMs, refineMs, reportMs: made.reportMs, encodeMs: made.encodeMs },
        totalMs: performance.now() - call.startedAt,
      },
      warnings: [...opened.warnings, ...facts.warnings],
      report: made.report,
      preview: made.preview,
      bytes: made.bytes,
      save: (path) => writeImageFile(path, made.bytes, { sources: Object.values(pathOf(image)) }),
    };
  });
}
