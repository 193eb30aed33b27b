'use client';

import type { Generation, GenerationResult } from '@forecourt/sdk/contract';
import { ChevronRight, Columns2, Download, Ellipsis, ImagePlus, Star, Trash2, WandSparkles } from 'lucide-react';
import Link from 'next/link';
import { useMemo } from 'react';
import { type Shortcut, useShortcuts } from '@/components/frame/shortcuts.tsx';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu.tsx';
import { fileAddress } from '@/lib/data/pictures.ts';
import { CompareChoice, comparable } from './compare-choice.tsx';
import { type Branch, inOrder, origin, type Step, stepFrom } from './tree.ts';

export interface TreeHeaderProps {
  readonly tree: Branch;
  readonly current: Generation;
  readonly result: GenerationResult | null;
  readonly mayWrite: boolean;
  readonly comparedWith: string | null;
  readonly onCompare: (key: string | null) => void;
  readonly onRefine: () => void;
  readonly onAgain: () => void;
  readonly onTakeOver: () => void;
  readonly onTakeOverElsewhere: () => void;
  readonly onMark: () => void;
  readonly onDelete: () => void;
  readonly onChoose: (id: string) => void;
}

/** What can be done to the picture that is shown, each with its key. */
export function TreeHeader(props: TreeHeaderProps) {
  const { tree, current, result, mayWrite, comparedWith, onCompare } = props;
  const resultId = result?.id ?? '';
  const others = useMemo(() => comparable(tree, resultId), [tree, resultId]);
  const usual = useMemo(() => {
    // Most often somebody wants to see what the last change did.
    const before = origin(
      inOrder(tree).map(({ generation }) => generation),
      current,
    );
    const [first] = others.keys();
    return before !== null && others.has(before.result.id) ? before.result.id : (first ?? null);
  }, [tree, current, others]);
  const canCompare = result !== null && usual !== null;
  const toggleCompare = () => {
    if (canCompare) onCompare(comparedWith === null ? usual : null);
  };
  const canRefine = mayWrite && result !== null;
  const step = (name: Step) => props.onChoose(stepFrom(tree, current.id, name));
  const key = (keys: string, label: string, run: () => void): Shortcut => ({ keys: [keys], label, group: 'Picture', run });
  useShortcuts([
    ...(canRefine
      ? [
          key('e', 'Refine this picture', props.onRefine),
          key('t', 'Take over into a vehicle’s photos', props.onTakeOver),
          key('f', 'Favourite', props.onMark),
        ]
      : []),
    key('c', 'Slider between two pictures', toggleCompare),
    key('ArrowUp', 'Picture above', () => step('previous')),
    key('ArrowDown', 'Picture below', () => step('next')),
    key('ArrowLeft', 'What it went on from', () => step('parent')),
    key('ArrowRight', 'What goes on from it', () => step('child')),
  ]);
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3 pb-4">
      <div className="min-w-0">
        <nav aria-label="Where you are" className="flex items-center gap-1 text-sm text-quiet">
          <Link href="/generate" className="rounded-sm hover:text-ink touch:flex touch:h-11 touch:items-center">
            Create
          </Link>
          <ChevronRight aria-hidden className="size-3.5 text-faint" />
          <span className="figures">
            {inOrder(tree).findIndex(({ generation }) => generation.id === current.id) + 1} of {inOrder(tree).length}
          </span>
        </nav>
        <h1 className="line-clamp-1 max-w-3xl text-xl font-semibold tracking-tight">{current.parameters.prompt}</h1>
      </div>
      <div className="flex flex-wrap items-center gap-1.5 md:gap-2">
        {comparedWith !== null && canCompare ? <CompareChoice pictures={others} value={comparedWith} onChange={onCompare} /> : null}
        <Button
          icon={<Columns2 aria-hidden />}
          aria-pressed={comparedWith !== null}
          title="Slider between two pictures (C)"
          disabled={!canCompare}
          onClick={toggleCompare}
          className={classNames(narrow, comparedWith !== null && 'border-accent bg-accent-soft text-accent-text')}
        >
          Compare
        </Button>
        {canRefine ? (
          <>
            <Button
              icon={<ImagePlus aria-hidden />}
              title="Take over into a vehicle’s photos (T)"
              onClick={props.onTakeOver}
              className={narrow}
            >
              {result.photoId === null ? 'Take over' : 'Taken over'}
            </Button>
            <Button variant="primary" icon={<WandSparkles aria-hidden />} title="Refine this picture (E)" onClick={props.onRefine}>
              Refine
            </Button>
          </>
        ) : null}
        <More {...props} />
      </div>
    </div>
  );
}

/** On a phone all of them stand in one row. */
const narrow = 'max-md:px-3 max-md:[&_svg]:hidden';

function More({ current, result, mayWrite, onAgain, onTakeOverElsewhere, onMark, onDelete }: TreeHeaderProps) {
  return (
    <Menu
      trigger={
        <Button variant="quiet" size="icon" aria-label="More for this picture">
          <Ellipsis aria-hidden />
        </Button>
      }
    >
      {mayWrite ? (
        <MenuItem icon={<WandSparkles aria-hidden />} onClick={onAgain}>
          Ask again in other words…
        </MenuItem>
      ) : null}
      {result === null ? null : (
        <>
          {mayWrite ? (
            <>
              <MenuItem icon={<Star aria-hidden />} onClick={onMark}>
                {result.isFavourite ? 'No favourite any more' : 'Favourite'}
              </MenuItem>
              <MenuItem icon={<ImagePlus aria-hidden />} onClick={onTakeOverElsewhere}>
                Take over into a vehicle…
              </MenuItem>
            </>
          ) : null}
          <MenuItem
            icon={<Download aria-hidden />}
            render={<a href={fileAddress(result.asset.sha256, { download: downloadName(current, result) })} download />}
          >
            Download
          </MenuItem>
        </>
      )}
      {mayWrite ? (
        <>
          <MenuSeparator />
          <MenuItem icon={<Trash2 aria-hidden />} isDangerous onClick={onDelete}>
            Delete…
          </MenuItem>
        </>
      ) : null}
    </Menu>
  );
}

/** Its words as far as a file's name takes them. */
function downloadName({ parameters }: Generation, { asset }: GenerationResult): string {
  const words = parameters.prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
  return `${words === '' ? 'picture' : words}.${asset.type.replace('image/', '').replace('jpeg', 'jpg')}`;
}
