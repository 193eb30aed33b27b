import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { cutoutOptionsSchema } from '../../engine/index.ts';
import type { ImageInput } from '../../imaging/index.ts';
import type { RemoveBackgroundRequest } from '../provider.ts';

/** What the encoder would refuse at the end is refused before anything is sent or paid. @throws INVALID_INPUT */
export function checkCutoutRequest(request: RemoveBackgroundRequest): RemoveBackgroundRequest {
  const { format, background, quality, previewWidthPx } = request;
  const parsed = cutoutOptionsSchema.safeParse(
    Object.fromEntries(Object.entries({ format, background, quality, previewWidthPx }).filter(([, value]) => value !== undefined)),
  );
  if (parsed.success) return request;
  throw new ForecourtError('INVALID_INPUT', `The options for a cutout are wrong: ${z.prettifyError(parsed.error)}`, {
    cause: parsed.error,
  });
}

/** The path that a photo was given by, where it was. */
export function pathOf(image: ImageInput): { path?: string } {
  if (typeof image === 'string') return { path: resolve(image) };
  return image instanceof URL && image.protocol === 'file:' ? { path: fileURLToPath(image) } : {};
}
