'use client';

import type { QuietHours } from '@forecourt/sdk/contract';
import { Checkbox } from '@/components/ui/checkbox.tsx';
import { TextField } from '@/components/ui/input.tsx';

export interface QuietHoursFormProps {
  readonly quietHours: QuietHours | null;
  readonly onChange: (quietHours: QuietHours | null) => void;
}

const usual = { from: '20:00', to: '07:00' };

/** Hours without mails, by the clock of where this person is. */
export function QuietHoursForm({ quietHours, onChange }: QuietHoursFormProps) {
  const set = (change: Partial<QuietHours>) => {
    if (quietHours !== null && Object.values(change).every((value) => value !== '')) onChange({ ...quietHours, ...change });
  };
  return (
    <div className="rounded-md border border-line bg-surface px-4 py-3">
      <Checkbox
        label="Quiet hours"
        help="No mails then. What comes up is in one mail afterwards."
        isChecked={quietHours !== null}
        onChange={(isOn) => onChange(isOn ? { ...usual, timeZone: ownTimeZone() } : null)}
      />
      {quietHours === null ? null : (
        <div className="mt-3 flex flex-wrap items-end gap-3">
          <TextField label="From" type="time" value={quietHours.from} onValueChange={(from) => set({ from })} className="w-36 touch:w-40" />
          <TextField label="To" type="time" value={quietHours.to} onValueChange={(to) => set({ to })} className="w-36 touch:w-40" />
          <span className="pb-1.5 text-sm text-quiet">{quietHours.timeZone}</span>
        </div>
      )}
    </div>
  );
}

function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
