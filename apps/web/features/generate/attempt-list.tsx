'use client';

import type { Generation, GenerationAttempt } from '@forecourt/sdk/contract';
import { Ban, CircleCheck, CircleX, CornerDownRight } from 'lucide-react';
import { attemptCost, attemptWords, time } from './generate-words.ts';

const signs = {
  done: { icon: CircleCheck, colour: 'text-approved' },
  failed: { icon: CircleX, colour: 'text-failed' },
  skipped: { icon: CornerDownRight, colour: 'text-quiet' },
  cancelled: { icon: Ban, colour: 'text-quiet' },
} as const satisfies Record<GenerationAttempt['outcome'], unknown>;

/** Who was asked, in order: what came of it, how long it took, what it cost. */
export function AttemptList({ generation: { attempts } }: { readonly generation: Generation }) {
  if (attempts.length === 0) return null;
  return (
    <section aria-label="Who was asked">
      <h2 className="mb-1.5 text-sm font-semibold">Who was asked</h2>
      <ol className="flex flex-col gap-2">
        {attempts.map((attempt, index) => {
          const { icon: Icon, colour } = signs[attempt.outcome];
          const isTried = attempt.outcome === 'done' || attempt.outcome === 'failed';
          return (
            <li key={index} className="flex gap-2 text-sm" data-attempt={attempt.outcome}>
              <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${colour}`} />
              <span className="min-w-0 grow break-words">
                {attemptWords(attempt)}
                <span className="figures block text-xs text-quiet">
                  {[attempt.model, isTried ? time(attempt.durationMs) : null, isTried ? attemptCost(attempt) : null]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </span>
              </span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
