import * as z from 'zod';
import { sha256Schema, timeSchema } from './identifiers.ts';

/** One image file in storage, named by its SHA-256, with what was measured on it. Sizes are those of the upright picture. */
export const assetSchema = z
  .object({
    sha256: sha256Schema,
    bytes: z.int().positive(),
    type: z.string().meta({ description: 'Media type, told from the content and never from the name.', example: 'image/jpeg' }),
    widthPx: z.int().positive(),
    heightPx: z.int().positive(),
    placeholder: z
      .string()
      .nullable()
      .meta({ description: 'ThumbHash in base64: some 25 bytes that stand for the picture while it loads.' }),
    createdAt: timeSchema,
  })
  .meta({ id: 'Asset' });
export type Asset = z.infer<typeof assetSchema>;
