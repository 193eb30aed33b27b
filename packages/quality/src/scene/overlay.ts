import { type ColourModel, modelColours } from './colour-model.ts';
import type { CutoutView } from './cutout-view.ts';
import { type EdgeOffset, measureOffset } from './edge-offset.ts';
import { type EdgeProfiles, readProfiles } from './edge-profiles.ts';
import { type EdgeWindow, judgeWindows } from './edge-windows.ts';
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
  readonly colours: () => ColourModel;
  readonly windows: () => readonly EdgeWindow[];
}

export function layOver(cutout: CutoutView, photo: PhotoView): Overlay {
  const profiles = lazy(() => readProfiles(photo.rgb, cutout.edge(), cutout.frame));
  const colours = lazy(() => modelColours(cutout, photo));
  return {
    frame: cutout.frame,
    cutout,
    photo,
    profiles,
    offset: lazy(() => measureOffset(cutout.edge(), profiles())),
    colours,
    windows: lazy(() => judgeWindows(cutout.edge(), profiles(), colours(), cutout.frame)),
  };
}
