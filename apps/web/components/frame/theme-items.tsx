'use client';

import { Menu as BaseMenu } from '@base-ui/react/menu';
import { Check, Monitor, Moon, Sun } from 'lucide-react';
import { useTheme } from './theme.ts';
import { type Theme, themes } from './theme-names.ts';

export const themeWords: Readonly<Record<Theme, { readonly label: string; readonly icon: typeof Sun }>> = {
  system: { label: 'As the system', icon: Monitor },
  light: { label: 'Light', icon: Sun },
  dark: { label: 'Dark', icon: Moon },
};

/** The choice of light and dark, for a menu. */
export function ThemeItems() {
  const [theme, setTheme] = useTheme();
  return (
    <BaseMenu.RadioGroup aria-label="Appearance" value={theme} onValueChange={setTheme}>
      {themes.map((value) => {
        const { label, icon: Icon } = themeWords[value];
        return (
          <BaseMenu.RadioItem
            key={value}
            value={value}
            closeOnClick={false}
            className="flex h-8 cursor-default select-none items-center gap-2.5 rounded-sm px-2.5 outline-none data-highlighted:bg-hover touch:h-11"
          >
            <Icon aria-hidden className="size-4 text-quiet" />
            <span className="grow">{label}</span>
            <BaseMenu.RadioItemIndicator>
              <Check aria-hidden className="size-4" />
            </BaseMenu.RadioItemIndicator>
          </BaseMenu.RadioItem>
        );
      })}
    </BaseMenu.RadioGroup>
  );
}
