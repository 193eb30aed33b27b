'use client';

import { type PointerEvent, useEffect, useId, useRef, useState } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { extended, isBlank, type Point, paperFormats, type Stroke, straightened } from './drawing.ts';
import { type Brush, paintDrawing, paintStroke } from './paint.ts';
import { useKeyboardPen } from './use-keyboard-pen.ts';
import type { Sketch } from './use-sketch.ts';

/** Paper to draw on: with a mouse, a finger, a pen that knows how hard it is pressed, or the keyboard. */
export function SketchPad({ sketch }: { readonly sketch: Sketch }) {
  const { drawing, change, tool, colour, thicknessPx } = sketch;
  const { widthPx, heightPx } = paperFormats[drawing.format];
  const canvas = useRef<HTMLCanvasElement>(null);
  const under = useRef<{ readonly pointerId: number; stroke: Stroke } | null>(null);
  const [isFocused, setIsFocused] = useState(false);
  const keys = useKeyboardPen(sketch);
  const helpId = useId();
  useEffect(() => {
    const brush = brushOf(canvas.current);
    if (brush === null) return;
    paintDrawing(brush, drawing);
    if (keys.stroke !== null) paintStroke(brush, keys.stroke);
  }, [drawing, keys.stroke]);

  const pointOf = (event: { clientX: number; clientY: number; pressure: number; pointerType: string }, box: DOMRect): Point => [
    Math.round(((event.clientX - box.left) / box.width) * widthPx * 10) / 10,
    Math.round(((event.clientY - box.top) / box.height) * heightPx * 10) / 10,
    event.pointerType === 'pen' ? event.pressure : 0.5,
  ];
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    // A second finger or the other button is no second pen.
    if (under.current !== null || event.button > 0) return;
    keys.lift();
    event.currentTarget.setPointerCapture(event.pointerId);
    const point = pointOf(event, event.currentTarget.getBoundingClientRect());
    // The far end of most pens rubs out: the specification of pointer events calls it button 5, its bit in `buttons` is 32.
    const isRubbing = tool === 'eraser' || (event.buttons & 32) !== 0;
    const stroke: Stroke = { kind: 'stroke', tool: isRubbing ? 'eraser' : 'pen', colour, thicknessPx, points: [point] };
    under.current = { pointerId: event.pointerId, stroke };
    draw(stroke);
  };
  const draw = (stroke: Stroke) => {
    const brush = brushOf(canvas.current);
    if (brush !== null) paintStroke(brush, stroke);
  };
  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    const now = under.current;
    if (now?.pointerId !== event.pointerId) return;
    const box = event.currentTarget.getBoundingClientRect();
    const brush = brushOf(canvas.current);
    if (brush === null) return;
    if (event.shiftKey) {
      now.stroke = straightened(now.stroke, pointOf(event, box));
      paintDrawing(brush, drawing);
      paintStroke(brush, now.stroke);
      return;
    }
    // All that the pen did since the last frame, not only where it is now.
    const events = event.nativeEvent.getCoalescedEvents?.() ?? [];
    const from = now.stroke.points.length;
    for (const each of events.length > 0 ? events : [event.nativeEvent]) now.stroke = extended(now.stroke, pointOf(each, box));
    // Only the end is new: a long stroke costs no more than a short one.
    paintStroke(brush, { ...now.stroke, points: now.stroke.points.slice(Math.max(0, from - 2)) });
  };
  const end = (event: PointerEvent<HTMLCanvasElement>) => {
    const now = under.current;
    if (now?.pointerId !== event.pointerId) return;
    under.current = null;
    if (event.type === 'pointercancel') {
      const brush = brushOf(canvas.current);
      if (brush !== null) paintDrawing(brush, drawing);
      return;
    }
    change({ type: 'made', mark: now.stroke });
  };
  return (
    <div className="relative flex items-center justify-center rounded-md bg-ground-grey p-2">
      <div
        role="application"
        aria-label={`Sketch, ${isBlank(drawing) ? 'empty' : 'drawn on'}`}
        aria-describedby={helpId}
        aria-roledescription="drawing paper"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: paper that is drawn on by keys needs the focus
        tabIndex={0}
        data-sketch={drawing.marks.length}
        onKeyDown={keys.onKeyDown}
        onFocus={(event) => setIsFocused(event.currentTarget.matches(':focus-visible'))}
        onBlur={() => {
          setIsFocused(false);
          keys.lift();
        }}
        className="relative max-h-full w-full rounded-sm"
        style={{ aspectRatio: `${widthPx} / ${heightPx}`, maxWidth: `min(100%, calc(46dvh * ${widthPx / heightPx}))` }}
      >
        <canvas
          ref={canvas}
          width={widthPx}
          height={heightPx}
          className="absolute inset-0 size-full touch-none rounded-sm bg-white"
          style={{ cursor: 'crosshair' }}
          onPointerDown={begin}
          onPointerMove={go}
          onPointerUp={end}
          onPointerCancel={end}
        />
        {isBlank(drawing) && !keys.isDown ? <Hint isKeyboard={isFocused} /> : null}
        {isFocused ? (
          <span
            aria-hidden
            className={classNames(
              'pointer-events-none absolute size-5 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-accent',
              keys.isDown && 'bg-accent/40',
            )}
            style={{ left: `${(keys.at.x / widthPx) * 100}%`, top: `${(keys.at.y / heightPx) * 100}%` }}
          />
        ) : null}
      </div>
      <p id={helpId} className="sr-only">
        Arrow keys move the pen, Space puts it down and lifts it, Shift goes farther.
      </p>
      <p aria-live="polite" className="sr-only">
        {keys.said}
      </p>
    </div>
  );
}

function Hint({ isKeyboard }: { readonly isKeyboard: boolean }) {
  return (
    <p
      aria-hidden
      className="pointer-events-none absolute inset-x-0 top-1/2 mt-6 -translate-y-1/2 px-6 text-center text-base text-[oklch(46%_0_0)]"
    >
      {isKeyboard ? 'Arrows move the pen, Space puts it down' : 'Draw where the car stands, the road, the sky'}
    </p>
  );
}

function brushOf(canvas: HTMLCanvasElement | null): Brush | null {
  return canvas?.getContext('2d') ?? null;
}
