import type { ComparisonDefectCode, CutoutDefectCode, PhotoDefectCode } from '../report.ts';
import { edgeDilated, edgeEroded, edgeShifted } from './comparison/edge-offset.ts';
import { holes } from './comparison/holes.ts';
import { edgeLoose } from './comparison/loose-edge.ts';
import { fringe, softEdge } from './comparison/rim.ts';
import { missingPart, residue, shadowKept } from './comparison/unsupported-edge.ts';
import { backgroundNotRemoved } from './cutout/background-not-removed.ts';
import { cutOff } from './cutout/cut-off.ts';
import { emptyCutout } from './cutout/empty-cutout.ts';
import { offCentre, tooClose, tooFar } from './cutout/framing.ts';
import { islands } from './cutout/islands.ts';
import { jaggedEdge } from './cutout/jagged-edge.ts';
import { semiTransparentBody } from './cutout/semi-transparent-body.ts';
import type { ComparisonDetector, CutoutDetector, PhotoDetector } from './detector.ts';
import { blurred, motionBlurred } from './photo/blurred.ts';
import { lowContrast, overexposed, underexposed } from './photo/exposure.ts';
import { lowResolution } from './photo/low-resolution.ts';
import { noisy } from './photo/noisy.ts';

// One line for each code of the report's schema: a code without a detector does not compile.

export const photoDetectors = {
  BLURRED: blurred,
  MOTION_BLURRED: motionBlurred,
  UNDEREXPOSED: underexposed,
  OVEREXPOSED: overexposed,
  NOISY: noisy,
  LOW_CONTRAST: lowContrast,
  LOW_RESOLUTION: lowResolution,
} satisfies { [Code in PhotoDefectCode]: PhotoDetector<Code> };

export const cutoutDetectors = {
  EMPTY_CUTOUT: emptyCutout,
  BACKGROUND_NOT_REMOVED: backgroundNotRemoved,
  CUT_OFF: cutOff,
  ISLANDS: islands,
  SEMI_TRANSPARENT_BODY: semiTransparentBody,
  JAGGED_EDGE: jaggedEdge,
  TOO_FAR: tooFar,
  TOO_CLOSE: tooClose,
  OFF_CENTRE: offCentre,
} satisfies { [Code in CutoutDefectCode]: CutoutDetector<Code> };

export const comparisonDetectors = {
  EDGE_ERODED: edgeEroded,
  EDGE_DILATED: edgeDilated,
  EDGE_SHIFTED: edgeShifted,
  EDGE_LOOSE: edgeLoose,
  FRINGE: fringe,
  SOFT_EDGE: softEdge,
  MISSING_PART: missingPart,
  RESIDUE: residue,
  SHADOW_KEPT: shadowKept,
  HOLES: holes,
} satisfies { [Code in ComparisonDefectCode]: ComparisonDetector<Code> };
