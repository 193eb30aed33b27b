import { createHash } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import { decodeImage } from '../imaging/index.ts';
import type { MadePicture } from './provider.ts';

/** What a made picture has to be. */
export interface PictureWanted {
  readonly format: MadePicture['format'];
  /** Left out where the provider was free to choose. */
  readonly size?: { readonly widthPx: number; readonly heightPx: number } | undefined;
  readonly transparent?: boolean | undefined;
}

/**
 * Looks at what a provider says is a picture: it is decoded to its end, and is of the type and size that were asked for.
 *
 * @param details what to say besides where it is not: what it cost, for one
 * @throws PROVIDER_ANSWER_INVALID, ABORTED, DEADLINE_EXCEEDED, DEPENDENCY_MISSING
 */
export async function checkMadePicture(
  bytes: Uint8Array,
  { format, size, transparent }: PictureWanted,
  { provider, signal, details }: { readonly provider: string; readonly signal?: AbortSignal | undefined; readonly details?: object },
): Promise<MadePicture> {
  const invalid = (reason: string, cause?: unknown) =>
    new ForecourtError('PROVIDER_ANSWER_INVALID', `${provider} answered with ${reason}.`, {
      details: { ...details, bytes: bytes.byteLength },
      ...(cause !== undefined && { cause }),
    });
  if (bytes.byteLength === 0) throw invalid('an empty picture');
  const { info } = await decodeImage(bytes, { signal, limits: { minSidePx: 1 } }).catch((error: unknown) => {
    if (ForecourtError.is(error) && ['picture', 'caller'].includes(error.fault) && error.code !== 'ABORTED') {
      throw invalid('what is no whole picture', error);
    }
    throw error;
  });
  const { type, widthPx, heightPx, hasAlpha } = info;
  if (type !== format) throw invalid(`${type} where ${format} was asked for`);
  if (size && (widthPx !== size.widthPx || heightPx !== size.heightPx)) {
    throw invalid(`${widthPx} × ${heightPx} px where ${size.widthPx} × ${size.heightPx} were asked for`);
  }
  if (transparent && !hasAlpha) throw invalid('a picture without the transparency that was asked for');
  return { bytes, format, widthPx, heightPx, sha256: createHash('sha256').update(bytes).digest('hex') };
}
