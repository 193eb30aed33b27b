import type { Action, Aspect, DefectCode } from '../report.ts';
import { comparisonDetectors, cutoutDetectors, photoDetectors } from './detectors.ts';

/** What a defect code means, for pages and reference texts. */
export interface DefectKind {
  readonly code: DefectCode;
  readonly aspect: Aspect;
  /** Without these pictures it is listed as not examined. */
  readonly needs: 'photo' | 'cutout' | 'photo and cutout';
  readonly measure: { readonly name: string; readonly unit: string };
  readonly suggestion: string;
  readonly action: Action;
}

function kinds(needs: DefectKind['needs'], detectors: Readonly<Record<string, Omit<DefectKind, 'needs'>>>): DefectKind[] {
  return Object.values(detectors).map(({ code, aspect, measure, suggestion, action }) => ({
    code,
    aspect,
    needs,
    measure,
    suggestion,
    action,
  }));
}

/** Every defect that can be found, in the order of the report's schema. */
export const defectCatalogue: readonly DefectKind[] = [
  ...kinds('photo', photoDetectors),
  ...kinds('cutout', cutoutDetectors),
  ...kinds('photo and cutout', comparisonDetectors),
];
