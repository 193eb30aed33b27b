import { paletteSchema, reduceColours } from '../../palette/palette.ts';
import { defineOperation } from '../operation.ts';

/** Reduces a picture to at most `count` colours, those that look most like its own; see `measurePalette`. Alpha is kept. */
export const palette = defineOperation({
  name: 'palette',
  schema: paletteSchema,
  apply(picture, options) {
    const { colours, indexOf } = reduceColours(picture, options);
    const { channels } = picture;
    const data = picture.data.slice();
    let [last, red, green, blue] = [-1, 0, 0, 0];
    for (let at = 0; at < data.length; at += channels) {
      if (channels === 4 && data[at + 3] === 0) continue;
      const packed = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0);
      if (packed !== last) {
        last = packed;
        const colour = colours[indexOf(packed >> 16, (packed >> 8) & 255, packed & 255)];
        if (!colour) continue;
        ({ red, green, blue } = colour);
      }
      data[at] = red;
      data[at + 1] = green;
      data[at + 2] = blue;
    }
    return { ...picture, data };
  },
});
