import type OpenAI from 'openai';
import type { Offer } from '../../contract/index.ts';
import { checkPictures, type NormalisedPictures } from '../check-request.ts';
import { checkMadePicture } from '../made-picture.ts';
import { estimate, type PricedRequest, unknownPrice } from '../price.ts';
import type { CallContext, EditImageRequest, GenerateImageRequest, MadePicture, MadePictures, Progress } from '../provider.ts';
import { type ImagesAnswer, imageEventSchema, imagesAnswerSchema, usedOf } from './answers.ts';
import { answerInvalid } from './errors.ts';
import { factsOf, headersOf, paidFor } from './facts.ts';
import { maskToSend, pictureToSend, sizeLike } from './inputs.ts';

export interface ImageCall {
  readonly client: () => Promise<OpenAI>;
  readonly provider: string;
  readonly offer: Offer;
  readonly previews: number;
  readonly signal: AbortSignal;
  readonly context: CallContext;
  readonly tell: (progress: Progress) => void;
}

export async function generate(call: ImageCall, request: GenerateImageRequest): Promise<MadePictures> {
  const asked = checkPictures(call.offer, request);
  return await send(call, '/images/generations', parametersOf(call.offer, asked), asked, asked);
}

export async function edit(call: ImageCall, request: EditImageRequest): Promise<MadePictures> {
  const { offer, signal, tell } = call;
  const checked = checkPictures(offer, request);
  tell({ stage: 'decode', share: 0 });
  const [first, ...others] = request.images;
  const main = await pictureToSend(first, offer, signal);
  const pictures = [main, ...(await Promise.all(others.map((image) => pictureToSend(image, offer, signal))))];
  const mask = request.mask === undefined ? undefined : await maskToSend(request.mask, main, signal);
  const size = checked.size ?? sizeLike(main, offer);
  const asked = { ...checked, ...(size && { size }) };
  const form = new FormData();
  for (const [name, value] of Object.entries(parametersOf(offer, asked))) form.append(name, String(value));
  for (const [index, { bytes, mediaType }] of pictures.entries()) {
    const name = `picture-${index}.${mediaType === 'image/png' ? 'png' : 'jpg'}`;
    form.append('image[]', new Blob([new Uint8Array(bytes)], { type: mediaType }), name);
  }
  if (mask) form.append('mask', new Blob([new Uint8Array(mask)], { type: 'image/png' }), 'mask.png');
  tell({ stage: 'upload', share: 0.05 });
  return await send(call, '/images/edits', form, asked, { ...asked, images: pictures, mask });
}

type Body = FormData | Readonly<Record<string, string | number | boolean>>;

async function send(call: ImageCall, path: string, body: Body, asked: NormalisedPictures, priced: PricedRequest): Promise<MadePictures> {
  const { offer, provider, signal, context, tell } = call;
  if (estimate(offer, priced) === null) throw unknownPrice(offer);
  const client = await call.client();
  const started = performance.now();
  // With several pictures nobody says which one a preview is of.
  const streams = context.onProgress !== undefined && call.previews > 0 && asked.count === 1;
  const headers = headersOf(context);
  tell({ stage: 'inference', share: 0.1 });
  const promise = client.post<unknown>(path, { body: streams ? streamed(body, call.previews) : body, headers, signal, stream: streams });
  const { data, request_id: requestId } = await promise.withResponse();
  const answer = streams ? await readStream(data, call) : parsed(data);
  tell({ stage: 'download', share: 0.9 });
  const used = usedOf(answer.usage, answer.data.length);
  const paid = paidFor(offer, used, priced, requestId);
  if (answer.data.length !== asked.count) {
    throw answerInvalid(`OpenAI answered with ${answer.data.length} pictures where ${asked.count} were asked for.`, paid);
  }
  const [first, ...others] = await Promise.all(answer.data.map((one) => pictureOf(one, asked, { provider, signal, details: paid })));
  if (!first) throw answerInvalid('OpenAI answered without a picture.', paid);
  tell({ stage: 'download', share: 1 });
  return { images: [first, ...others], ...factsOf(offer, provider, used, paid, started) };
}

function parametersOf({ model, parameters }: Offer, asked: NormalisedPictures) {
  const { prompt, count, size, quality, transparent, format } = asked;
  return {
    model,
    prompt,
    n: count,
    output_format: format,
    ...(size && { size: `${size.widthPx}x${size.heightPx}` }),
    ...(quality !== undefined && { quality }),
    // Left open, the model decides, and a format without alpha is refused.
    background: transparent && parameters.includes('transparent') ? 'transparent' : 'opaque',
  };
}

function streamed(body: Body, previews: number): Body {
  if (!(body instanceof FormData)) return { ...body, stream: true, partial_images: previews };
  body.append('stream', 'true');
  body.append('partial_images', String(previews));
  return body;
}

function parsed(data: unknown): ImagesAnswer {
  const answer = imagesAnswerSchema.safeParse(data);
  if (answer.success) return answer.data;
  throw answerInvalid('OpenAI answered with something else than pictures.', {}, answer.error);
}

async function readStream(data: unknown, { previews, tell }: ImageCall): Promise<ImagesAnswer> {
  if (!isAsyncIterable(data)) throw answerInvalid('OpenAI answered with something else than a stream of pictures.');
  for await (const item of data) {
    const event = imageEventSchema.safeParse(item);
    if (!event.success) continue;
    const { type, b64_json: text, partial_image_index: index, revised_prompt, usage } = event.data;
    if (type.endsWith('.partial_image') && text) {
      const share = 0.1 + (0.8 * ((index ?? 0) + 1)) / (previews + 1);
      tell({ stage: 'inference', share, preview: new Uint8Array(Buffer.from(text, 'base64')) });
    }
    if (type.endsWith('.completed')) return { data: [{ b64_json: text, revised_prompt }], usage };
  }
  throw answerInvalid('OpenAI’s stream ended without a picture.');
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function pictureOf(
  { b64_json: text, revised_prompt: revisedPrompt }: ImagesAnswer['data'][number],
  asked: NormalisedPictures,
  facts: { readonly provider: string; readonly signal: AbortSignal; readonly details: object },
): Promise<MadePicture> {
  const { format, size, transparent } = asked;
  const picture = await checkMadePicture(new Uint8Array(Buffer.from(text ?? '', 'base64')), { format, size, transparent }, facts);
  return { ...picture, ...(revisedPrompt && { revisedPrompt }) };
}
