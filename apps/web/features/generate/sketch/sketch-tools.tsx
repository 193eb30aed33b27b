'use client';

import { Eraser, Pencil, RectangleHorizontal, RectangleVertical, Redo2, Square, Trash2, Undo2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { isBlank, type PaperFormat, paperFormats, penColours, thicknesses } from './drawing.ts';
import type { Sketch } from './use-sketch.ts';

/** Pens, colours, eraser, undo: each with its name, all to be reached by Tab. */
export function SketchTools({ sketch }: { readonly sketch: Sketch }) {
  const { drawing, change, tool, setTool, colour, setColour, thicknessPx, setThicknessPx } = sketch;
  return (
    <div role="toolbar" aria-label="Drawing" className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <Group label="Tool">
        <Choice label="Pen" isOn={tool === 'pen'} onClick={() => setTool('pen')}>
          <Pencil aria-hidden className="size-4" />
        </Choice>
        <Choice label="Eraser" isOn={tool === 'eraser'} onClick={() => setTool('eraser')}>
          <Eraser aria-hidden className="size-4" />
        </Choice>
      </Group>
      <Group label="Colour">
        {penColours.map(({ name, value }) => (
          <Choice key={value} label={name} isOn={tool === 'pen' && colour === value} onClick={() => setColour(value)} isNarrow>
            <span className="size-4 rounded-full border border-line-control" style={{ background: value }} />
          </Choice>
        ))}
      </Group>
      <Group label="Thickness">
        {thicknesses.map(({ name, px }) => (
          <Choice key={px} label={name} isOn={thicknessPx === px} onClick={() => setThicknessPx(px)} isNarrow>
            <span className="rounded-full bg-current" style={{ width: 3 + px / 4, height: 3 + px / 4 }} />
          </Choice>
        ))}
      </Group>
      <Group label="Paper">
        {formats.map(({ format, icon }) => (
          <Choice
            key={format}
            label={`${paperFormats[format].name} paper`}
            isOn={drawing.format === format}
            onClick={() => change({ type: 'formatted', format })}
            isNarrow
          >
            {icon}
          </Choice>
        ))}
      </Group>
      <span className="flex gap-0.5">
        <Button
          variant="quiet"
          size="icon"
          aria-label="Undo"
          title="Undo"
          disabled={drawing.marks.length === 0}
          focusableWhenDisabled
          onClick={() => change({ type: 'undone' })}
        >
          <Undo2 aria-hidden />
        </Button>
        <Button
          variant="quiet"
          size="icon"
          aria-label="Redo"
          title="Redo"
          disabled={drawing.undone.length === 0}
          focusableWhenDisabled
          onClick={() => change({ type: 'redone' })}
        >
          <Redo2 aria-hidden />
        </Button>
        <Button
          variant="quiet"
          size="icon"
          aria-label="Clear the paper"
          title="Clear the paper"
          disabled={isBlank(drawing)}
          focusableWhenDisabled
          onClick={() => change({ type: 'made', mark: { kind: 'clear' } })}
        >
          <Trash2 aria-hidden />
        </Button>
      </span>
    </div>
  );
}

const formats: readonly { readonly format: PaperFormat; readonly icon: ReactNode }[] = [
  { format: 'wide', icon: <RectangleHorizontal aria-hidden className="size-4" /> },
  { format: 'square', icon: <Square aria-hidden className="size-4" /> },
  { format: 'tall', icon: <RectangleVertical aria-hidden className="size-4" /> },
];

function Group({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <fieldset className="flex items-center gap-0.5">
      <legend className="sr-only">{label}</legend>
      {children}
    </fieldset>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly isOn: boolean;
  readonly onClick: () => void;
  readonly isNarrow?: boolean;
  readonly children: ReactNode;
}

function Choice({ label, isOn, onClick, isNarrow = false, children }: ChoiceProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isOn}
      title={label}
      onClick={onClick}
      className={classNames(
        'flex h-8 items-center justify-center rounded-md touch:h-11',
        isNarrow ? 'w-7 touch:w-9' : 'w-8 touch:w-11',
        isOn ? 'bg-accent-soft text-accent-text ring-1 ring-accent ring-inset' : 'text-quiet hover:bg-hover hover:text-ink',
      )}
    >
      {children}
    </button>
  );
}
