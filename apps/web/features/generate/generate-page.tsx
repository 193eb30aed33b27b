'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Sparkles, WandSparkles } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useCommandActions } from '@/components/frame/command-actions.tsx';
import { Page, PageHeader } from '@/components/frame/page-header.tsx';
import { useRight } from '@/components/frame/rights.tsx';
import { useShortcuts } from '@/components/frame/shortcuts.tsx';
import { Empty } from '@/components/state/empty.tsx';
import { MoreRows } from '@/components/state/more-rows.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { Tabs } from '@/components/ui/tabs.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { useHydrated } from '@/lib/use-hydrated.ts';
import { CreateDialog } from './create-dialog.tsx';
import { GenerationCard } from './generation-card.tsx';
import { generationListOptions, type Which } from './generation-queries.ts';
import { useCaughtUp } from './use-caught-up.ts';

export interface GeneratePageProps {
  readonly personId: string;
  /** The vehicle that somebody came from, to make a picture for it. */
  readonly vehicle: { readonly id: string; readonly title: string } | null;
}

/** Pictures that were made, and the way to a new one. */
export function GeneratePage({ personId, vehicle }: GeneratePageProps) {
  const router = useRouter();
  const mayWrite = useRight('generations:write');
  const isHydrated = useHydrated();
  const [which, setWhich] = useState<Which>('roots');
  const [isOpen, setIsOpen] = useState(vehicle !== null && mayWrite);
  const list = useInfiniteQuery(generationListOptions(browserClient, which, null));
  const items = itemsOf(list.data);
  useCaughtUp(queryKeys.generationList(which, null), items);
  const open = () => setIsOpen(true);
  useShortcuts(mayWrite ? [{ keys: ['n'], label: 'New picture', group: 'Create', run: open }] : []);
  useCommandActions(
    mayWrite ? [{ label: 'Make a picture', icon: WandSparkles, otherWords: ['create', 'generate', 'sketch', 'ai'], run: open }] : [],
  );
  return (
    <Page isWide className="flex grow flex-col">
      <PageHeader
        title="Create"
        description="Pictures from sketches, photos and words"
        actions={
          mayWrite ? (
            <Button variant="primary" icon={<Sparkles aria-hidden />} onClick={open}>
              New picture
            </Button>
          ) : null
        }
      />
      <Tabs
        label="Which pictures"
        tabs={[
          { value: 'roots', label: 'All' },
          { value: 'favourites', label: 'Favourites' },
        ]}
        value={which}
        onChange={setWhich}
        className="mb-4"
      />
      {items === undefined ? (
        list.error === null ? (
          <Loading />
        ) : (
          <ProblemNote
            error={list.error}
            title="The pictures could not be loaded."
            action={<Button onClick={() => void list.refetch()}>Try again</Button>}
          />
        )
      ) : items.length === 0 ? (
        <Nothing which={which} onNew={mayWrite ? open : null} />
      ) : (
        <>
          <ul aria-label="Pictures" className={gridStyle}>
            {items.map((generation) => (
              <GenerationCard key={generation.id} generation={generation} />
            ))}
          </ul>
          <MoreRows hasMore={list.hasNextPage} isLoading={list.isFetchingNextPage} onMore={() => void list.fetchNextPage()} />
        </>
      )}
      {isHydrated ? (
        <CreateDialog
          isOpen={isOpen}
          onOpenChange={setIsOpen}
          personId={personId}
          vehicle={vehicle}
          start={null}
          onCreated={({ id }) => router.push(`/generate/${id}`)}
        />
      ) : null}
    </Page>
  );
}

const gridStyle = 'grid grid-cols-2 gap-3 sm:grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] sm:gap-4';

function Nothing({ which, onNew }: { readonly which: Which; readonly onNew: (() => void) | null }) {
  if (which === 'favourites') {
    return (
      <Empty icon={Sparkles} title="No favourites yet">
        Open a picture and press the star: it stands here then.
      </Empty>
    );
  }
  return (
    <Empty
      icon={WandSparkles}
      title="Draw it, and have it made"
      actions={
        onNew === null ? null : (
          <Button variant="primary" onClick={onNew}>
            Make the first picture
          </Button>
        )
      }
    >
      Sketch a car on a road, take a photo, or say it in words. You see who makes it, the price and the time before anything is spent.
    </Empty>
  );
}

function Loading() {
  return (
    <div className={gridStyle} aria-hidden>
      {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
        <Skeleton key={key} className="aspect-4/3" />
      ))}
    </div>
  );
}
