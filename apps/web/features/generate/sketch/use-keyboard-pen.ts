'use client';

import { type KeyboardEvent, useState } from 'react';
import { extended, type Point, paperFormats, type Stroke } from './drawing.ts';
import type { Sketch } from './use-sketch.ts';

/** One press of an arrow; with Shift it goes farther, with Alt it is exact. */
const stepPx = { usual: 16, far: 64, exact: 2 } as const;

export interface KeyboardPen {
  readonly at: { readonly x: number; readonly y: number };
  readonly isDown: boolean;
  /** The stroke that is being drawn by keys. */
  readonly stroke: Stroke | null;
  /** What a screen reader is told. */
  readonly said: string;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly lift: () => void;
}

/** Draws without a pointer: arrows move the pen, Space puts it down and lifts it. */
export function useKeyboardPen({ drawing, change, tool, colour, thicknessPx }: Sketch): KeyboardPen {
  const { widthPx, heightPx } = paperFormats[drawing.format];
  const [at, setAt] = useState({ x: widthPx / 2, y: heightPx / 2 });
  const [stroke, setStroke] = useState<Stroke | null>(null);
  const [said, setSaid] = useState('');
  const lift = () => {
    if (stroke === null) return;
    change({ type: 'made', mark: stroke });
    setStroke(null);
    setSaid('Pen up');
  };
  const put = () => {
    setStroke({ kind: 'stroke', tool, colour, thicknessPx, points: [[at.x, at.y, 0.5]] });
    setSaid(`${tool === 'pen' ? 'Pen' : 'Eraser'} down, ${where(at)}`);
  };
  const move = (dx: number, dy: number, event: KeyboardEvent) => {
    const step = event.shiftKey ? stepPx.far : event.altKey ? stepPx.exact : stepPx.usual;
    const next = { x: clamp(at.x + dx * step, widthPx), y: clamp(at.y + dy * step, heightPx) };
    setAt(next);
    const point: Point = [next.x, next.y, 0.5];
    setStroke((now) => now && extended(now, point));
    setSaid(where(next));
  };
  return {
    ...{ at, stroke, said, lift },
    isDown: stroke !== null,
    onKeyDown(event) {
      const direction = directions[event.key];
      if (direction !== undefined) move(...direction, event);
      else if (event.key === ' ' && !event.repeat) {
        if (stroke === null) put();
        else lift();
      } else if (event.key === 'Escape' && stroke !== null) setStroke(null);
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function clamp(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

function where({ x, y }: { readonly x: number; readonly y: number }): string {
  return `${Math.round(x)} across, ${Math.round(y)} down`;
}
