'use client';

import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import type { Vehicle } from '@forecourt/sdk/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Moon, Search, Sun } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useDeferredValue, useState } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { overlayMotion } from '@/components/ui/dialog.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import { VehicleThumbnail } from '@/features/vehicles/vehicle-thumbnail.tsx';
import { vehicleTitle } from '@/features/vehicles/vehicle-words.ts';
import { browserClient } from '@/lib/data/client.ts';
import type { CommandAction } from './command-actions.tsx';
import { useDestinations } from './rights.tsx';
import { useTheme } from './theme.ts';

export interface CommandPaletteProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly actions: () => readonly CommandAction[];
}

/** Go to a vehicle or a page, or do something, by a few letters. */
export function CommandPalette({ isOpen, onOpenChange, actions }: CommandPaletteProps) {
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={onOpenChange}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={classNames('fixed inset-0 z-40 bg-backdrop', overlayMotion)} />
        <BaseDialog.Popup
          aria-label="Search or do"
          className={classNames(
            'fixed inset-x-2 top-2 z-50 overflow-hidden rounded-md border border-line bg-raised shadow-overlay outline-none sm:inset-x-auto sm:top-[14dvh] sm:left-1/2 sm:w-[36rem] sm:-translate-x-1/2',
            overlayMotion,
          )}
        >
          <PaletteContent actions={actions()} onDone={() => onOpenChange(false)} />
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}

function PaletteContent({ actions, onDone }: { readonly actions: readonly CommandAction[]; readonly onDone: () => void }) {
  const router = useRouter();
  const destinations = useDestinations();
  const [theme, setTheme] = useTheme();
  const [search, setSearch] = useState('');
  const vehicles = useFoundVehicles(useDeferredValue(search.trim()));
  const go = (path: string) => {
    onDone();
    router.push(path);
  };
  const isDark = theme === 'dark';
  return (
    <Command loop label="Search or do">
      <div className="flex items-center gap-3 border-b border-line px-4">
        <Search aria-hidden className="size-4 shrink-0 text-quiet" />
        <Command.Input
          value={search}
          onValueChange={setSearch}
          placeholder="A stock number, a make, a page, an action…"
          className="h-12 grow bg-transparent text-lg outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List className="max-h-[min(24rem,60dvh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-4 py-10 text-center text-quiet">Nothing is called “{search}”.</Command.Empty>
        {vehicles.length > 0 ? (
          <Group heading="Vehicles">
            {vehicles.map((vehicle) => (
              <Item
                key={vehicle.id}
                value={`${vehicle.id} ${vehicle.stockNumber} ${vehicle.vin ?? ''} ${vehicleTitle(vehicle)}`}
                onSelect={() => go(`/vehicles/${vehicle.id}`)}
              >
                <VehicleThumbnail vehicle={vehicle} className="h-7 w-10" />
                <span className="grow truncate">{vehicleTitle(vehicle)}</span>
                <span className="figures text-sm text-quiet">{vehicle.stockNumber}</span>
              </Item>
            ))}
          </Group>
        ) : null}
        <Group heading="Go to">
          {destinations.map(({ path, label, icon: Icon, keys }) => (
            <Item key={path} value={`Go to ${label}`} onSelect={() => go(path)}>
              <Icon aria-hidden className="size-4 text-quiet" />
              <span className="grow">{label}</span>
              <span className="flex gap-1" aria-hidden>
                {keys.map((key) => (
                  <Kbd key={key}>{key.toUpperCase()}</Kbd>
                ))}
              </span>
            </Item>
          ))}
        </Group>
        <Group heading="Do">
          {actions.map(({ label, icon: Icon, otherWords, run }) => (
            <Item
              key={label}
              value={label}
              {...(otherWords === undefined ? {} : { keywords: [...otherWords] })}
              onSelect={() => {
                onDone();
                run();
              }}
            >
              <Icon aria-hidden className="size-4 text-quiet" />
              {label}
            </Item>
          ))}
          <Item value="Switch theme" keywords={['dark', 'light', 'appearance']} onSelect={() => setTheme(isDark ? 'light' : 'dark')}>
            {isDark ? <Sun aria-hidden className="size-4 text-quiet" /> : <Moon aria-hidden className="size-4 text-quiet" />}
            {isDark ? 'Use the light theme' : 'Use the dark theme'}
          </Item>
        </Group>
      </Command.List>
    </Command>
  );
}

function useFoundVehicles(search: string): readonly Vehicle[] {
  const { data } = useQuery({
    queryKey: ['vehicles', 'found', search],
    queryFn: ({ signal }) =>
      browserClient()
        .vehicles.list({ limit: 6, ...(search === '' ? {} : { search }) }, { signal })
        .page(),
    placeholderData: keepPreviousData,
  });
  return data?.items ?? [];
}

function Group({ heading, children }: { readonly heading: string; readonly children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="**:[[cmdk-group-heading]]:px-2.5 **:[[cmdk-group-heading]]:pt-2 **:[[cmdk-group-heading]]:pb-1 **:[[cmdk-group-heading]]:text-xs **:[[cmdk-group-heading]]:font-medium **:[[cmdk-group-heading]]:text-quiet"
    >
      {children}
    </Command.Group>
  );
}

function Item({
  value,
  keywords,
  onSelect,
  children,
}: {
  readonly value: string;
  readonly keywords?: string[];
  readonly onSelect: () => void;
  readonly children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      {...(keywords === undefined ? {} : { keywords })}
      onSelect={onSelect}
      className="flex h-9 cursor-default select-none items-center gap-3 rounded-sm px-2.5 data-[selected=true]:bg-hover touch:h-11"
    >
      {children}
    </Command.Item>
  );
}
