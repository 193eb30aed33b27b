import type { Fault } from '../faults.ts';
import { blurred, type DrawnFormat, encode, resized } from './draw.ts';
import type { Size, Usage } from './models.ts';

/** What was made of a request, before it is said. */
export type Work =
  | { readonly kind: 'json'; readonly body: unknown }
  | {
      readonly kind: 'images';
      readonly operation: 'image_generation' | 'image_edit';
      /** As PNG. */
      readonly pictures: readonly Buffer[];
      readonly format: DrawnFormat;
      readonly size: Size;
      readonly quality: string;
      readonly background: string;
      readonly usage: Usage;
      /** How many previews the stream has; undefined without a stream. */
      readonly previews: number | undefined;
    }
  | {
      readonly kind: 'response';
      readonly id: string;
      readonly model: string;
      readonly content: object;
      readonly text: string;
      readonly usage: Usage;
    };

export type Said =
  | { readonly kind: 'json'; readonly body: unknown }
  | { readonly kind: 'events'; readonly events: readonly ({ readonly type: string } & Readonly<Record<string, unknown>>)[] };

/** Says what was made in OpenAI's way, with the lie that a fault tells. */
export async function say(work: Work, fault: Fault | undefined): Promise<Said> {
  if (work.kind === 'json') return work;
  if (work.kind === 'response') return { kind: 'json', body: response(work, fault) };
  const { operation, format, size, quality, background, usage, previews } = work;
  const pictures = fault?.kind === 'too-few' ? work.pictures.slice(1) : work.pictures;
  const encoded = await Promise.all(pictures.map((picture) => lie(picture, format, size, fault)));
  const facts = { background, output_format: format, quality, size: `${size.widthPx}x${size.heightPx}` };
  if (previews === undefined) {
    return { kind: 'json', body: { created: 1_795_000_000, ...facts, data: encoded.map((b64_json) => ({ b64_json })), usage } };
  }
  const events: ({ type: string } & Record<string, unknown>)[] = [];
  const [first] = work.pictures;
  for (let index = 0; first && index < previews; index++) {
    const preview = await blurred(first, 8 / (index + 1), format);
    events.push({
      type: `${operation}.partial_image`,
      b64_json: preview.toString('base64'),
      created_at: 1_795_000_000,
      partial_image_index: index,
      ...facts,
    });
  }
  for (const b64_json of encoded) events.push({ type: `${operation}.completed`, b64_json, created_at: 1_795_000_000, ...facts, usage });
  return { kind: 'events', events };
}

async function lie(png: Buffer, format: DrawnFormat, size: Size, fault: Fault | undefined): Promise<string> {
  switch (fault?.kind) {
    case 'empty-picture':
      return '';
    case 'no-picture':
      return Buffer.from('there is no picture here, only words').toString('base64');
    case 'truncated-picture': {
      const whole = await encode(png, format);
      return whole.subarray(0, whole.length >> 1).toString('base64');
    }
    case 'wrong-type':
      return (await encode(png, format === 'webp' ? 'jpeg' : 'webp')).toString('base64');
    case 'wrong-size':
      return (await encode(await resized(png, { widthPx: size.widthPx >> 1, heightPx: size.heightPx }), format)).toString('base64');
    default:
      return (await encode(png, format)).toString('base64');
  }
}

function response({ id, model, content, text, usage }: Extract<Work, { kind: 'response' }>, fault: Fault | undefined): unknown {
  const said = fault ? lieInWords(text, fault) : undefined;
  const part = said === undefined ? content : { type: 'output_text', text: said, annotations: [] };
  const output =
    fault?.kind === 'too-few' ? [] : [{ id: `msg_${id}`, type: 'message', role: 'assistant', status: 'completed', content: [part] }];
  return {
    id,
    object: 'response',
    created_at: 1_795_000_000,
    status: 'completed',
    error: null,
    incomplete_details: null,
    model,
    output,
    usage,
  };
}

function lieInWords(text: string, { kind }: Fault): string | undefined {
  if (kind === 'empty-picture') return '';
  if (kind === 'no-picture') return 'I see a car.';
  if (kind === 'truncated-picture') return text.slice(0, text.length >> 1);
  return kind === 'wrong-type' || kind === 'wrong-size' ? JSON.stringify({ seen: text }) : undefined;
}
