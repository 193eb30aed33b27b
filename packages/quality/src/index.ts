export type { MaskPixels, Pixels, RgbaPixels, RgbPixels } from './pixels.ts';
export { type Action, actionSchema, type Box, boxSchema, type Severity, severitySchema, type Verdict, verdictSchema } from './report.ts';
