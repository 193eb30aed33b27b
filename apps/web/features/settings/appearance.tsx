'use client';

import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import { useId } from 'react';
import { useTheme } from '@/components/frame/theme.ts';
import { themeWords } from '@/components/frame/theme-items.tsx';
import { type Theme, themes } from '@/components/frame/theme-names.ts';
import { classNames } from '@/components/ui/class-names.ts';

/** Light, dark, or as the system has it; greys are without tint in both. */
export function Appearance() {
  const id = useId();
  const [theme, setTheme] = useTheme();
  return (
    <RadioGroup aria-label="Appearance" value={theme} onValueChange={setTheme} className="grid max-w-xl grid-cols-3 gap-3">
      {themes.map((value) => {
        const { label } = themeWords[value];
        return (
          // biome-ignore lint/a11y/noLabelWithoutControl: the radio renders its own input inside of this label
          <label key={value} className="group cursor-pointer">
            <Radio.Root
              value={value}
              aria-labelledby={`${id}-${value}`}
              className="block w-full rounded-md border border-line-strong p-1 transition-colors group-hover:border-line-control data-checked:border-accent data-checked:outline-1 data-checked:outline-accent focus-visible:outline-2 focus-visible:outline-focus"
            >
              <Preview theme={value} />
            </Radio.Root>
            <span id={`${id}-${value}`} className="mt-2 block text-sm">
              {label}
            </span>
          </label>
        );
      })}
    </RadioGroup>
  );
}

function Preview({ theme }: { readonly theme: Theme }) {
  if (theme === 'system') {
    return (
      <span aria-hidden className="relative block overflow-hidden rounded-sm">
        <Miniature theme="light" />
        <span className="absolute inset-0 [clip-path:polygon(50%_0,100%_0,100%_100%,50%_100%)]">
          <Miniature theme="dark" />
        </span>
      </span>
    );
  }
  return (
    <span aria-hidden className="block overflow-hidden rounded-sm">
      <Miniature theme={theme} />
    </span>
  );
}

/** The frame of the app in small: rail, bar, pictures. */
function Miniature({ theme }: { readonly theme: 'light' | 'dark' }) {
  return (
    <span data-theme={theme} className="flex h-20 bg-canvas">
      <span className="flex w-1/4 flex-col gap-1 border-r border-line p-1.5">
        <span className="h-1 w-3/4 rounded-full bg-ink" />
        <span className="h-1 w-full rounded-full bg-line-strong" />
        <span className="h-1 w-2/3 rounded-full bg-line" />
      </span>
      <span className="grid grow grid-cols-2 content-start gap-1.5 p-2">
        {['a', 'b', 'c', 'd'].map((tile, index) => (
          <span key={tile} className={classNames('h-6 rounded-[2px] border border-line', index === 0 ? 'bg-ground-grey' : 'bg-surface')} />
        ))}
      </span>
    </span>
  );
}
