import type { Asset } from '@forecourt/sdk/contract';
import { fileAddress, type PreviewWidthPx, previewAddress } from '../../lib/data/pictures.ts';

const previewWidthsPx: readonly PreviewWidthPx[] = [160, 320, 640, 1280, 2560];

/** `srcset` of an asset; widths beyond the picture's own are left out, since they would only repeat it. */
export function previewSourceSet(asset: { readonly sha256: string; readonly widthPx: number }): string {
  const useful = previewWidthsPx.filter((_width, index) => index === 0 || (previewWidthsPx[index - 1] ?? 0) < asset.widthPx);
  return useful.map((width) => `${previewAddress(asset.sha256, width)} ${width}w`).join(', ');
}

/** Types that every browser shows by itself; of others (HEIC, TIFF) the largest preview is as sharp as it gets. */
const shownTypes: readonly string[] = ['image/jpeg', 'image/png', 'image/webp', 'image/avif'];

/** The picture that is sharp when shown `shownWidthPx` device pixels wide: the smallest preview that reaches, else the file itself. */
export function sharpAddress(asset: Pick<Asset, 'sha256' | 'widthPx' | 'type'>, shownWidthPx: number): string {
  const enough = Math.min(shownWidthPx, asset.widthPx);
  const width = previewWidthsPx.find((candidate) => candidate >= enough);
  if (width !== undefined) return previewAddress(asset.sha256, width);
  return shownTypes.includes(asset.type) ? fileAddress(asset.sha256) : previewAddress(asset.sha256, 2560);
}

/** Name under which a cutout is saved: the photo's own, as PNG. */
export function cutoutFileName(photoName: string): string {
  return `${photoName.replace(/\.[A-Za-z0-9]{1,5}$/, '')}-cutout.png`;
}
