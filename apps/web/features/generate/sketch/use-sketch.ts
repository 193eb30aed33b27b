'use client';

import { useState } from 'react';
import { type Change, type Drawing, penColours, thicknesses } from './drawing.ts';

export type Tool = 'pen' | 'eraser';

/** A drawing with what it is drawn with. */
export interface Sketch {
  readonly drawing: Drawing;
  readonly change: (change: Change) => void;
  readonly tool: Tool;
  readonly setTool: (tool: Tool) => void;
  readonly colour: string;
  readonly setColour: (colour: string) => void;
  readonly thicknessPx: number;
  readonly setThicknessPx: (thicknessPx: number) => void;
}

export function useSketch(drawing: Drawing, change: (change: Change) => void): Sketch {
  const [tool, setTool] = useState<Tool>('pen');
  const [colour, setColourOnly] = useState<string>(penColours[0].value);
  const [thicknessPx, setThicknessPx] = useState<number>(thicknesses[1].px);
  return {
    ...{ drawing, change, tool, setTool, colour, thicknessPx, setThicknessPx },
    setColour(next) {
      setColourOnly(next);
      // Whoever takes a colour wants to draw with it.
      setTool('pen');
    },
  };
}
