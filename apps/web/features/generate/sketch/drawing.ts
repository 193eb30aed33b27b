import * as z from 'zod';

/** Paper is measured in its own pixels, whatever its size on the screen: the same drawing gives the same picture everywhere. */
export const paperFormats = {
  wide: { name: 'Wide', widthPx: 1024, heightPx: 768 },
  square: { name: 'Square', widthPx: 1024, heightPx: 1024 },
  tall: { name: 'Tall', widthPx: 768, heightPx: 1024 },
} as const;
const paperFormatSchema = z.enum(['wide', 'square', 'tall']);
export type PaperFormat = z.infer<typeof paperFormatSchema>;

/** The colours of the pens: what a car, a road and a sky need, and nothing that a child would miss. */
export const penColours = [
  { name: 'Black', value: '#111111' },
  { name: 'Grey', value: '#8a8a8a' },
  { name: 'Red', value: '#d22f27' },
  { name: 'Orange', value: '#e8871e' },
  { name: 'Yellow', value: '#f2c811' },
  { name: 'Green', value: '#3a9b4b' },
  { name: 'Blue', value: '#2d6fd2' },
  { name: 'Brown', value: '#7a4a2b' },
] as const;

export const thicknesses = [
  { name: 'Fine', px: 3 },
  { name: 'Medium', px: 8 },
  { name: 'Thick', px: 20 },
  { name: 'Marker', px: 48 },
] as const;

const pointSchema = z.tuple([z.number(), z.number(), z.number().min(0).max(1)]);
/** Across, down, and how hard the pen was pressed: 0.5 where nobody measures it. */
export type Point = z.infer<typeof pointSchema>;

const strokeSchema = z.strictObject({
  kind: z.literal('stroke'),
  tool: z.enum(['pen', 'eraser']),
  colour: z.string().regex(/^#[0-9a-f]{6}$/),
  thicknessPx: z.number().min(1).max(200),
  points: z.array(pointSchema).min(1),
});
export type Stroke = z.infer<typeof strokeSchema>;

const markSchema = z.discriminatedUnion('kind', [strokeSchema, z.strictObject({ kind: z.literal('clear') })]);
/** One thing that was done to the paper, and can be undone. */
export type Mark = z.infer<typeof markSchema>;

export const drawingSchema = z.strictObject({
  format: paperFormatSchema,
  marks: z.array(markSchema),
  /** What was undone and can be done again, the latest last. */
  undone: z.array(markSchema),
});
export type Drawing = z.infer<typeof drawingSchema>;

export type Change =
  | { readonly type: 'made'; readonly mark: Mark }
  | { readonly type: 'undone' }
  | { readonly type: 'redone' }
  | { readonly type: 'formatted'; readonly format: PaperFormat }
  | { readonly type: 'replaced'; readonly drawing: Drawing };

export const emptyDrawing: Drawing = { format: 'wide', marks: [], undone: [] };

/** What a drawing is after a change. A new mark ends what could be done again; clearing is a mark, so that it can be undone too. */
export function changed(drawing: Drawing, change: Change): Drawing {
  switch (change.type) {
    case 'made':
      if (change.mark.kind === 'clear' && isBlank(drawing)) return drawing;
      return { ...drawing, marks: [...drawing.marks, change.mark], undone: [] };
    case 'undone': {
      const last = drawing.marks.at(-1);
      return last === undefined ? drawing : { ...drawing, marks: drawing.marks.slice(0, -1), undone: [...drawing.undone, last] };
    }
    case 'redone': {
      const next = drawing.undone.at(-1);
      return next === undefined ? drawing : { ...drawing, marks: [...drawing.marks, next], undone: drawing.undone.slice(0, -1) };
    }
    case 'formatted':
      return { ...drawing, format: change.format };
    case 'replaced':
      return change.drawing;
  }
}

/** The strokes that lie on the paper: those since it was last cleared. */
export function strokesOf(drawing: Drawing): readonly Stroke[] {
  const cleared = drawing.marks.findLastIndex(({ kind }) => kind === 'clear');
  return drawing.marks.slice(cleared + 1).filter((mark) => mark.kind === 'stroke');
}

/** Whether there is nothing to see: an eraser on white paper leaves none. */
export function isBlank(drawing: Drawing): boolean {
  return !strokesOf(drawing).some(({ tool }) => tool === 'pen');
}

/** Points nearer than this to the one before say nothing new; pens give hundreds of them in a second. */
const nearestPx = 1.5;

/** A stroke that has gone on to a point. */
export function extended(stroke: Stroke, [x, y, pressure]: Point): Stroke {
  const last = stroke.points.at(-1);
  if (last !== undefined && Math.hypot(x - last[0], y - last[1]) < nearestPx) return stroke;
  return { ...stroke, points: [...stroke.points, [x, y, pressure]] };
}

/** A stroke as a straight line from its beginning to a point. */
export function straightened(stroke: Stroke, to: Point): Stroke {
  const [from] = stroke.points;
  return { ...stroke, points: from === undefined ? [to] : [from, to] };
}

/** How thick a stroke is at a point: a pen that is pressed harder draws thicker, a mouse always the same. */
export function thicknessAt(stroke: Stroke, [, , pressure]: Point): number {
  return stroke.tool === 'eraser' ? stroke.thicknessPx : stroke.thicknessPx * (0.4 + 1.2 * pressure);
}
