'use client';

import type { EventType } from '@forecourt/sdk/contract';
import { type RefObject, type SubmitEvent, useState } from 'react';
import { ProblemNote } from '@/components/state/problem.tsx';
import { TextField } from '@/components/ui/input.tsx';
import { EventChoice } from './event-choice.tsx';

export interface WebhookFields {
  readonly url: string;
  readonly description: string;
  readonly eventTypes: readonly EventType[];
}

export interface WebhookFormProps {
  readonly id: string;
  readonly initial: WebhookFields;
  readonly first: RefObject<HTMLInputElement | null>;
  /** What the server said to the last try. */
  readonly error: Error | null;
  readonly title: string;
  readonly onSubmit: (fields: WebhookFields) => void;
}

/** Address, name and events of a webhook, new or old. */
export function WebhookForm({ id, initial, first, error, title, onSubmit }: WebhookFormProps) {
  const [fields, setFields] = useState(initial);
  const [wasTried, setTried] = useState(false);
  const set = (changes: Partial<WebhookFields>) => setFields({ ...fields, ...changes });
  const urlError = URL.canParse(fields.url.trim()) ? undefined : 'Enter an address that begins with https://';
  const eventError = fields.eventTypes.length > 0 ? undefined : 'Choose at least one event.';
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    setTried(true);
    if (urlError !== undefined) first.current?.focus();
    else if (eventError === undefined) {
      onSubmit({ url: fields.url.trim(), description: fields.description.trim(), eventTypes: fields.eventTypes });
    }
  };
  return (
    <form id={id} onSubmit={submit} noValidate className="flex flex-col gap-5">
      {error === null ? null : <ProblemNote error={error} title={title} />}
      <TextField
        ref={first}
        name="url"
        type="url"
        inputMode="url"
        label="Address"
        placeholder="https://dealer.example/forecourt"
        help="Gets a POST for each event. It is checked when you save."
        autoComplete="off"
        maxLength={2000}
        value={fields.url}
        onValueChange={(url) => set({ url })}
        error={wasTried ? urlError : undefined}
      />
      <TextField
        name="description"
        label="Name"
        placeholder="Our website"
        isOptional
        autoComplete="off"
        maxLength={200}
        value={fields.description}
        onValueChange={(description) => set({ description })}
      />
      <EventChoice chosen={fields.eventTypes} onChange={(eventTypes) => set({ eventTypes })} error={wasTried ? eventError : undefined} />
    </form>
  );
}
