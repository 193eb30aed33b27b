'use client';

import { Columns2, Keyboard, Minus, Plus, ScanSearch } from 'lucide-react';
import type { ReactNode } from 'react';
import { useCommands } from '@/components/frame/commands.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { Menu, MenuItem } from '@/components/ui/menu.tsx';
import { type Ground, groundNames, groundSchema } from './grounds.ts';
import type { StageView } from './stage.tsx';
import type { LieControl } from './use-lie.ts';

export interface StageToolsProps {
  readonly view: StageView;
  readonly onCompare: () => void;
  readonly onHold: (isHeld: boolean) => void;
  readonly ground: Ground;
  readonly onGround: (ground: Ground) => void;
  readonly hasMarks: boolean;
  readonly onMarks: () => void;
  readonly control: LieControl;
  readonly hasCutout: boolean;
}

/** How the picture is looked at. Each has its key; the buttons are for mouse and finger. */
export function StageTools({ view, onCompare, onHold, ground, onGround, hasMarks, onMarks, control, hasCutout }: StageToolsProps) {
  const { openShortcuts } = useCommands();
  const percent = Math.round(control.lie.scale * 100);
  return (
    <div role="toolbar" aria-label="Look" className="mx-auto flex items-center gap-1 overflow-x-auto [scrollbar-width:none]">
      {hasCutout ? (
        <>
          <span className="md:hidden">
            <Menu
              side="top"
              align="start"
              trigger={
                <button type="button" aria-label={`Ground: ${groundNames[ground]}`} className={classNames(toolStyle, 'w-8 touch:w-11')}>
                  <Swatch ground={ground} />
                </button>
              }
            >
              {groundSchema.options.map((option) => (
                <MenuItem key={option} icon={<Swatch ground={option} />} onClick={() => onGround(option)}>
                  {groundNames[option]}
                </MenuItem>
              ))}
            </Menu>
          </span>
          <fieldset className="hidden shrink-0 items-center gap-1 pr-1 md:flex">
            <legend className="sr-only">Ground</legend>
            {groundSchema.options.map((option, index) => (
              <button
                key={option}
                type="button"
                aria-pressed={ground === option}
                aria-label={`${groundNames[option]} ground`}
                title={`${groundNames[option]} (${index + 1})`}
                onClick={() => onGround(option)}
                className="group flex size-8 items-center justify-center rounded-md touch:size-11"
              >
                <Swatch ground={option} className={ground === option ? 'ring-2 ring-accent ring-offset-2 ring-offset-canvas' : undefined} />
              </button>
            ))}
          </fieldset>
          <Tool
            label="Slider between before and after"
            keyName="C"
            isOn={view === 'compare'}
            onClick={onCompare}
            icon={<Columns2 aria-hidden />}
          />
          <button
            type="button"
            title="Hold to see the photo before (B)"
            onPointerDown={() => onHold(true)}
            onPointerUp={() => onHold(false)}
            onPointerLeave={() => onHold(false)}
            onPointerCancel={() => onHold(false)}
            onContextMenu={(event) => event.preventDefault()}
            onKeyDown={(event) => event.key === ' ' && onHold(true)}
            onKeyUp={() => onHold(false)}
            className={classNames(toolStyle, 'px-2.5 text-sm font-medium', view === 'before' && 'bg-pressed text-ink')}
          >
            Before
          </button>
          <Tool label="What was found" keyName="D" isOn={hasMarks} onClick={onMarks} icon={<ScanSearch aria-hidden />} />
        </>
      ) : null}
      <span className="mx-1 h-5 w-px shrink-0 bg-line" />
      <Tool label="Farther" keyName="−" onClick={control.zoomOut} icon={<Minus aria-hidden />} />
      <button
        type="button"
        title="Whole picture (0)"
        aria-label={`Zoom ${percent} %. Show the whole picture`}
        onClick={control.zoomFit}
        className={classNames(toolStyle, 'figures w-14 text-sm')}
      >
        {percent} %
      </button>
      <Tool label="Closer" keyName="+" onClick={control.zoomIn} icon={<Plus aria-hidden />} />
      <span className="hidden md:contents">
        <Tool label="All keys" keyName="?" onClick={openShortcuts} icon={<Keyboard aria-hidden />} />
      </span>
    </div>
  );
}

const toolStyle =
  'flex h-8 shrink-0 items-center justify-center rounded-md text-quiet transition-colors duration-(--quick) hover:bg-hover hover:text-ink touch:h-11 [&_svg]:size-4';

interface ToolProps {
  readonly label: string;
  readonly keyName: string;
  readonly isOn?: boolean;
  readonly onClick: () => void;
  readonly icon: ReactNode;
}

function Tool({ label, keyName, isOn, onClick, icon }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={`${label} (${keyName})`}
      {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
      onClick={onClick}
      className={classNames(toolStyle, 'w-8 touch:w-11', isOn && 'bg-accent-soft text-accent-text')}
    >
      {icon}
    </button>
  );
}

function Swatch({ ground, className }: { readonly ground: Ground; readonly className?: string | undefined }) {
  return <span className={classNames('size-5 rounded-full border border-line-control', swatches[ground], className)} />;
}

const swatches: Readonly<Record<Ground, string>> = {
  grey: 'bg-ground-grey',
  white: 'bg-ground-white',
  black: 'bg-ground-black',
  checker: '[background:repeating-conic-gradient(oklch(70%_0_0)_0_25%,oklch(95%_0_0)_0_50%)_0_0/8px_8px]',
  scene: 'bg-[linear-gradient(oklch(91%_0_0)_55%,oklch(55%_0_0)_55%)]',
};
