'use client';

import { Tabs as BaseTabs } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export interface Tab<Value extends string> {
  readonly value: Value;
  readonly label: ReactNode;
  readonly count?: number;
}

export interface TabsProps<Value extends string> {
  readonly tabs: readonly Tab<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly label: string;
  /** What the chosen tab shows. */
  readonly children?: ReactNode;
  readonly className?: string;
}

/** Tabs with a line below the chosen one. The panel is what `children` says for the chosen value. */
export function Tabs<Value extends string>({ tabs, value, onChange, label, children, className }: TabsProps<Value>) {
  return (
    <BaseTabs.Root value={value} onValueChange={onChange} className="contents">
      <BaseTabs.List aria-label={label} className={classNames('relative flex gap-1 overflow-x-auto border-b border-line', className)}>
        {tabs.map((tab) => (
          <BaseTabs.Tab
            key={tab.value}
            value={tab.value}
            className="flex h-9 shrink-0 items-center justify-center gap-2 rounded-sm px-2.5 text-base font-medium text-quiet hover:text-ink focus-visible:-outline-offset-2 data-active:text-ink touch:h-11 touch:min-w-11"
          >
            {tab.label}
            {tab.count === undefined ? null : <span className="figures text-xs text-faint">{tab.count}</span>}
          </BaseTabs.Tab>
        ))}
        <BaseTabs.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) bg-ink transition-all duration-(--gentle)" />
      </BaseTabs.List>
      {children === undefined ? null : (
        <BaseTabs.Panel value={value} className="outline-offset-4">
          {children}
        </BaseTabs.Panel>
      )}
    </BaseTabs.Root>
  );
}
