import type { z } from 'zod';
import { answerSchema } from '../answer-schema.ts';
import { checkRequest } from '../check-request.ts';
import { estimate, unknownPrice } from '../price.ts';
import type { Analysis, AnalyzeImageRequest } from '../provider.ts';
import { responseSchema, usedOf } from './answers.ts';
import { answerInvalid, openAiError, refused } from './errors.ts';
import { factsOf, headersOf, paidFor } from './facts.ts';
import type { ImageCall } from './images.ts';
import { pictureToSend } from './inputs.ts';

/** Asks a question about pictures, whose answer has to be of a shape: the model is held to it, and what it says is checked by it. */
export async function analyze<Schema extends z.ZodType>(
  call: Omit<ImageCall, 'previews'>,
  request: AnalyzeImageRequest<Schema>,
): Promise<Analysis<z.output<Schema>>> {
  const { offer, provider, signal, context, tell } = call;
  checkRequest(offer, { prompt: request.prompt, images: request.images });
  const shape = answerSchema(request.schema);
  if (offer.price?.per !== 'token' || estimate(offer, request) === null) throw unknownPrice(offer);
  tell({ stage: 'decode', share: 0 });
  const pictures = await Promise.all(request.images.map((image) => pictureToSend(image, offer, signal)));
  const client = await call.client();
  const started = performance.now();
  tell({ stage: 'inference', share: 0.1 });
  const { data, request_id: requestId } = await client
    .post<unknown>('/responses', {
      signal,
      headers: headersOf(context),
      body: {
        model: offer.model,
        // Nothing of it is kept there longer than it takes.
        store: false,
        // Looking needs no thinking aloud, and what is thought is paid for.
        reasoning: { effort: 'none' },
        max_output_tokens: Math.max(...offer.price.outputTokens.map(({ tokens }) => tokens)),
        input: [
          {
            role: 'user',
            content: [
              { type: 'input_text', text: request.prompt },
              ...pictures.map(({ bytes, mediaType }) => ({
                type: 'input_image',
                detail: 'high',
                image_url: `data:${mediaType};base64,${Buffer.from(bytes).toString('base64')}`,
              })),
            ],
          },
        ],
        text: { format: { type: 'json_schema', name: 'answer', schema: shape.schema, strict: shape.isStrict } },
      },
    })
    .withResponse();
  const answer = responseSchema.safeParse(data);
  if (!answer.success) throw answerInvalid('OpenAI answered with something else than a response.', {}, answer.error);
  const used = usedOf(answer.data.usage, 0);
  const paid = paidFor(offer, used, request, requestId);
  const value = await shaped(textOf(answer.data, paid), request.schema, paid);
  tell({ stage: 'download', share: 1 });
  return { value, ...factsOf(offer, provider, used, paid, started) };
}

/** What the model wrote. @throws PROVIDER_REFUSED, PROVIDER_UNAVAILABLE, PROVIDER_ANSWER_INVALID */
function textOf(
  { status, output, error, incomplete_details }: z.infer<typeof responseSchema>,
  facts: Readonly<Record<string, unknown>>,
): string {
  const said = output.flatMap(({ content }) => content ?? []);
  const refusal = said.find(({ type }) => type === 'refusal');
  if (refusal) throw refused(refusal.refusal ?? 'it gives no reason.', [], facts);
  if (incomplete_details?.reason === 'content_filter') throw refused('its filter took the answer back.', [], facts);
  if (error) throw openAiError({ status: 500, message: error.message, code: error.code }, 'look at pictures');
  if (status !== 'completed')
    throw answerInvalid(`OpenAI’s answer is ${status}: ${incomplete_details?.reason ?? 'no reason is given'}.`, facts);
  return said.map(({ type, text }) => (type === 'output_text' ? (text ?? '') : '')).join('');
}

async function shaped<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
  facts: Readonly<Record<string, unknown>>,
): Promise<z.output<Schema>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw answerInvalid('OpenAI answered with no JSON.', facts, cause);
  }
  const checked = await schema.safeParseAsync(value);
  if (checked.success) return checked.data;
  const issues = checked.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  throw answerInvalid('OpenAI’s answer has not the shape that was asked for.', { ...facts, issues }, checked.error);
}
