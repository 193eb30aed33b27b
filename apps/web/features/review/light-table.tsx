'use client';

import { ArrowLeft, ChevronLeft, ChevronRight, PanelBottomOpen, Shuffle } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useRight } from '@/components/frame/rights.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Dialog } from '@/components/ui/dialog.tsx';
import { angleName } from '../photos/angles.ts';
import { PhotoMenu } from '../photos/photo-menu.tsx';
import { photoAbilities } from '../photos/photo-status.ts';
import { Score } from '../photos/score.tsx';
import { SendOnMenu } from '../photos/send-on-menu.tsx';
import { DecisionBar } from './decision-bar.tsx';
import { Filmstrip } from './filmstrip.tsx';
import { type Ground, keepGround, readGround } from './grounds.ts';
import { lieOn } from './overlay.ts';
import { nearby, sessionProgress } from './session.ts';
import { Stage, type StageView } from './stage.tsx';
import { StageTools } from './stage-tools.tsx';
import { useAhead } from './use-ahead.ts';
import { useLie } from './use-lie.ts';
import { useReviewKeys } from './use-review-keys.ts';
import type { SessionControl } from './use-session.ts';
import { VerdictPanel } from './verdict-panel.tsx';
import { firstRemedy } from './words.ts';

export interface LightTableProps {
  readonly control: SessionControl;
  /** What the pictures are of, as `2021 Audi A4`. */
  readonly title: string;
  readonly back: { readonly href: string; readonly label: string };
  readonly onBack: () => void;
  /** Shown instead of a picture when everything is decided. */
  readonly end: ReactNode;
}

const noSize = { widthPx: 4, heightPx: 3 };

/** The light table: the picture fills the screen, everything else is a key away. */
export function LightTable({ control, title, back, onBack, end }: LightTableProps) {
  const { session, photos, current, step } = control;
  const [stage, setStage] = useState<HTMLDivElement | null>(null);
  const [isHeld, hold] = useState(false);
  const [isCompared, setIsCompared] = useState(false);
  const [hasMarks, setHasMarks] = useState(true);
  const [pointedAt, setPointedAt] = useState<number | null>(null);
  const [ground, setGround] = useGround();
  const [isPanelOpen, setIsPanelOpen] = useState(false);
  const [isSendingOn, setIsSendingOn] = useState(false);
  const asset = current?.asset ?? null;
  const size = useMemo(() => (asset === null ? noSize : { widthPx: asset.widthPx, heightPx: asset.heightPx }), [asset]);
  const move = (by: 1 | -1) => step({ type: 'moved', by });
  const lie = useLie(stage, size, move);
  const ahead = useMemo(() => [session.current ?? '', ...nearby(session)].flatMap((id) => photos.get(id) ?? []), [session, photos]);
  useAhead(ahead, lie.frame);
  const progress = sessionProgress(session);
  const hasCutout = current !== null && current.cutout !== null;
  const view: StageView = isHeld || !hasCutout ? 'before' : isCompared ? 'compare' : 'after';
  const report = current?.cutout?.report ?? null;
  const canSendOn = useRight('photos:write') && current !== null && photoAbilities(current).canSendOn;
  const openSendOn = () => {
    setIsPanelOpen(false);
    setIsSendingOn(canSendOn);
  };
  const followSuggestion = () => {
    const triedCarefully = current?.cutout?.careful ?? false;
    if (canSendOn && firstRemedy(report, { triedCarefully, canSendOn })?.kind === 'send-on') openSendOn();
    else control.redo();
  };
  const lookAt = (index: number) => {
    const box = report?.defects[index]?.box;
    if (report && box) lie.set(lieOn(box, { widthPx: report.widthPx, heightPx: report.heightPx }, lie.fit, lie.frame, lie.largest));
  };
  useReviewKeys({
    approve: control.approve,
    reject: () => control.reject(),
    'follow-suggestion': followSuggestion,
    'send-on': openSendOn,
    undo: control.undo,
    next: () => move(1),
    previous: () => move(-1),
    hold,
    'toggle-compare': () => setIsCompared((now) => !now),
    'toggle-defects': () => setHasMarks((now) => !now),
    'ground-grey': () => setGround('grey'),
    'ground-white': () => setGround('white'),
    'ground-black': () => setGround('black'),
    'ground-checker': () => setGround('checker'),
    'ground-scene': () => setGround('scene'),
    'zoom-in': lie.zoomIn,
    'zoom-out': lie.zoomOut,
    'zoom-fit': lie.zoomFit,
    close: onBack,
  });
  const isEnd = progress.isFinished && (current === null || session.outcomes[current.id] !== undefined);
  const panel =
    current === null ? null : (
      <VerdictPanel
        photo={current}
        pointedAt={pointedAt}
        onPoint={setPointedAt}
        onLookAt={lookAt}
        onRedo={control.redo}
        onSendOn={canSendOn ? openSendOn : undefined}
      />
    );
  const decisions =
    current === null ? null : (
      <DecisionBar
        photo={current}
        canUndo={session.history.length > 0}
        onApprove={control.approve}
        onReject={control.reject}
        onUndo={control.undo}
        onRetry={control.retry}
      />
    );
  return (
    <div
      data-light-table
      className="fixed inset-x-0 top-(--top-height) bottom-0 z-40 flex flex-col bg-canvas md:static md:h-[calc(100dvh-var(--top-height))]"
    >
      <header className="flex h-12 shrink-0 items-center gap-2 border-b border-line px-2 md:px-4">
        <Link
          href={back.href}
          aria-label={back.label}
          title={`${back.label} (Esc)`}
          className="flex size-8 shrink-0 items-center justify-center rounded-md text-quiet hover:bg-hover hover:text-ink touch:size-11"
        >
          <ArrowLeft aria-hidden className="size-4" />
        </Link>
        <div className="min-w-0 grow">
          <h1 className="truncate text-base font-semibold">{title}</h1>
          <p className="truncate text-xs text-quiet">{current === null ? '' : `${angleName(current.angle)} · ${current.name}`}</p>
        </div>
        <span className="figures shrink-0 text-sm text-quiet" data-progress>
          {progress.total === 0 ? '' : `${progress.place} of ${progress.total}`}
        </span>
        <span className="hidden md:flex">
          <Button variant="quiet" size="icon" aria-label="Picture before" title="Picture before (←)" onClick={() => move(-1)}>
            <ChevronLeft aria-hidden />
          </Button>
          <Button variant="quiet" size="icon" aria-label="Next picture" title="Next picture (→)" onClick={() => move(1)}>
            <ChevronRight aria-hidden />
          </Button>
        </span>
        {canSendOn ? (
          <SendOnMenu
            photo={current}
            isOpen={isSendingOn}
            onOpenChange={setIsSendingOn}
            onChoose={control.sendOn}
            trigger={
              <Button variant="quiet" size="icon" aria-label="Send to another provider" title="Send to another provider (S)">
                <Shuffle aria-hidden />
              </Button>
            }
          />
        ) : null}
        {current === null ? null : <PhotoMenu photo={current} onSendOn={openSendOn} />}
      </header>
      <p aria-live="polite" className="sr-only">
        {[control.said, isEnd ? 'Everything is decided.' : `Picture ${progress.place} of ${progress.total}.`].join(' ')}
      </p>
      {isEnd || current === null ? (
        end
      ) : (
        <div className="flex min-h-0 grow">
          <div className="flex min-w-0 grow flex-col">
            <Stage
              frameRef={setStage}
              photo={current}
              view={view}
              ground={ground}
              control={lie}
              hasMarks={hasMarks}
              pointedAt={pointedAt}
              onPoint={setPointedAt}
            />
            <div className="flex h-11 shrink-0 items-center border-t border-line px-2 touch:h-13">
              <StageTools
                view={view}
                onCompare={() => setIsCompared((now) => !now)}
                onHold={hold}
                ground={ground}
                onGround={setGround}
                hasMarks={hasMarks}
                onMarks={() => setHasMarks((now) => !now)}
                control={lie}
                hasCutout={hasCutout}
              />
            </div>
          </div>
          <aside aria-label="Verdict" className="hidden w-84 shrink-0 flex-col border-l border-line lg:flex">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled area is reached by keyboard */}
            <div className="min-h-0 grow overflow-y-auto p-5 focus-visible:-outline-offset-2" tabIndex={0}>
              {panel}
            </div>
            <div className="border-t border-line p-4">{decisions}</div>
          </aside>
        </div>
      )}
      {progress.total > 1 ? <Filmstrip session={session} photos={photos} onChoose={(id) => step({ type: 'chosen', id })} /> : null}
      {isEnd || current === null ? null : (
        <div className="flex shrink-0 flex-col gap-2 border-t border-line px-3 pt-2 pb-[calc(env(safe-area-inset-bottom)+0.75rem)] lg:hidden">
          <button
            type="button"
            onClick={() => setIsPanelOpen(true)}
            className="flex h-9 items-center gap-2 rounded-md px-1 text-left hover:bg-hover touch:h-11"
          >
            {report === null ? <span className="text-sm text-quiet">Not scored</span> : <Score report={report} />}
            <span className="grow truncate text-sm text-quiet">{foundInWords(report?.defects.length ?? 0)}</span>
            <PanelBottomOpen aria-hidden className="size-4 text-quiet" />
          </button>
          {decisions}
        </div>
      )}
      <Dialog isOpen={isPanelOpen} onOpenChange={setIsPanelOpen} title="What was found">
        {panel}
      </Dialog>
    </div>
  );
}

function foundInWords(count: number): string {
  if (count === 0) return '';
  return count === 1 ? '1 thing found' : `${count} things found`;
}

/** The chosen ground, kept on this device. */
function useGround(): readonly [Ground, (ground: Ground) => void] {
  const [ground, setGround] = useState<Ground>('grey');
  useEffect(() => setGround(readGround(localStorage)), []);
  return [
    ground,
    (next) => {
      setGround(next);
      keepGround(localStorage, next);
    },
  ];
}
