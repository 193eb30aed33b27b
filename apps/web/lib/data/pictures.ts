/** Widths in which the server prepares previews. */
export type PreviewWidthPx = 160 | 320 | 640 | 1280 | 2560;

/** Address of a small upright WebP, the same on server and browser. */
export function previewAddress(sha256: string, widthPx: PreviewWidthPx): string {
  return `/api/v1/assets/${sha256}/preview?width=${widthPx}`;
}

/** Address of the file itself; with a name it is saved instead of shown. */
export function fileAddress(sha256: string, { download }: { readonly download?: string } = {}): string {
  return `/api/v1/assets/${sha256}/file${download === undefined ? '' : `?download=${encodeURIComponent(download)}`}`;
}
