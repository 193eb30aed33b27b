'use client';

import type { Offer } from '@forecourt/sdk/contract';
import { ChevronRight, Dices, RotateCcw } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { Select } from '@/components/ui/select.tsx';
import { Slider } from '@/components/ui/slider.tsx';
import { TextArea } from '@/components/ui/text-area.tsx';
import { type Options, type PictureSize, sameSize, sizeChoices } from './draft.ts';
import type { DraftControl } from './use-draft.ts';

export interface AdvancedOptionsProps {
  readonly control: DraftControl;
  /** The model whose options they are; null while nobody knows it. */
  readonly offer: Offer | null;
}

/** The largest seed that every provider takes. */
const largestSeed = 2_147_483_647;

/** Options folded away: only those that the model has, in its own ranges. */
export function AdvancedOptions({ control, offer }: AdvancedOptionsProps) {
  return (
    <details className="group rounded-md border border-line bg-surface">
      <summary className="flex h-9 list-none items-center gap-1.5 rounded-md px-3 text-sm font-medium touch:h-11">
        <ChevronRight aria-hidden className="size-4 text-quiet transition-transform group-open:rotate-90" />
        More options
        <span className="ml-auto truncate text-xs font-normal text-quiet">{offer === null ? '' : (offer.title ?? offer.model)}</span>
      </summary>
      <div className="flex flex-col gap-4 border-t border-line p-3">
        {offer === null ? <p className="text-sm text-quiet">Nobody can make this as it is.</p> : <Fields control={control} offer={offer} />}
        <Button size="small" variant="quiet" icon={<RotateCcw aria-hidden />} onClick={control.reset} className="self-start">
          Reset settings
        </Button>
      </div>
    </details>
  );
}

function Fields({ control, offer }: { readonly control: DraftControl; readonly offer: Offer }) {
  const { draft, set, setOptions, dropOption } = control;
  const { options } = draft;
  const { parameters, qualities, limits } = offer;
  const sizes = sizeChoices(offer);
  const mostPictures = Math.min(10, limits.count ?? 4);
  return (
    <>
      {parameters.includes('strength') && draft.source !== 'words' ? (
        <RangeOption
          control={control}
          offer={offer}
          name="strength"
          label="How far it may go"
          help="Little keeps your lines, much is free with them."
          usual={0.7}
          step={0.05}
          shown={(value) => `${Math.round(value * 100)} %`}
        />
      ) : null}
      {mostPictures > 1 ? (
        <Slider
          label="Pictures"
          value={Math.min(options.count, mostPictures)}
          least={1}
          most={mostPictures}
          step={1}
          shown={String(Math.min(options.count, mostPictures))}
          onChange={(count) => setOptions({ count })}
        />
      ) : null}
      {sizes.length > 0 ? (
        <Select
          label="Size"
          value={options.size === undefined ? '' : sizeKey(options.size)}
          onChange={(key) => {
            const size = sizes.find((each) => sizeKey(each) === key);
            if (size === undefined) dropOption('size');
            else setOptions({ size: { widthPx: size.widthPx, heightPx: size.heightPx } });
          }}
        >
          <option value="">As the model likes</option>
          {sizes.map((size) => (
            <option key={sizeKey(size)} value={sizeKey(size)}>
              {size.widthPx} × {size.heightPx}{' '}
              {sameSize(size, { widthPx: size.heightPx, heightPx: size.widthPx })
                ? 'square'
                : size.widthPx > size.heightPx
                  ? 'wide'
                  : 'tall'}
            </option>
          ))}
        </Select>
      ) : null}
      {parameters.includes('quality') && qualities.length > 0 ? (
        <Select
          label="Quality"
          value={options.quality ?? ''}
          onChange={(quality) => (quality === '' ? dropOption('quality') : setOptions({ quality }))}
        >
          <option value="">As the model likes</option>
          {qualities.map((quality) => (
            <option key={quality} value={quality}>
              {quality}
            </option>
          ))}
        </Select>
      ) : null}
      {parameters.includes('guidance') ? (
        <RangeOption
          control={control}
          offer={offer}
          name="guidance"
          label="Guidance"
          help="How closely it keeps to your words."
          usual={7}
          step={0.5}
          shown={String}
        />
      ) : null}
      {parameters.includes('steps') ? (
        <RangeOption
          control={control}
          offer={offer}
          name="steps"
          label="Steps"
          help="More steps take longer and show finer detail."
          usual={30}
          step={1}
          shown={String}
        />
      ) : null}
      {parameters.includes('transparent') ? (
        <Checkbox label="Transparent background" isChecked={options.transparent} onChange={(transparent) => setOptions({ transparent })} />
      ) : null}
      {parameters.includes('negativePrompt') ? (
        <TextArea
          label="What should not be in it"
          isOptional
          rows={2}
          maxLength={8000}
          value={draft.negativePrompt}
          onChange={(negativePrompt) => set({ negativePrompt })}
          placeholder="People, other cars, text"
        />
      ) : null}
      {parameters.includes('seed') ? <Seed control={control} /> : null}
    </>
  );
}

interface RangeOptionProps {
  readonly control: DraftControl;
  readonly offer: Offer;
  readonly name: 'strength' | 'guidance' | 'steps';
  readonly label: string;
  readonly help: string;
  /** Where the slider stands while the model decides. */
  readonly usual: number;
  readonly step: number;
  readonly shown: (value: number) => string;
}

const widest = { strength: { least: 0, most: 1 }, guidance: { least: 0, most: 20 }, steps: { least: 1, most: 50 } } as const;

function RangeOption({ control, offer, name, label, help, usual, step, shown }: RangeOptionProps) {
  const { least, most } = offer.ranges[name] ?? widest[name];
  const value = control.draft.options[name];
  const set = (next: number) => control.setOptions({ [name]: next } satisfies Partial<Options>);
  return (
    <Slider
      label={label}
      help={help}
      value={value ?? Math.min(most, Math.max(least, usual))}
      least={least}
      most={most}
      step={step}
      shown={value === undefined ? 'as the model likes' : shown(value)}
      onChange={set}
    />
  );
}

function Seed({ control }: { readonly control: DraftControl }) {
  const { draft, setOptions, dropOption } = control;
  return (
    <div className="flex items-start gap-2">
      <div className="grow">
        <TextField
          label="Seed"
          inputMode="numeric"
          placeholder="Random"
          value={draft.options.seed?.toString() ?? ''}
          onValueChange={(text) => {
            const digits = text.replace(/\D/g, '');
            if (digits === '') dropOption('seed');
            else setOptions({ seed: Math.min(largestSeed, Number(digits)) });
          }}
          help="The same seed and the same words make the same picture again."
        />
      </div>
      <Button
        size="icon"
        aria-label="Roll the dice for a seed"
        title="Roll the dice"
        className="mt-[1.625rem]"
        onClick={() => setOptions({ seed: Math.floor(Math.random() * largestSeed) })}
      >
        <Dices aria-hidden />
      </Button>
    </div>
  );
}

function sizeKey({ widthPx, heightPx }: PictureSize): string {
  return `${widthPx}x${heightPx}`;
}
