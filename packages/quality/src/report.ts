import * as z from 'zod';

/** A rectangle in pixels of the upright photo; `xPx`, `yPx` is its top left corner. */
export const boxSchema = z.strictObject({
  xPx: z.int().nonnegative(),
  yPx: z.int().nonnegative(),
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
});
export type Box = z.infer<typeof boxSchema>;

/** How much a defect matters: `minor` is seen by who looks for it, `major` by any buyer, `critical` spoils the picture. */
export const severitySchema = z.enum(['minor', 'major', 'critical']);
export type Severity = z.infer<typeof severitySchema>;

/** What can be done about a defect; a page turns each into one button. */
export const actionSchema = z.enum([
  'retake_photo',
  'try_careful_mode',
  'try_other_provider',
  'refine_edges',
  'fill_holes',
  'remove_islands',
  'decontaminate_edges',
  'touch_up_mask',
  'choose_other_photo',
  'adjust_exposure',
  'reduce_noise',
]);
export type Action = z.infer<typeof actionSchema>;

export const verdictSchema = z.enum(['pass', 'review', 'reject']);
export type Verdict = z.infer<typeof verdictSchema>;

/** The sides of a picture that get a score of their own. */
export const aspectSchema = z.enum(['edges', 'colour', 'completeness', 'cleanliness', 'alpha', 'photo']);
export type Aspect = z.infer<typeof aspectSchema>;

/** What a photo can have, with or without a cutout beside it. */
export const photoDefectCodeSchema = z.enum([
  'BLURRED',
  'MOTION_BLURRED',
  'UNDEREXPOSED',
  'OVEREXPOSED',
  'NOISY',
  'LOW_CONTRAST',
  'LOW_RESOLUTION',
]);
export type PhotoDefectCode = z.infer<typeof photoDefectCodeSchema>;

/** What can be told from the cutout alone. */
export const cutoutDefectCodeSchema = z.enum([
  'EMPTY_CUTOUT',
  'BACKGROUND_NOT_REMOVED',
  'CUT_OFF',
  'ISLANDS',
  'SEMI_TRANSPARENT_BODY',
  'JAGGED_EDGE',
  'TOO_FAR',
  'TOO_CLOSE',
  'OFF_CENTRE',
]);
export type CutoutDefectCode = z.infer<typeof cutoutDefectCodeSchema>;

/** What shows only when the cutout is laid over its photo. */
export const comparisonDefectCodeSchema = z.enum([
  'EDGE_ERODED',
  'EDGE_DILATED',
  'EDGE_SHIFTED',
  'EDGE_LOOSE',
  'FRINGE',
  'SOFT_EDGE',
  'MISSING_PART',
  'RESIDUE',
  'SHADOW_KEPT',
  'HOLES',
]);
export type ComparisonDefectCode = z.infer<typeof comparisonDefectCodeSchema>;

export const defectCodeSchema = z.enum([
  ...photoDefectCodeSchema.options,
  ...cutoutDefectCodeSchema.options,
  ...comparisonDefectCodeSchema.options,
]);
export type DefectCode = z.infer<typeof defectCodeSchema>;

const unitInterval = z.number().min(0).max(1);

/** A number with what it counts: `{ name: 'edge offset', value: 4.2, unit: 'px' }`. */
export const measureSchema = z.strictObject({ name: z.string(), value: z.number(), unit: z.string() });
export type Measure = z.infer<typeof measureSchema>;

/** One thing that is wrong, where, and what to do about it. */
export const defectSchema = z.strictObject({
  code: defectCodeSchema,
  aspect: aspectSchema,
  severity: severitySchema,
  /** How sure it is that this is a defect and not the car's own look. */
  confidence: unitInterval,
  box: boxSchema,
  measure: measureSchema,
  /** One sentence for a dealer. */
  suggestion: z.string(),
  action: actionSchema,
});
export type Defect = z.infer<typeof defectSchema>;

/** What one detector measured, also where it found nothing wrong: for trends, and to see why a score is what it is. */
export const measurementSchema = z.strictObject({
  code: defectCodeSchema,
  measure: measureSchema,
  /** The share of the score that this cost, 0 to 1. */
  loss: unitInterval,
});
export type Measurement = z.infer<typeof measurementSchema>;

/** Raised when a report's fields change their shape. */
export const schemaVersion = 1 as const;
/** Raised when the same pixels may get another score: reports of two versions should not be averaged. */
export const algorithmVersion = '1.0.0';

const common = {
  schemaVersion: z.literal(schemaVersion),
  algorithmVersion: z.string(),
  /** Size of the upright picture that boxes refer to. */
  widthPx: z.int().positive(),
  heightPx: z.int().positive(),
  /** 0 to 100; what it is made of: `verdict/score.ts`. */
  score: z.number().min(0).max(100),
  verdict: verdictSchema,
  /** The probability that the score is right about the mask, 0.5 to 1: low in the middle of the scale, and where the photo is missing. */
  confidence: unitInterval,
  /** Worst first. */
  defects: z.array(defectSchema),
  measurements: z.array(measurementSchema),
  /** What could not be examined, because no photo was given or because the picture shows too little. */
  notExamined: z.array(defectCodeSchema),
};

/** What is known about a cutout; plain data, safe to store, and {@link judge} reads it again. */
export const reportSchema = z.strictObject({
  kind: z.literal('cutout'),
  ...common,
  /** 0 to 100 for each side of the picture; `null` where nothing was examined. */
  aspects: z.record(aspectSchema, z.number().min(0).max(100).nullable()),
  /** Where the car is, and how much of the picture it covers; `null` for an empty cutout. */
  subject: z.strictObject({ box: boxSchema, areaFraction: unitInterval }).nullable(),
});
export type Report = z.infer<typeof reportSchema>;

/** What is known about a photo without a cutout. */
export const photoReportSchema = z.strictObject({ kind: z.literal('photo'), ...common });
export type PhotoReport = z.infer<typeof photoReportSchema>;
