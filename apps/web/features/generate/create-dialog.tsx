'use client';

import type { Generation } from '@forecourt/sdk/contract';
import { ImageIcon, Pencil, Sparkles, Type } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, useRef } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { Dialog } from '@/components/ui/dialog.tsx';
import { TextArea } from '@/components/ui/text-area.tsx';
import { AdvancedOptions } from './advanced-options.tsx';
import { BudgetLeft } from './budget-left.tsx';
import { type Draft, fittedDraft, type ModelChoice, missingFrom, type Source } from './draft.ts';
import { aboutTime, priceOf } from './generate-words.ts';
import { PictureChoice } from './picture-choice.tsx';
import { ProviderList } from './provider-list.tsx';
import { SketchPad } from './sketch/sketch-pad.tsx';
import { SketchTools } from './sketch/sketch-tools.tsx';
import { useSketch } from './sketch/use-sketch.ts';
import { useCreate } from './use-create.ts';
import { type DraftControl, useDraft } from './use-draft.ts';
import { type EstimateControl, useEstimate } from './use-estimate.ts';

export interface CreateDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** Whose settings are remembered. */
  readonly personId: string;
  /** What the picture is for. */
  readonly vehicle: { readonly id: string; readonly title: string } | null;
  /** What to begin with, where it is not a new picture. */
  readonly start: Partial<Draft> | null;
  readonly onCreated: (generation: Generation) => void;
}

/** Asks for a picture: what it is made from, in what words, by whom, for how much. */
export function CreateDialog(props: CreateDialogProps) {
  // Its content lives as long as it is open: a draft is read when it opens.
  return props.isOpen ? <OpenDialog {...props} /> : null;
}

function OpenDialog({ isOpen, onOpenChange, personId, vehicle, start, onCreated }: CreateDialogProps) {
  const control = useDraft(personId, start);
  const estimate = useEstimate(control.draft);
  const words = useRef<HTMLTextAreaElement>(null);
  const create = useCreate(vehicle?.id ?? null, (generation) => {
    control.sent();
    onOpenChange(false);
    onCreated(generation);
  });
  const { draft } = control;
  const missing = missingFrom(draft);
  const canSend = missing === null && estimate.chosen?.canDo === true && !create.isPending;
  const send = () => {
    if (canSend && estimate.chosen !== null) create.mutate({ draft, offer: estimate.chosen.offer });
  };
  const choose = (choice: ModelChoice | null) => {
    const chosen = estimate.estimate?.items.find(({ provider, offer }) => provider === choice?.provider && offer.model === choice.model);
    control.set({ choice, ...(chosen === undefined ? {} : fittedDraft(draft, chosen.offer)) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
  };
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title={start === null ? 'New picture' : draft.picture?.from ? 'Refine this picture' : 'Ask again'}
      {...(vehicle === null ? {} : { description: `For ${vehicle.title}` })}
      className="sm:top-[3dvh] sm:max-h-[94dvh] sm:w-[min(70rem,96vw)]"
      footer={<Footer estimate={estimate} missing={missing} canSend={canSend} isBusy={create.isPending} onSend={send} />}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: keys that are pressed anywhere in the form */}
      <div onKeyDown={onKeyDown} className="grid gap-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-3 self-start lg:sticky lg:top-0">
          <SourceTabs source={draft.source} onChange={(source) => control.set({ source })} />
          <SourceArea control={control} vehicleId={vehicle?.id ?? null} />
          <TextArea
            label={draft.source === 'words' ? 'What should be on it?' : 'What should become of it?'}
            area={words}
            rows={3}
            maxLength={32_000}
            value={draft.prompt}
            onChange={(prompt) => control.set({ prompt })}
            placeholder={placeholders[draft.source]}
          />
        </div>
        <div className="flex min-w-0 flex-col gap-4">
          {create.error === null ? null : (
            <ProblemNote
              error={create.error}
              title="The picture was not asked for."
              action={
                <Button size="small" onClick={() => words.current?.focus()}>
                  Edit the words
                </Button>
              }
            />
          )}
          {estimate.error === null ? (
            <ProviderList estimate={estimate.estimate} choice={draft.choice} onChoose={choose} isBehind={estimate.isBehind} />
          ) : (
            <ProblemNote
              error={estimate.error}
              title="Nobody knows just now what it would cost."
              action={
                <Button size="small" onClick={estimate.again}>
                  Try again
                </Button>
              }
            />
          )}
          <AdvancedOptions control={control} offer={estimate.chosen?.offer ?? null} />
        </div>
      </div>
    </Dialog>
  );
}

const placeholders: Readonly<Record<Source, string>> = {
  sketch: 'A red hatchback on a mountain road in the evening sun',
  picture: 'The same car in front of a white wall, soft light',
  words: 'An empty showroom with a polished grey floor and large windows',
};

const sources: readonly { readonly source: Source; readonly label: string; readonly icon: ReactNode }[] = [
  { source: 'sketch', label: 'Sketch', icon: <Pencil aria-hidden className="size-4" /> },
  { source: 'picture', label: 'Picture', icon: <ImageIcon aria-hidden className="size-4" /> },
  { source: 'words', label: 'Words alone', icon: <Type aria-hidden className="size-4" /> },
];

function SourceTabs({ source, onChange }: { readonly source: Source; readonly onChange: (source: Source) => void }) {
  return (
    <fieldset className="flex gap-1 rounded-md bg-sunken p-1">
      <legend className="sr-only">Start from</legend>
      {sources.map((each) => (
        <button
          key={each.source}
          type="button"
          aria-pressed={source === each.source}
          onClick={() => onChange(each.source)}
          className={classNames(
            'flex h-8 grow items-center justify-center gap-2 rounded-sm px-2 text-base font-medium touch:h-11',
            source === each.source ? 'bg-raised text-ink shadow-[0_0_0_1px_var(--line-strong)]' : 'text-quiet hover:text-ink',
          )}
        >
          {each.icon}
          {each.label}
        </button>
      ))}
    </fieldset>
  );
}

function SourceArea({ control, vehicleId }: { readonly control: DraftControl; readonly vehicleId: string | null }) {
  const { draft, draw, set } = control;
  const sketch = useSketch(draft.drawing, draw);
  switch (draft.source) {
    case 'sketch':
      return (
        <>
          <SketchTools sketch={sketch} />
          <SketchPad sketch={sketch} />
        </>
      );
    case 'picture':
      return <PictureChoice picture={draft.picture} onChoose={(picture) => set({ picture })} vehicleId={vehicleId} />;
    case 'words':
      return null;
  }
}

interface FooterProps {
  readonly estimate: EstimateControl;
  readonly missing: string | null;
  readonly canSend: boolean;
  readonly isBusy: boolean;
  readonly onSend: () => void;
}

/** Price and time stand before the button, with what is left. */
function Footer({ estimate: { chosen, isBehind }, missing, canSend, isBusy, onSend }: FooterProps) {
  return (
    <div className="flex w-full flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <div className="flex min-w-0 flex-col">
        <p className={classNames('figures text-base font-medium', isBehind && 'text-quiet')} data-price>
          {chosen?.canDo ? `${priceOf(chosen)} · ${aboutTime(chosen.expectedMs)}` : 'Nobody can make this as it is'}
        </p>
        <BudgetLeft />
      </div>
      <div className="flex min-w-0 grow flex-wrap items-center justify-end gap-x-3 gap-y-2">
        <p id="create-missing" aria-live="polite" className="text-sm text-quiet">
          {missing ?? ''}
        </p>
        <Button
          variant="primary"
          size="large"
          icon={<Sparkles aria-hidden />}
          isBusy={isBusy}
          disabled={!canSend}
          focusableWhenDisabled
          aria-describedby="create-missing"
          onClick={onSend}
        >
          Make picture
        </Button>
      </div>
    </div>
  );
}
