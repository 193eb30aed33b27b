/** Long side of the small pictures that stand for a file while it is uploaded; cards are at most half as wide on a plain screen. */
const longSidePx = 640;
const kept = new Map<string, Promise<string | null>>();
let last: Promise<unknown> = Promise.resolve();

/**
 * A small picture of a local file, as an address for `<img>`: made once, one file after the other, since a phone that
 * decodes forty pictures of 12 megapixels at once runs out of memory. Null where the browser cannot read the type (HEIC).
 */
export function localPreview(id: string, file: Blob): Promise<string | null> {
  const known = kept.get(id);
  if (known !== undefined) return known;
  const made = last.then(() => draw(file));
  last = made;
  kept.set(id, made);
  return made;
}

/** Gives the memory of a preview back. */
export function forgetLocalPreview(id: string): void {
  kept.get(id)?.then((address) => address && URL.revokeObjectURL(address), reportError);
  kept.delete(id);
}

async function draw(file: Blob): Promise<string | null> {
  try {
    const whole = await createImageBitmap(file, { resizeWidth: longSidePx, resizeQuality: 'medium' });
    const canvas = new OffscreenCanvas(whole.width, whole.height);
    canvas.getContext('2d')?.drawImage(whole, 0, 0);
    whole.close();
    return URL.createObjectURL(await canvas.convertToBlob({ type: 'image/webp', quality: 0.8 }));
  } catch {
    // A type that this browser cannot show, such as HEIC: the server can, and its preview comes with the photo.
    return null;
  }
}
