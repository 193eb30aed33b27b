'use client';

import type { Generation } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useEffect, useMemo, useState } from 'react';
import { Page } from '@/components/frame/page-header.tsx';
import { useRight } from '@/components/frame/rights.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { queryKeys } from '@/lib/data/keys.ts';
import { CreateDialog } from './create-dialog.tsx';
import type { Draft } from './draft.ts';
import { GenerationFacts } from './generation-facts.tsx';
import { generationTreeOptions } from './generation-queries.ts';
import { NodeView } from './node-view.tsx';
import { draftAgain, draftFrom } from './starts.ts';
import { TakeOverDialog } from './take-over-dialog.tsx';
import { type Branch, inOrder, treeOf } from './tree.ts';
import { TreeHeader } from './tree-header.tsx';
import { TreeView } from './tree-view.tsx';
import { useCaughtUp } from './use-caught-up.ts';
import { useGenerationActions } from './use-generation-actions.ts';

export interface TreePageProps {
  readonly rootId: string;
  /** The one that is shown first. */
  readonly generationId: string;
  readonly personId: string;
}

/** One picture with all that went on from it: looked at, compared, refined, taken over. */
export function TreePage(props: TreePageProps) {
  const { data, error, refetch } = useQuery(generationTreeOptions(browserClient, props.rootId));
  useCaughtUp(queryKeys.generationTree(props.rootId), data);
  const tree = useMemo(() => treeOf(data ?? [], props.rootId), [data, props.rootId]);
  const isGone = data !== undefined && tree === null;
  const router = useRouter();
  useEffect(() => {
    if (isGone) router.replace('/generate');
  }, [isGone, router]);
  if (data === undefined && error !== null) {
    return (
      <Page>
        <ProblemNote
          error={error}
          title="This picture could not be loaded."
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      </Page>
    );
  }
  if (tree === null) {
    return (
      <Page isWide>
        <Skeleton className="h-[70dvh]" />
      </Page>
    );
  }
  return <Tree {...props} tree={tree} />;
}

type Asking = { readonly start: Partial<Draft> } | null;

function Tree({ tree, generationId, personId }: TreePageProps & { readonly tree: Branch }) {
  const mayWrite = useRight('generations:write');
  const [currentId, setCurrentId] = useState(generationId);
  const [chosenResultId, setChosenResultId] = useState<string | null>(null);
  const [comparedWith, setComparedWith] = useState<string | null>(null);
  const [asking, setAsking] = useState<Asking>(null);
  const [isTaking, setIsTaking] = useState(false);
  const [isDeleting, setIsDeleting] = useState(false);
  const actions = useGenerationActions();
  const order = inOrder(tree);
  const current: Generation = order.find(({ generation }) => generation.id === currentId)?.generation ?? tree.generation;
  const result = current.results.find(({ id }) => id === chosenResultId) ?? current.results[0] ?? null;
  useEffect(() => {
    window.history.replaceState(null, '', `/generate/${current.id}`);
  }, [current.id]);
  const choose = (id: string) => {
    setCurrentId(id);
    setChosenResultId(null);
    setComparedWith(null);
  };
  const take = (vehicleId: string) => {
    if (result === null) return;
    actions.takeOver.mutate({ generation: current, result, vehicleId }, { onSuccess: () => setIsTaking(false) });
  };
  return (
    <Page isWide className="flex grow flex-col lg:h-[calc(100dvh-var(--top-height))] lg:grow-0">
      <TreeHeader
        tree={tree}
        current={current}
        result={result}
        mayWrite={mayWrite}
        comparedWith={comparedWith}
        onCompare={setComparedWith}
        onRefine={() => result !== null && setAsking({ start: draftFrom(current, result) })}
        onAgain={() => setAsking({ start: draftAgain(current) })}
        onTakeOver={() => (current.vehicleId === null ? setIsTaking(true) : take(current.vehicleId))}
        onTakeOverElsewhere={() => setIsTaking(true)}
        onMark={() => result !== null && actions.mark.mutate({ generation: current, result })}
        onDelete={() => setIsDeleting(true)}
        onChoose={choose}
      />
      <div className="grid min-h-0 grow gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <NodeView
          tree={tree}
          generation={current}
          result={result}
          comparedWith={comparedWith}
          mayWrite={mayWrite}
          actions={actions}
          onResult={(id) => {
            setChosenResultId(id);
            setComparedWith(null);
          }}
          onEdit={() => setAsking({ start: draftAgain(current) })}
        />
        <aside aria-label="Tree and facts" className="flex min-h-0 flex-col gap-5 lg:overflow-y-auto lg:pr-1 lg:pb-2">
          <section aria-label="How it came about">
            <h2 className="mb-1.5 text-sm font-semibold">
              Tree <span className="figures font-normal text-quiet">{order.length}</span>
            </h2>
            <div className="relative max-h-80 overflow-y-auto rounded-md border border-line bg-surface p-1.5">
              <TreeView tree={tree} currentId={current.id} onChoose={choose} />
            </div>
          </section>
          <GenerationFacts generation={current} />
        </aside>
      </div>
      <CreateDialog
        isOpen={asking !== null}
        onOpenChange={(isOpen) => {
          if (!isOpen) setAsking(null);
        }}
        personId={personId}
        vehicle={current.vehicleId === null ? null : { id: current.vehicleId, title: 'the vehicle of this picture' }}
        start={asking?.start ?? null}
        onCreated={(generation) => {
          if (generation.rootId === tree.generation.id) choose(generation.id);
          else window.location.assign(`/generate/${generation.id}`);
        }}
      />
      <TakeOverDialog isOpen={isTaking} onOpenChange={setIsTaking} isBusy={actions.takeOver.isPending} onChoose={take} />
      <ConfirmDialog
        isOpen={isDeleting}
        onOpenChange={setIsDeleting}
        title="Delete this picture?"
        description="All that goes on from it is deleted too. Photos that were made of it stay. This cannot be undone."
        action="Delete"
        isBusy={actions.remove.isPending}
        onConfirm={() =>
          actions.remove.mutate(current, {
            onSuccess: () => {
              setIsDeleting(false);
              choose(current.parentId ?? tree.generation.id);
            },
          })
        }
      />
    </Page>
  );
}
