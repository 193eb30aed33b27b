import * as z from 'zod';
import { estimate } from '../price.ts';
import type { Provider } from '../provider.ts';
import { analysisOf, carSchema, usualOffer } from './calls.ts';
import { type Checks, expect, rejects } from './expect.ts';
import { type FarEnd, sendsNothing } from './far-end.ts';
import { callChecks } from './wire.ts';

type Asked = Parameters<typeof analysisOf>[2];

/** What every provider promises that answers questions about pictures. */
export function analysisChecks(photo: Uint8Array, farEnd: FarEnd | undefined): Checks {
  const refuses = (provider: Provider, code: string, asked: Asked) =>
    sendsNothing(farEnd, () => rejects(analysisOf(provider, photo, asked), code));
  return {
    'analyzeImage: gives a value of the shape that was asked for, at a cost that was estimated': async (provider) => {
      const { offer } = await usualOffer(provider, 'analyzeImage');
      const { value, costUsd, provider: name, model } = await analysisOf(provider, photo);
      expect(carSchema.safeParse(value).success, 'the value has the shape');
      expect(name === provider.name && model === offer.model, 'the result names its provider and its model');
      const estimated = estimate(offer, { prompt: 'Is it a car, and of what colour?', images: [photo], schema: carSchema });
      expect(costUsd > 0 || estimated?.most === 0, 'the cost is not 0 by accident');
      expect(costUsd * 1e6 <= (estimated?.most ?? 0), 'the cost is no more than the estimate');
    },
    'analyzeImage: refuses a model and a shape that it cannot use, and what is no picture, and sends nothing': async (provider) => {
      await refuses(provider, 'MODEL_UNKNOWN', { model: 'none-such' });
      await refuses(provider, 'INVALID_INPUT', { schema: z.array(z.string()) });
      await refuses(provider, 'EMPTY_FILE', { images: [new Uint8Array(0)] });
      await refuses(provider, 'UNSUPPORTED_TYPE', { images: [new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')] });
      await analysisOf(provider, photo);
    },
    ...callChecks('analyzeImage', (provider, context) => analysisOf(provider, photo, {}, context), farEnd),
  };
}
