import { thumbHashToDataURL } from 'thumbhash';

const drawn = new Map<string, string | null>();
/** Some hundred bytes each: enough for every picture that a day's work passes. */
const keptAtMost = 2_000;

/** The blur that stands for a picture while it loads, as a data URL, from its ThumbHash in base64; null where there is none or it is damaged. */
export function placeholderAddress(thumbHash: string | null): string | null {
  if (thumbHash === null) return null;
  const known = drawn.get(thumbHash);
  if (known !== undefined) return known;
  if (drawn.size >= keptAtMost) drawn.clear();
  const address = draw(thumbHash);
  drawn.set(thumbHash, address);
  return address;
}

function draw(thumbHash: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(thumbHash), (character) => character.charCodeAt(0));
    // The header of a ThumbHash is five bytes; shorter ones would be read past their end.
    return bytes.length < 5 ? null : thumbHashToDataURL(bytes);
  } catch {
    // A damaged placeholder costs nothing but the blur.
    return null;
  }
}
