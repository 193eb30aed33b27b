import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createOpenAI } from '@ai-sdk/openai';
import { generateImage } from 'ai';
import OpenAI from 'openai';
import { decodeImage } from '../../packages/sdk/src/imaging/index.ts';
import { createOpenAiProvider } from '../../packages/sdk/src/providers/openai/index.ts';
import { createRouter, memoryParts } from '../../packages/sdk/src/router/index.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternately, compare, figure, median } from '../measure.ts';

/** Where the emulator of OpenAI listens. */
export interface OpenAiPlace {
  readonly url: string;
  readonly apiKey: string;
}

/** Ours may take so much of the bare client's time. */
const wantedRatio = 1 / 1.05;
const calls = 5;
const model = 'gpt-image-2.5-flare';
const prompt = 'a red car on a mountain road';

/**
 * One picture over real HTTP, decoded to its end to see that it is whole: through the router, and by OpenAI's own client with the same check
 * after it. What the check costs can be seen beside those who do without, OpenAI's client and the AI SDK.
 */
export const routerHttp: Benchmark = {
  name: 'router.http',
  title: 'a picture over HTTP through the router, beside the openai client and the same check of the picture',
  target: { field: 'ratio', bound: 'at least', limit: wantedRatio },
  repeat: 30,
  async run(context) {
    await using place = await startEmulator(context.signal);
    const { url: baseURL, apiKey } = place;
    const parts = memoryParts({ budget: { limits: { day: 1_000_000_000_000 } } });
    await using router = createRouter({ providers: [createOpenAiProvider({ apiKey, baseUrl: baseURL })], ...parts });
    const client = new OpenAI({ apiKey, baseURL, maxRetries: 0 });
    const aiModel = createOpenAI({ apiKey, baseURL }).image(model);
    const unchecked = async () => {
      const { data } = await client.images.generate({ model, prompt, quality: 'low', background: 'opaque', size: '1024x1024' });
      return Buffer.from(data?.[0]?.b64_json ?? '', 'base64');
    };
    const byAiSdk = () =>
      generateImage({ model: aiModel, prompt, size: '1024x1024', maxRetries: 0, providerOptions: { openai: { quality: 'low' } } });
    const others: { openai: number; aiSdk: number }[] = [];
    const pairs = await alternately(context, {
      unit: 'ms',
      warmUps: 2,
      ours: () => timeOf(() => router.generateImage({ model, prompt, quality: 'low', size: { widthPx: 1024, heightPx: 1024 } })),
      async peer() {
        others.push({ openai: await timeOf(unchecked), aiSdk: await timeOf(byAiSdk) });
        return await timeOf(async () => await decodeImage(await unchecked()));
      },
    });
    const details = [
      `median of ${calls} calls each time, one after another`,
      `without a look at the picture: openai ${figure(median(others.map(({ openai }) => openai)))} ms, the AI SDK’s generateImage ${figure(median(others.map(({ aiSdk }) => aiSdk)))} ms`,
    ];
    return compare(pairs, { unit: 'ms', peer: 'openai and the same check', better: 'less', details });
  },
};

async function timeOf(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < calls; count++) {
    const startedAt = performance.now();
    await call();
    times.push(performance.now() - startedAt);
  }
  return median(times);
}

async function startEmulator(signal: AbortSignal): Promise<OpenAiPlace & AsyncDisposable> {
  const child = fork(join(import.meta.dirname, '../children/openai-emulator.ts'), {
    stdio: ['ignore', 2, 2, 'ipc'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const ended = once(child, 'exit');
  const [said]: OpenAiPlace[] = await Promise.race([
    once(child, 'message', { signal }),
    ended.then(() => Promise.reject(new Error('The emulator did not start.'))),
  ]);
  if (said === undefined) throw new Error('The emulator did not say where it is.');
  return {
    ...said,
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
    },
  };
}
