import { ForecourtError } from '@forecourt/errors';
import { type HttpReceiver, startHttpReceiver } from '@forecourt/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { encodeImage } from '../../imaging/index.ts';
import { createOpenAiProvider } from './provider.ts';

let receiver: HttpReceiver;
beforeAll(async () => {
  receiver = await startHttpReceiver();
});
afterAll(() => receiver[Symbol.asyncDispose]());

const base64 = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes).toString('base64'));
const item = fc.record(
  { b64_json: fc.oneof(base64, fc.string(), fc.constant(null)), url: fc.webUrl(), revised_prompt: fc.string() },
  { requiredKeys: [] },
);
const usage = fc.oneof(fc.record({ input_tokens: fc.nat(), output_tokens: fc.nat() }), fc.anything({ maxDepth: 1 }));
const pictures = fc.record(
  { created: fc.nat(), data: fc.oneof(fc.array(item, { maxLength: 2 }), fc.constant(null)), usage },
  { requiredKeys: [] },
);
const response = fc.record(
  {
    status: fc.constantFrom('completed', 'incomplete', 'failed', 'queued'),
    output: fc.array(
      fc.record({
        type: fc.constant('message'),
        content: fc.array(fc.record({ type: fc.constantFrom('output_text', 'refusal', 'other'), text: fc.oneof(fc.string(), fc.json()) }), {
          maxLength: 2,
        }),
      }),
      { maxLength: 2 },
    ),
    usage,
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  pictures.map((value) => JSON.stringify(value)),
  response.map((value) => JSON.stringify(value)),
  fc.json(),
  fc.string(),
);
const type = fc.constantFrom('application/json', 'text/html', 'text/event-stream', 'application/octet-stream', '');
const failures = /^(PROVIDER_ANSWER_INVALID|PROVIDER_UNAVAILABLE|PROVIDER_REFUSED|PROVIDER_REJECTED)$/;

describe('whatever OpenAI may answer with status 200', () => {
  it('is an error with a code, and never a result that nobody made', async () => {
    await using openai = createOpenAiProvider({ apiKey: 'sk-test', baseUrl: receiver.url });
    const photo = await encodeImage({ data: new Uint8Array(3 * 32 * 32), widthPx: 32, heightPx: 32, channels: 3 }, { format: 'png' });
    const kind = fc.constantFrom('words', 'stream', 'look');
    await fc.assert(
      fc.asyncProperty(body, type, kind, async (text, contentType, how) => {
        receiver.answer({ status: 200, headers: { 'content-type': contentType }, body: text });
        const call =
          how === 'look'
            ? openai.analyzeImage({ images: [photo], prompt: 'Is it a car?', schema: z.object({ isCar: z.literal('surely') }) })
            : openai.generateImage({ prompt: 'a car' }, how === 'stream' ? { onProgress: () => undefined } : {});
        const error: unknown = await call.then(
          () => 'a result',
          (thrown: unknown) => thrown,
        );
        if (!ForecourtError.is(error)) throw new TypeError(`${String(error)} of ${text}`);
        expect(error.code).toMatch(failures);
      }),
      { numRuns: 1000 },
    );
  });
});
