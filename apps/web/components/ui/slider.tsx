'use client';

import { useId } from 'react';

export interface SliderProps {
  readonly label: string;
  readonly help?: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** As it is said beside the label: `60 %`. */
  readonly shown: string;
  readonly onChange: (value: number) => void;
}

/** A labelled slider with its value in words; the browser's own, so that keys, fingers and screen readers work as everywhere. */
export function Slider({ label, help, value, least, most, step, shown, onChange }: SliderProps) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="flex items-baseline justify-between gap-2 text-sm font-medium">
        {label}
        <span className="figures font-normal text-quiet">{shown}</span>
      </label>
      <input
        id={id}
        type="range"
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={shown}
        {...(help === undefined ? {} : { 'aria-describedby': `${id}-help` })}
        onChange={({ target }) => onChange(target.valueAsNumber)}
        className="mt-1 h-6 w-full cursor-pointer accent-accent touch:h-11"
      />
      {help === undefined ? null : (
        <p id={`${id}-help`} className="text-xs text-quiet">
          {help}
        </p>
      )}
    </div>
  );
}
