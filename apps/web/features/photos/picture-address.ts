/** Widths at which the server makes previews (contract, `getAssetPreview`). */
export const previewWidthsPx = [160, 320, 640, 1280, 2560] as const;
export type PreviewWidthPx = (typeof previewWidthsPx)[number];

/** Where the browser gets a small, upright WebP of an asset. */
export function previewAddress(sha256: string, widthPx: PreviewWidthPx): string {
  return `/api/v1/assets/${sha256}/preview?width=${widthPx}`;
}

/** Where the browser gets the file itself; with a name it is saved under that name. */
export function fileAddress(sha256: string, downloadName?: string): string {
  const address = `/api/v1/assets/${sha256}/file`;
  return downloadName === undefined ? address : `${address}?download=${encodeURIComponent(downloadName)}`;
}

/** `srcset` of an asset; widths beyond the picture's own are left out, since they would only repeat it. */
export function previewSourceSet(asset: { readonly sha256: string; readonly widthPx: number }): string {
  const useful = previewWidthsPx.filter((width, index) => index === 0 || (previewWidthsPx[index - 1] ?? 0) < asset.widthPx);
  return useful.map((width) => `${previewAddress(asset.sha256, width)} ${width}w`).join(', ');
}

/** The picture that is sharp when shown `shownWidthPx` device pixels wide: the smallest preview that reaches, else the file itself. */
export function sharpAddress(asset: { readonly sha256: string; readonly widthPx: number }, shownWidthPx: number): string {
  const enough = Math.min(shownWidthPx, asset.widthPx);
  const width = previewWidthsPx.find((candidate) => candidate >= enough);
  return width === undefined ? fileAddress(asset.sha256) : previewAddress(asset.sha256, width);
}

/** Name under which a cutout is saved: the photo's own, as PNG. */
export function cutoutFileName(photoName: string): string {
  return `${photoName.replace(/\.[A-Za-z0-9]{1,5}$/, '')}-cutout.png`;
}
