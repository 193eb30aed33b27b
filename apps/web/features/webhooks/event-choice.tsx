'use client';

import { type EventType, eventTypeSchema } from '@forecourt/sdk/contract';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { eventInWords } from './webhook-words.ts';

export interface EventChoiceProps {
  readonly chosen: readonly EventType[];
  readonly onChange: (chosen: readonly EventType[]) => void;
  readonly error: string | undefined;
}

const groups = Map.groupBy(eventTypeSchema.options, (type) => type.split('.')[0] ?? type);

/** Which events are told, by what they are about. */
export function EventChoice({ chosen, onChange, error }: EventChoiceProps) {
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">Tell it of</legend>
      <div className="flex flex-col gap-3">
        {[...groups].map(([group, types]) => (
          <div key={group}>
            {types.map((type) => (
              <Checkbox
                key={type}
                label={<code className="font-mono text-sm">{type}</code>}
                help={eventInWords(type)}
                isChecked={chosen.includes(type)}
                onChange={(isChecked) => onChange(isChecked ? [...chosen, type] : chosen.filter((each) => each !== type))}
              />
            ))}
          </div>
        ))}
      </div>
      {error === undefined ? null : (
        <p role="alert" className="mt-1 text-xs text-danger-text">
          {error}
        </p>
      )}
    </fieldset>
  );
}
