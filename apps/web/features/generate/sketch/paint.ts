import { type Drawing, paperFormats, type Stroke, strokesOf, thicknessAt } from './drawing.ts';

const paperColour = '#ffffff';

/** What is used of a canvas, so that the same strokes can be drawn on any. */
export type Brush = Pick<
  CanvasRenderingContext2D,
  | 'fillStyle'
  | 'strokeStyle'
  | 'lineWidth'
  | 'lineCap'
  | 'lineJoin'
  | 'fillRect'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'quadraticCurveTo'
  | 'arc'
  | 'fill'
  | 'stroke'
>;

/** Draws one stroke: curves through the middles between its points, so that no corner shows where a hand made none. */
export function paintStroke(brush: Brush, stroke: Stroke): void {
  const colour = stroke.tool === 'eraser' ? paperColour : stroke.colour;
  brush.strokeStyle = colour;
  brush.fillStyle = colour;
  brush.lineCap = 'round';
  brush.lineJoin = 'round';
  const [first, ...rest] = stroke.points;
  if (first === undefined) return;
  if (rest.length === 0) {
    brush.beginPath();
    brush.arc(first[0], first[1], thicknessAt(stroke, first) / 2, 0, 2 * Math.PI);
    brush.fill();
    return;
  }
  let [fromX, fromY] = first;
  let before = first;
  for (const [index, point] of rest.entries()) {
    const isLast = index === rest.length - 1;
    const toX = isLast ? point[0] : (before[0] + point[0]) / 2;
    const toY = isLast ? point[1] : (before[1] + point[1]) / 2;
    brush.lineWidth = (thicknessAt(stroke, before) + thicknessAt(stroke, point)) / 2;
    brush.beginPath();
    brush.moveTo(fromX, fromY);
    brush.quadraticCurveTo(before[0], before[1], toX, toY);
    brush.stroke();
    fromX = toX;
    fromY = toY;
    before = point;
  }
}

/** Draws the whole paper anew. */
export function paintDrawing(brush: Brush, drawing: Drawing): void {
  const { widthPx, heightPx } = paperFormats[drawing.format];
  brush.fillStyle = paperColour;
  brush.fillRect(0, 0, widthPx, heightPx);
  for (const stroke of strokesOf(drawing)) paintStroke(brush, stroke);
}
