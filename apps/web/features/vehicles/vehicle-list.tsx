'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { LayoutGrid, Plus, Rows3, Search, SearchX, X } from 'lucide-react';
import { useRouter, useSearchParams } from 'next/navigation';
import { useDeferredValue, useEffect, useRef, useState } from 'react';
import { useCommandActions } from '@/components/frame/command-actions.tsx';
import { Page, PageHeader } from '@/components/frame/page-header.tsx';
import { useShortcuts } from '@/components/frame/shortcuts.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Input } from '@/components/ui/input.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import { Tooltip } from '@/components/ui/tooltip.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { NewVehicleDialog } from './new-vehicle-dialog.tsx';
import { NoVehicles } from './no-vehicles.tsx';
import { VehicleCard, VehicleRow } from './vehicle-card.tsx';
import { VehicleListSkeleton } from './vehicle-list-skeleton.tsx';
import { vehicleListOptions } from './vehicle-queries.ts';
import { type View, viewCookie } from './view.ts';

/** The stock: what stands on the lot, newest first, with the state of its photos. */
export function VehicleList({ initialSearch, initialView }: { readonly initialSearch: string; readonly initialView: View }) {
  const [text, setText] = useState(initialSearch);
  const search = useDeferredValue(text.trim());
  const [view, setView] = useView(initialView);
  const searchBox = useRef<HTMLInputElement>(null);
  const [isNewOpen, setNewOpen] = useNewDialog();
  useAddress(search);

  const { data, error, isFetching, isFetchingNextPage, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery(
    vehicleListOptions(browserClient, search),
  );
  const vehicles = itemsOf(data);
  const openNew = () => setNewOpen(true);
  useShortcuts([
    { keys: ['n'], label: 'New vehicle', group: 'Vehicles', run: openNew },
    { keys: ['/'], label: 'Search', group: 'Vehicles', run: () => searchBox.current?.focus() },
  ]);
  useCommandActions([{ label: 'New vehicle', icon: Plus, otherWords: ['add', 'create', 'stock'], run: openNew }]);

  const isEmpty = vehicles?.length === 0 && search === '';
  return (
    <Page isWide className="flex grow flex-col">
      <PageHeader
        title="Vehicles"
        actions={
          <Button variant="primary" onClick={openNew} icon={<Plus aria-hidden />}>
            New vehicle
          </Button>
        }
      />
      {isEmpty ? null : (
        <div className="flex items-center gap-2 pb-4">
          <SearchBox value={text} onChange={setText} boxRef={searchBox} />
          <span className="grow" />
          <ViewSwitch view={view} onChange={setView} />
        </div>
      )}
      {error !== null && vehicles === undefined ? (
        <ProblemNote
          error={error}
          title="The vehicles could not be loaded."
          action={
            <Button variant="primary" size="small" isBusy={isFetching} onClick={() => void refetch()}>
              Try again
            </Button>
          }
        />
      ) : vehicles === undefined ? (
        <VehicleListSkeleton view={view} />
      ) : isEmpty ? (
        <NoVehicles onNew={openNew} />
      ) : vehicles.length === 0 ? (
        <Empty icon={SearchX} title="No vehicle matches" actions={<Button onClick={() => setText('')}>Clear the search</Button>}>
          Nothing has “{search}” in its stock number, VIN, make or model.
        </Empty>
      ) : view === 'cards' ? (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,248px),1fr))] gap-4">
          {vehicles.map((vehicle) => (
            <VehicleCard key={vehicle.id} vehicle={vehicle} />
          ))}
        </ul>
      ) : (
        <ul className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
          {vehicles.map((vehicle) => (
            <VehicleRow key={vehicle.id} vehicle={vehicle} />
          ))}
        </ul>
      )}
      <p role="status" className="sr-only">
        {search !== '' && vehicles !== undefined ? `${vehicles.length}${hasNextPage ? ' or more' : ''} vehicles found` : ''}
      </p>
      <MoreRows hasMore={hasNextPage} isLoading={isFetchingNextPage} onMore={() => void fetchNextPage()} />
      <NewVehicleDialog isOpen={isNewOpen} onOpenChange={setNewOpen} />
    </Page>
  );
}

/** The dialog is open where the address ends in `?new`: the camera of the bottom bar leads here. */
function useNewDialog() {
  const router = useRouter();
  const isAsked = useSearchParams().has('new');
  const [isOpen, setOpen] = useState(isAsked);
  useEffect(() => {
    if (!isAsked) return;
    setOpen(true);
    router.replace('/vehicles', { scroll: false });
  }, [isAsked, router]);
  return [isOpen, setOpen] as const;
}

/** A search can be sent to a colleague, and is still there after a look at a vehicle. */
function useAddress(search: string): void {
  useEffect(() => {
    const address = new URL(window.location.href);
    if ((address.searchParams.get('search') ?? '') === search) return;
    if (search === '') address.searchParams.delete('search');
    else address.searchParams.set('search', search);
    window.history.replaceState(null, '', address);
  }, [search]);
}

function useView(initial: View) {
  const [view, setView] = useState(initial);
  const choose = (next: View) => {
    setView(next);
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
    document.cookie = `${viewCookie}=${next}; path=/; max-age=31536000; samesite=lax`;
  };
  return [view, choose] as const;
}

interface SearchBoxProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly boxRef: React.RefObject<HTMLInputElement | null>;
}

function SearchBox({ value, onChange, boxRef }: SearchBoxProps) {
  return (
    <search className="relative w-full max-w-80">
      <Search aria-hidden className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-quiet" />
      <Input
        ref={boxRef}
        type="search"
        aria-label="Search vehicles"
        placeholder="Stock number, make, VIN"
        value={value}
        onValueChange={onChange}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          onChange('');
          event.currentTarget.blur();
        }}
        className="px-8 [&::-webkit-search-cancel-button]:hidden"
      />
      {value === '' ? (
        <Kbd className="pointer-events-none absolute top-1.5 right-1.5 touch:hidden">/</Kbd>
      ) : (
        <Button
          variant="quiet"
          size="icon-small"
          aria-label="Clear the search"
          onClick={() => onChange('')}
          className="absolute top-1/2 right-0.5 -translate-y-1/2"
        >
          <X aria-hidden />
        </Button>
      )}
    </search>
  );
}

const viewWords = { cards: { label: 'Cards', icon: LayoutGrid }, rows: { label: 'Rows', icon: Rows3 } } as const;

function ViewSwitch({ view, onChange }: { readonly view: View; readonly onChange: (view: View) => void }) {
  return (
    <fieldset className="flex shrink-0 rounded-md border border-line bg-surface p-0.5 touch:border-0 touch:p-0 touch:ring-1 touch:ring-line touch:ring-inset">
      <legend className="sr-only">Show as</legend>
      {(['cards', 'rows'] as const).map((each) => {
        const { label, icon: Icon } = viewWords[each];
        return (
          <Tooltip key={each} text={label}>
            <button
              type="button"
              aria-label={label}
              aria-pressed={view === each}
              onClick={() => onChange(each)}
              className="flex h-6.5 w-8 items-center justify-center rounded-sm text-quiet hover:text-ink aria-pressed:bg-pressed aria-pressed:text-ink touch:h-11 touch:w-11"
            >
              <Icon aria-hidden className="size-4" />
            </button>
          </Tooltip>
        );
      })}
    </fieldset>
  );
}
