import type { CutoutView } from './cutout-view.ts';
import { type EdgeProfiles, readProfiles } from './edge-profiles.ts';
import { type EdgeOffset, measureOffset } from './edge-offset.ts';
import type { Frame } from './frame.ts';
import { lazy } from './lazy.ts';
import type { PhotoView } from './photo-view.ts';

/** A cutout laid over its photo. */
export interface Overlay {
  readonly frame: Frame;
  readonly cutout: CutoutView;
  readonly photo: PhotoView;
  readonly profiles: () => EdgeProfiles;
  readonly offset: () => EdgeOffset;
}

export function layOver(cutout: CutoutView, photo: PhotoView): Overlay {
  const profiles = lazy(() => readProfiles(photo.rgb, cutout.edge(), cutout.frame));
  return {
    frame: cutout.frame,
    cutout,
    photo,
    profiles,
    offset: lazy(() => measureOffset(cutout.edge(), profiles())),
  };
}
