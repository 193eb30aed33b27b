'use client';

import { Switch as BaseSwitch } from '@base-ui/react/switch';

export interface SwitchProps {
  /** What is switched, for screen readers: `Use openai`. */
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
  readonly isDisabled?: boolean;
}

/** On or off, at once. */
export function Switch({ label, isOn, onChange, isDisabled = false }: SwitchProps) {
  return (
    <span className="inline-flex items-center justify-center touch:size-11">
      <BaseSwitch.Root
        aria-label={label}
        checked={isOn}
        disabled={isDisabled}
        onCheckedChange={onChange}
        className="relative flex h-6 w-10 shrink-0 items-center rounded-full border border-line-control bg-sunken p-0.5 transition-colors duration-(--quick) data-checked:border-accent data-checked:bg-accent data-disabled:opacity-60 touch:after:absolute touch:after:-inset-x-0.5 touch:after:-inset-y-2.5"
      >
        <BaseSwitch.Thumb className="size-4.5 rounded-full bg-line-control transition-transform duration-(--quick) data-checked:translate-x-4 data-checked:bg-accent-ink" />
      </BaseSwitch.Root>
    </span>
  );
}
