'use client';

import type { Delivery, DeliveryTry } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { ProblemNote } from '@/components/state/problem.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { deliveryOptions } from './webhook-queries.ts';

/** The request that was made, and each answer. */
export function DeliveryDetails({ delivery }: { readonly delivery: Delivery }) {
  const { data, error } = useQuery(deliveryOptions(browserClient, delivery.webhookId, delivery.id));
  return (
    <div className="grid gap-4 border-t border-line bg-sunken px-4 py-3 lg:grid-cols-2">
      <div className="min-w-0">
        <h4 className="text-sm font-medium">Request</h4>
        <p className="mt-1 font-mono text-xs break-all text-quiet">webhook-id: {delivery.id}</p>
        {error === null ? (
          data === undefined ? (
            <Skeleton className="mt-2 h-32" />
          ) : (
            <Body body={data.body} />
          )
        ) : (
          <ProblemNote error={error} className="mt-2" />
        )}
      </div>
      <div className="min-w-0">
        <h4 className="text-sm font-medium">Answers</h4>
        {delivery.tries.length === 0 ? (
          <p className="mt-1 text-sm text-quiet">There was no try yet.</p>
        ) : (
          <ol className="mt-1 flex flex-col gap-3">
            {delivery.tries.toReversed().map((made) => (
              <Try key={made.at} made={made} />
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}

function Body({ body }: { readonly body: string | null }) {
  if (body === null) return <p className="mt-1 text-sm text-quiet">What it said is kept for a week.</p>;
  return <Text label="Body of the request" text={pretty(body)} />;
}

function Try({ made: { at, durationMs, status, answer, problem } }: { readonly made: DeliveryTry }) {
  return (
    <li>
      <p className="text-sm">
        <RelativeTime at={at} className="text-quiet" /> · {status === null ? 'No answer' : status}{' '}
        <span className="text-quiet">after {durationMs} ms</span>
      </p>
      {problem !== null && status === null ? <p className="text-sm text-danger-text">{problem.message}</p> : null}
      {answer === null || answer === '' ? null : <Text label="Body of the answer" text={answer} />}
    </li>
  );
}

function Text({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    // No landmark: each try has one of the same name.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for what is filled in
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <div role="group" aria-label={label} tabIndex={0} className="mt-1 max-h-80 overflow-auto rounded-sm border border-line bg-surface p-2">
      <pre className="font-mono text-xs break-words whitespace-pre-wrap">{text}</pre>
    </div>
  );
}

function pretty(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}
