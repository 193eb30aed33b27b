import {
  type Action,
  type Aspect,
  aspectSchema,
  type Defect,
  type DefectCode,
  type Report,
  type Severity,
  type Verdict,
} from '@forecourt/quality';

/** What a dealer calls each defect. */
export const defectNames: Readonly<Record<DefectCode, string>> = {
  BLURRED: 'Blurred',
  MOTION_BLURRED: 'Shaken',
  UNDEREXPOSED: 'Too dark',
  OVEREXPOSED: 'Too bright',
  NOISY: 'Grainy',
  LOW_CONTRAST: 'Flat light',
  LOW_RESOLUTION: 'Too few pixels',
  EMPTY_CUTOUT: 'Nothing left',
  BACKGROUND_NOT_REMOVED: 'Background still there',
  CUT_OFF: 'Car leaves the picture',
  ISLANDS: 'Loose pieces',
  SEMI_TRANSPARENT_BODY: 'See-through body',
  JAGGED_EDGE: 'Ragged edge',
  TOO_FAR: 'Car too small',
  TOO_CLOSE: 'Car too close',
  OFF_CENTRE: 'Not in the middle',
  EDGE_ERODED: 'Edge cut too deep',
  EDGE_DILATED: 'Rim of background',
  EDGE_SHIFTED: 'Edge beside the car',
  EDGE_LOOSE: 'Edge not on the car',
  FRINGE: 'Colour along the edge',
  SOFT_EDGE: 'Blurry edge',
  MISSING_PART: 'A part is missing',
  RESIDUE: 'Leftover of background',
  SHADOW_KEPT: 'Shadow left',
  HOLES: 'Holes in the car',
};

export const severityNames: Readonly<Record<Severity, string>> = {
  critical: 'Spoils the picture',
  major: 'Any buyer sees it',
  minor: 'Hardly seen',
};

export const verdictNames: Readonly<Record<Verdict, string>> = { pass: 'Looks good', review: 'Have a look', reject: 'Will not do' };

/** Each side of a picture in plain words: what a high score means. */
export const aspectNames: Readonly<Record<Aspect, { readonly name: string; readonly means: string }>> = {
  edges: { name: 'Edges', means: "The cut follows the car's outline" },
  colour: { name: 'Colour', means: 'No background colour shines along the edge' },
  completeness: { name: 'Complete', means: 'Mirrors, wheels and aerials are all there' },
  cleanliness: { name: 'Clean', means: 'Nothing of the background is left' },
  alpha: { name: 'Solid', means: 'The body is not see-through' },
  photo: { name: 'Photo', means: 'Sharp, well lit and large enough' },
};

/** What a suggestion leads to: a button that does it, or advice where only a person can. */
export interface Remedy {
  readonly kind: 'redo-carefully' | 'send-on' | 'advice';
  readonly label: string;
}

/** What was done already, and what this person may do. */
export interface RemedyContext {
  readonly triedCarefully: boolean;
  readonly canSendOn: boolean;
}

/**
 * What can be done about a defect here and now. "More care" mends edges, holes and leftovers too, so those suggestions lead
 * to it as long as it was not tried; everything that needs a person or a tool that is not here is advice and never a button.
 */
export function remedyOf(defect: Pick<Defect, 'action'>, { triedCarefully, canSendOn }: RemedyContext): Remedy {
  const byCare: readonly Action[] = ['try_careful_mode', 'refine_edges', 'decontaminate_edges', 'fill_holes', 'remove_islands'];
  if (byCare.includes(defect.action) && !triedCarefully) return { kind: 'redo-carefully', label: 'Redo with more care' };
  if (defect.action === 'try_other_provider' && canSendOn) return { kind: 'send-on', label: 'Send to another provider…' };
  return { kind: 'advice', label: advice[defect.action] };
}

const advice: Readonly<Record<Action, string>> = {
  retake_photo: 'Take the photo again',
  try_careful_mode: 'More care was tried; take the photo again',
  try_other_provider: 'Take it again before a plain background',
  refine_edges: 'More care was tried; zoom in and decide',
  fill_holes: 'More care was tried; take the photo again',
  remove_islands: 'More care was tried; zoom in and decide',
  decontaminate_edges: 'More care was tried; look at it on white',
  touch_up_mask: 'Mend it in a photo editor',
  choose_other_photo: 'Use another photo of this angle',
  adjust_exposure: 'Take it again with more even light',
  reduce_noise: 'Take it again in better light',
};

/** The first suggestion that can be followed at once: what F does. */
export function firstRemedy(report: Report | null, context: RemedyContext): Remedy | null {
  if (!report) return context.triedCarefully ? null : { kind: 'redo-carefully', label: 'Redo with more care' };
  const remedies = report.defects.map((defect) => remedyOf(defect, context));
  return remedies.find((remedy) => remedy.kind !== 'advice') ?? null;
}

/** "Edge lies inside the car by 4.2 px": what was measured, for who wants to know exactly. */
export function measureInWords({ measure: { name, value, unit } }: Pick<Defect, 'measure'>): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${amountInWords(value, unit)}`;
}

/** With its unit, and no more digits than it deserves. */
function amountInWords(value: number, unit: string): string {
  if (unit === 'of 1') return `${Math.round(value * 100)} %`;
  const digits = Math.abs(value) >= 10 ? 0 : Math.abs(value) >= 1 ? 1 : 2;
  return `${value.toLocaleString(undefined, { maximumFractionDigits: digits })}${unit ? ` ${unit}` : ''}`;
}

const lostOn: Readonly<Record<Aspect, string>> = {
  edges: 'the edges',
  colour: 'colour along the edges',
  completeness: 'parts that are missing',
  cleanliness: 'leftovers of the background',
  alpha: 'see-through parts',
  photo: 'the photo itself',
};

/** One sentence that says what the score is made of. */
export function scoreInWords(report: Report): string {
  const examined = aspectSchema.options.flatMap((aspect) => {
    const score = report.aspects[aspect];
    return score === null ? [] : [{ aspect, score }];
  });
  const worst = examined.toSorted((a, b) => a.score - b.score)[0];
  if (!worst || worst.score >= 95) return 'Nothing of note was found.';
  return `Most was lost on ${lostOn[worst.aspect]}.`;
}

/** Reasons for a rejection, in the words that stand in the record. */
export const rejectReasons = [
  'Edges are wrong',
  'A part is missing',
  'Background is left',
  'The photo is not good enough',
  'Wrong vehicle or angle',
] as const;
