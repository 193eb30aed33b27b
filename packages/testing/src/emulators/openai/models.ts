/** A model as the emulator knows it. Prices are its own copy of the price list: a client that reckons otherwise is found out. */
export interface EmulatedModel {
  readonly id: string;
  readonly kind: 'image' | 'vision';
  readonly shutdownDate: string | null;
  /** Image models: whether any size of 16 px steps, or the three usual ones. */
  readonly freeSizes?: boolean;
  readonly transparent?: boolean;
  readonly qualities?: readonly string[];
  /** US dollars for a million tokens. */
  readonly price: { readonly text: number; readonly image: number; readonly output: number };
}

const five = ['auto', 'low', 'medium', 'high', 'xhigh', 'max'];
const three = ['auto', 'low', 'medium', 'high'];
const second = { text: 5, image: 8, output: 30 };

function imageModel(id: string, more: Partial<EmulatedModel> = {}): EmulatedModel {
  return { id, kind: 'image', shutdownDate: null, freeSizes: true, transparent: true, qualities: five, price: second, ...more };
}

const old = { freeSizes: false, qualities: three, shutdownDate: '2026-12-01' };

export const emulatedModels: readonly EmulatedModel[] = [
  imageModel('gpt-image-2.6-sunburst'),
  imageModel('gpt-image-2.6-flare'),
  imageModel('gpt-image-2.5-sunburst'),
  imageModel('gpt-image-2.5-flare'),
  imageModel('gpt-image-2', { transparent: false, qualities: three }),
  imageModel('gpt-image-1.5', { ...old, price: { text: 5, image: 8, output: 32 } }),
  imageModel('gpt-image-1-mini', { ...old, price: { text: 2, image: 2.5, output: 8 } }),
  { id: 'gpt-6.1-terra', kind: 'vision', shutdownDate: null, price: { text: 1, image: 1, output: 5 } },
  { id: 'gpt-6-luna', kind: 'vision', shutdownDate: null, price: { text: 0.1, image: 0.1, output: 0.5 } },
];

/** Models that are no more. */
export const retiredModels: readonly string[] = ['gpt-image-1', 'dall-e-2', 'dall-e-3'];

export interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Tokens of one picture: community.openai.com/t/1382699 for the 2 family, OpenAI's table of three sizes for those before. */
export function outputTokensOf({ freeSizes }: EmulatedModel, quality: string, { widthPx, heightPx }: Size): number {
  const level = quality === 'low' ? 0 : quality === 'medium' || quality === 'auto' ? 1 : 2;
  if (!freeSizes) {
    const [square, wide, tall] = [[272, 400, 408] as const, [1056, 1568, 1584] as const, [4160, 6208, 6240] as const][level] ?? [0, 0, 0];
    return widthPx === heightPx ? square : widthPx > heightPx ? wide : tall;
  }
  const factor = [16, 48, 96][level] ?? 96;
  const short = Math.round((factor * Math.min(widthPx, heightPx)) / Math.max(widthPx, heightPx));
  return Math.ceil((factor * short * (2_000_000 + widthPx * heightPx)) / 4_000_000);
}

export interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly total_tokens: number;
  readonly input_tokens_details: { readonly text_tokens: number; readonly image_tokens: number };
}

export function usageOf(text: number, image: number, output: number): Usage {
  return {
    input_tokens: text + image,
    output_tokens: output,
    total_tokens: text + image + output,
    input_tokens_details: { text_tokens: text, image_tokens: image },
  };
}

export function usdOf({ price }: EmulatedModel, { input_tokens_details: input, output_tokens }: Usage): number {
  return (input.text_tokens * price.text + input.image_tokens * price.image + output_tokens * price.output) / 1e6;
}
