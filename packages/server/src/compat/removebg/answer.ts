import { ForecourtError } from '@forecourt/errors';
import type { RgbaPixels } from '@forecourt/quality';
import { decodeImage } from '@forecourt/sdk/imaging';
import type { Cutout, Provider } from '@forecourt/sdk/providers';
import { ZipFile } from 'yazl';
import { parseFields, type RemovebgOptions } from './options.ts';
import { type Finished, finish } from './picture.ts';
import type { RemovebgRequest } from './read-request.ts';

export interface AnswerContext {
  readonly provider: Provider | null;
  /** Gets a picture by its address. */
  readonly download: (url: string, signal: AbortSignal) => Promise<Uint8Array>;
  /** Whether the client wants JSON instead of the picture itself. */
  readonly isJsonWanted: boolean;
  readonly signal: AbortSignal;
}

/**
 * Cuts the car out and answers as remove.bg does: the picture with its facts in headers, or all of it as JSON.
 *
 * @throws OPERATION_UNSUPPORTED where this server makes no cutouts; INVALID_INPUT; codes of the picture group; NOTHING_FOUND
 */
export async function answerRemovebg(request: RemovebgRequest, context: AnswerContext): Promise<Response> {
  const { provider, download, isJsonWanted, signal } = context;
  const options = parseFields(request.fields);
  if (!provider?.removeBackground) {
    throw new ForecourtError('OPERATION_UNSUPPORTED', 'This server makes no cutouts itself.', {
      hint: 'Start it with its worker, or call one that has a worker.',
    });
  }
  const bytesOf = async (source: RemovebgRequest['source']) => ('bytes' in source ? source.bytes : await download(source.url, signal));
  const [image, background] = await Promise.all([bytesOf(request.source), request.background && bytesOf(request.background)]);
  // Without loss, and quick to open again: most of the work is still to come.
  const cutout = await provider.removeBackground({ image, format: 'tiff' }, { signal });
  const pixels = await pixelsOf(cutout, signal);
  const finished = options.format === 'zip' ? await zipped(pixels, options, signal) : await finish(pixels, options, background, signal);
  const headers = factsOf(finished, options, cutout);
  if (!isJsonWanted) {
    headers.set('content-type', finished.type);
    return new Response(new Uint8Array(finished.bytes), { headers });
  }
  const { leftPx, topPx, widthPx, heightPx } = finished.foreground;
  const data = {
    result_b64: Buffer.from(finished.bytes).toString('base64'),
    foreground_top: topPx,
    foreground_left: leftPx,
    foreground_width: widthPx,
    foreground_height: heightPx,
  };
  return Response.json({ data }, { headers });
}

async function pixelsOf({ bytes }: Cutout, signal: AbortSignal): Promise<RgbaPixels> {
  const { pixels } = await decodeImage(bytes, { signal, limits: { bytes: 2_000_000_000, minSidePx: 1 } });
  if (pixels.channels !== 4) throw new ForecourtError('INTERNAL', 'A cutout came back without an alpha channel.');
  return pixels;
}

function factsOf({ widthPx, heightPx, foreground }: Finished, { ignored }: RemovebgOptions, { costUsd, report }: Cutout): Headers {
  const headers = new Headers({
    'X-Type': 'car',
    'X-Width': String(widthPx),
    'X-Height': String(heightPx),
    'X-Foreground-Top': String(foreground.topPx),
    'X-Foreground-Left': String(foreground.leftPx),
    'X-Foreground-Width': String(foreground.widthPx),
    'X-Foreground-Height': String(foreground.heightPx),
    'X-Credits-Charged': '0',
    'Forecourt-Cost-Usd': String(costUsd),
    'Forecourt-Score': String(Math.round(report.score)),
    'Cache-Control': 'no-store',
  });
  if (ignored.length > 0) headers.set('Forecourt-Ignored', ignored.join(', '));
  return headers;
}

/** Colours and mask as two files, which together are a third of the size of a PNG. */
async function zipped(pixels: RgbaPixels, options: RemovebgOptions, signal: AbortSignal): Promise<Finished> {
  const colour = await finish(pixels, { ...options, format: 'jpg' }, undefined, signal);
  const alpha = await finish(pixels, { ...options, isMaskWanted: true }, undefined, signal);
  const zip = new ZipFile();
  // Both are compressed already.
  zip.addBuffer(Buffer.from(colour.bytes), 'color.jpg', { compress: false });
  zip.addBuffer(Buffer.from(alpha.bytes), 'alpha.png', { compress: false });
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(Buffer.from(part));
  return { ...colour, bytes: Buffer.concat(parts), type: 'application/zip' };
}
