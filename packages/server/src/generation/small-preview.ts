import { openPicture, ownLimits } from '../pictures/index.ts';

/** A notification of PostgreSQL has at most 8,000 bytes (its documentation of NOTIFY), and says more than this. */
const mostCharacters = 6_000;
const widthsPx = [160, 96, 48];

/** A picture that is not done yet, so small that it can be told beside a number; null where that is not to be had. */
export async function smallPreview(bytes: Uint8Array): Promise<string | null> {
  const picture = await openPicture(bytes, { limits: ownLimits }).catch(() => undefined);
  for (const widthPx of picture === undefined ? [] : widthsPx) {
    const url = `data:image/webp;base64,${Buffer.from((await picture?.preview(widthPx)) ?? []).toString('base64')}`;
    if (url.length <= mostCharacters) return url;
  }
  return null;
}
