'use client';

import type { Generation } from '@forecourt/sdk/contract';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { stateLanguage } from '@/components/state/language.ts';
import { StateIcon } from '@/components/state/state-badge.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { Picture } from '../photos/picture.tsx';
import { usePreview } from './generation-card.tsx';
import { type Branch, differences, inOrder, type Step, stepFrom } from './tree.ts';

export interface TreeViewProps {
  readonly tree: Branch;
  readonly currentId: string;
  readonly onChoose: (id: string) => void;
}

const steps: Readonly<Record<string, Step>> = { ArrowUp: 'previous', ArrowDown: 'next', ArrowLeft: 'parent', ArrowRight: 'child' };

/** The tree of pictures: each stands below the one that it went on from. Arrow keys walk through it, as in any tree. */
export function TreeView({ tree, currentId, onChoose }: TreeViewProps) {
  const list = useRef<HTMLDivElement>(null);
  const branches = inOrder(tree);
  const hasFocus = useRef<boolean>(false);
  useEffect(() => {
    const item = list.current?.querySelector<HTMLElement>(`[data-node="${currentId}"]`);
    const frame = list.current?.parentElement;
    // Only the tree itself is scrolled: on a phone it stands below the picture, which is what somebody came for.
    if (item && frame) {
      const above = item.offsetTop - frame.scrollTop;
      if (above < 0 || above + item.offsetHeight > frame.clientHeight) frame.scrollTop = item.offsetTop - frame.clientHeight / 2;
    }
    if (hasFocus.current) item?.focus({ preventScroll: true });
  }, [currentId]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const edge = event.key === 'Home' ? branches[0] : event.key === 'End' ? branches.at(-1) : undefined;
    if (step === undefined && edge === undefined) return;
    event.preventDefault();
    // The arrows that walk through the tree are not those of the page.
    event.stopPropagation();
    onChoose(edge?.generation.id ?? (step === undefined ? currentId : stepFrom(tree, currentId, step)));
  };
  const parents = new Map(branches.map(({ generation }) => [generation.id, generation]));
  return (
    <div
      ref={list}
      role="tree"
      aria-label="Tree of pictures"
      onKeyDown={onKeyDown}
      onFocus={() => {
        hasFocus.current = true;
      }}
      onBlur={() => {
        hasFocus.current = false;
      }}
      className="flex flex-col gap-0.5"
    >
      {branches.map((branch, index) => {
        const siblings = branches.filter(({ generation }) => generation.parentId === branch.generation.parentId);
        return (
          <Node
            key={branch.generation.id}
            branch={branch}
            parent={parents.get(branch.generation.parentId ?? '') ?? null}
            number={index + 1}
            place={siblings.indexOf(branch) + 1}
            siblings={siblings.length}
            isCurrent={branch.generation.id === currentId}
            onChoose={onChoose}
          />
        );
      })}
    </div>
  );
}

interface NodeProps {
  readonly branch: Branch;
  readonly parent: Generation | null;
  readonly number: number;
  readonly place: number;
  readonly siblings: number;
  readonly isCurrent: boolean;
  readonly onChoose: (id: string) => void;
}

/** So deep a branch is moved in at most: beyond that only its number says more. */
const deepest = 6;

function Node({ branch: { generation, depth, children }, parent, number, place, siblings, isCurrent, onChoose }: NodeProps) {
  const { id, state, parameters, results, progress } = generation;
  const changes = differences(generation, parent);
  const isSameWords = parent !== null && parent.parameters.prompt === parameters.prompt;
  const title = isSameWords && changes.length > 0 ? changes.join(', ') : parameters.prompt;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it listens to the keys
    <div
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-selected={isCurrent}
      {...(children.length > 0 ? { 'aria-expanded': true } : {})}
      tabIndex={isCurrent ? 0 : -1}
      data-node={id}
      onClick={() => onChoose(id)}
      className={classNames(
        'relative flex cursor-pointer items-center gap-2.5 rounded-md p-1.5 focus-visible:-outline-offset-2',
        isCurrent ? 'bg-accent-soft' : 'hover:bg-hover',
      )}
      style={{ marginLeft: `${Math.min(depth, deepest) * 1.125}rem` }}
    >
      {depth > 0 ? (
        <span aria-hidden className="absolute -top-1 -left-2 h-8 w-2 rounded-bl-sm border-line-strong border-b border-l" />
      ) : null}
      <span className="relative block h-10.5 w-14 shrink-0 overflow-hidden rounded-sm bg-ground-grey">
        <Small generation={generation} />
      </span>
      <span className="min-w-0 grow">
        <span className="line-clamp-2 text-sm">{title}</span>
      </span>
      <span className="flex shrink-0 items-center gap-1">
        {results.length > 1 ? <span className="figures text-xs text-quiet">×{results.length}</span> : null}
        {state === 'done' ? null : <StateIcon state={state} {...(state === 'working' ? { share: progress?.share ?? null } : {})} />}
        <span className="sr-only">{stateLanguage[state].word}</span>
        <span data-number className="figures w-5 text-right text-xs text-quiet">
          {number}
        </span>
      </span>
    </div>
  );
}

function Small({ generation }: { readonly generation: Generation }) {
  const preview = usePreview(generation.id);
  const result = generation.results.find(({ isFavourite }) => isFavourite) ?? generation.results[0];
  if (result !== undefined) return <Picture asset={result.asset} alt="" sizes="3.5rem" isCropped />;
  return preview === null ? null : <img src={preview} alt="" className="absolute inset-0 size-full object-cover" />;
}
