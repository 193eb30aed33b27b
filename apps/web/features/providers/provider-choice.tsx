'use client';

import { type Choice, choiceSchema } from '@forecourt/sdk/contract';
import { Select } from '@/components/ui/select.tsx';
import { choiceWords } from './provider-words.ts';

export interface ProviderChoiceProps {
  readonly choose: Choice;
  readonly mayWrite: boolean;
  readonly onChoose: (choose: Choice) => void;
}

/** How one of several providers is chosen. */
export function ProviderChoice({ choose, mayWrite, onChoose }: ProviderChoiceProps) {
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      {mayWrite ? (
        <Select
          label="Who is asked"
          hasHiddenLabel
          value={choose}
          onChange={(value) => {
            const chosen = choiceSchema.safeParse(value).data;
            if (chosen !== undefined) onChoose(chosen);
          }}
          className="w-44"
        >
          {choiceSchema.options.map((option) => (
            <option key={option} value={option}>
              {choiceWords[option].label}
            </option>
          ))}
        </Select>
      ) : (
        <span className="font-medium">{choiceWords[choose].label}</span>
      )}
      <span className="text-sm text-quiet">{choiceWords[choose].words}</span>
    </div>
  );
}
