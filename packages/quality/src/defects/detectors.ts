import type { ComparisonDefectCode, CutoutDefectCode, PhotoDefectCode } from '../report.ts';
import { edgeDilated } from './comparison/edge-dilated.ts';
import { edgeEroded } from './comparison/edge-eroded.ts';
import { edgeLoose } from './comparison/edge-loose.ts';
import { edgeShifted } from './comparison/edge-shifted.ts';
import { fringe } from './comparison/fringe.ts';
import { holes } from './comparison/holes.ts';
import { missingPart } from './comparison/missing-part.ts';
import { residue } from './comparison/residue.ts';
import { shadowKept } from './comparison/shadow-kept.ts';
import { softEdge } from './comparison/soft-edge.ts';
import { backgroundNotRemoved } from './cutout/background-not-removed.ts';
import { cutOff } from './cutout/cut-off.ts';
import { emptyCutout } from './cutout/empty-cutout.ts';
import { islands } from './cutout/islands.ts';
import { jaggedEdge } from './cutout/jagged-edge.ts';
import { offCentre } from './cutout/off-centre.ts';
import { semiTransparentBody } from './cutout/semi-transparent-body.ts';
import { tooClose } from './cutout/too-close.ts';
import { tooFar } from './cutout/too-far.ts';
import type { ComparisonDetector, CutoutDetector, PhotoDetector } from './detector.ts';
import { blurred } from './photo/blurred.ts';
import { lowContrast } from './photo/low-contrast.ts';
import { lowResolution } from './photo/low-resolution.ts';
import { motionBlurred } from './photo/motion-blurred.ts';
import { noisy } from './photo/noisy.ts';
import { overexposed } from './photo/overexposed.ts';
import { underexposed } from './photo/underexposed.ts';

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
