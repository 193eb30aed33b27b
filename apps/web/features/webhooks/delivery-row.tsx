'use client';

import type { Delivery } from '@forecourt/sdk/contract';
import { ChevronRight, RotateCcw } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { DeliveryDetails } from './delivery-details.tsx';
import { Sign } from './sign.tsx';
import { deliverySigns } from './webhook-words.ts';

export interface DeliveryRowProps {
  readonly delivery: Delivery;
  /** Absent where nothing can be sent. */
  readonly onRedeliver: ((deliveryId: string) => void) | undefined;
  readonly isBusy: boolean;
}

/** One message: its state, what it tells, what the receiver said last; opened, the request and every answer. */
export function DeliveryRow({ delivery, onRedeliver, isBusy }: DeliveryRowProps) {
  const [isOpen, setOpen] = useState(false);
  const { id, type, state, createdAt } = delivery;
  const again = state === 'waiting' ? 'Send now' : 'Send again';
  return (
    <li>
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 md:min-h-12 md:grid-cols-[7rem_minmax(0,3fr)_minmax(0,4fr)_6rem_7.5rem]">
        <Sign sign={deliverySigns[state]} className="order-1 md:order-none" />
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="order-3 flex min-h-8 min-w-0 items-center gap-1 rounded-sm text-left hover:underline md:order-none touch:min-h-11"
        >
          <ChevronRight aria-hidden className={isOpen ? 'size-4 shrink-0 rotate-90' : 'size-4 shrink-0'} />
          <code className="truncate font-mono text-sm">{type}</code>
        </button>
        <div className="order-5 col-span-2 min-w-0 text-sm text-quiet md:order-none md:col-span-1 md:truncate">{outcome(delivery)}</div>
        <RelativeTime at={createdAt} className="order-2 justify-self-end text-sm text-quiet md:order-none" />
        <div className="order-4 flex justify-end md:order-none">
          {onRedeliver === undefined || state === 'sending' ? null : (
            <Button
              size="small"
              isBusy={isBusy}
              icon={<RotateCcw aria-hidden />}
              aria-label={`${again}: ${type}`}
              onClick={() => onRedeliver(id)}
            >
              {again}
            </Button>
          )}
        </div>
      </div>
      {isOpen ? <DeliveryDetails delivery={delivery} /> : null}
    </li>
  );
}

/** What came of it, or when the next try is. */
function outcome({ state, tries, nextTryAt, problem, attempts }: Delivery) {
  const last = tries.at(-1);
  if (state === 'delivered' && last !== undefined) return `Answered ${last.status ?? 'nothing'} after ${last.durationMs} ms`;
  if (state === 'failed') return problem?.detail ?? 'No reason was given.';
  if (state === 'waiting' && problem !== null && nextTryAt !== null) {
    return (
      <>
        {problem.detail} Try {attempts + 1}: <RelativeTime at={nextTryAt} />
      </>
    );
  }
  return state === 'waiting' ? 'In the queue' : 'On its way';
}
