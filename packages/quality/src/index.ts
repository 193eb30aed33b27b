export { assessCutout, assessPhoto } from './assess.ts';
export { type DefectKind, defectCatalogue } from './defects/catalogue.ts';
export { type AssessOptions, assessOptionsSchema } from './options.ts';
export type { MaskPixels, Pixels, RgbaPixels, RgbPixels } from './pixels.ts';
export {
  type Action,
  type Aspect,
  actionSchema,
  algorithmVersion,
  aspectSchema,
  type Box,
  boxSchema,
  type Defect,
  type DefectCode,
  defectCodeSchema,
  defectSchema,
  type Measure,
  type Measurement,
  measurementSchema,
  measureSchema,
  type PhotoReport,
  photoReportSchema,
  type Report,
  reportSchema,
  type Severity,
  schemaVersion,
  severitySchema,
  type Verdict,
  verdictSchema,
} from './report.ts';
export { type Judgement, judge, type Reason } from './verdict/judge.ts';
export { type Thresholds, type ThresholdsInput, thresholdsSchema } from './verdict/thresholds.ts';
