'use client';

import { ForecourtError } from '@forecourt/errors';
import type { Problem } from '@forecourt/sdk/contract';
import { ChevronRight, Copy, OctagonAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { copyText } from '@/components/ui/copy-text.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';

export interface Told {
  /** What happened. */
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
  readonly code: string;
  readonly details: string;
}

/** Says any error in the words of the table of codes; a foreign one as a defect of ours. */
export function tell(error: unknown): Told {
  if (isProblem(error)) {
    return { message: error.detail, hint: error.hint, code: error.code, details: lines({ code: error.code, id: error.correlationId }) };
  }
  const known =
    error instanceof ForecourtError ? error : new ForecourtError('INTERNAL', 'Something went wrong on this page.', { cause: error });
  const id = known.details?.correlationId;
  const cause = known === error ? undefined : String(error);
  return {
    message: known.message,
    hint: known.hint,
    code: known.code,
    details: lines({ code: known.code, id: typeof id === 'string' ? id : undefined, cause }),
  };
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && !(error instanceof Error) && 'detail' in error && 'code' in error;
}

function lines(facts: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(facts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

export interface ProblemNoteProps {
  readonly error: unknown;
  /** What could not be done, as `The vehicles could not be loaded.` Stands before the reason. */
  readonly title?: string;
  /** The one thing that mends it. */
  readonly action?: ReactNode;
  readonly className?: string;
}

/** One error: what happened, what to do, one button; the details folded, with something to copy. */
export function ProblemNote({ error, title, action, className }: ProblemNoteProps) {
  const { message, hint, details } = tell(error);
  return (
    <div role="alert" className={classNames('flex gap-3 rounded-md border border-line bg-surface p-4', className)}>
      <OctagonAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
      <div className="min-w-0 grow">
        <p className="font-medium">{title ?? message}</p>
        <p className="mt-0.5 text-sm text-quiet">{title === undefined ? hint : `${message} ${hint}`}</p>
        <div className="mt-3 flex flex-wrap items-center gap-2">
          {action}
          <details className="group text-xs text-quiet open:basis-full">
            <summary className="inline-flex h-7 list-none items-center gap-1 rounded-sm hover:text-ink touch:h-11">
              <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
              Details
            </summary>
            <div className="mt-1 flex items-start gap-2 rounded-sm bg-sunken p-2">
              <pre className="min-w-0 grow overflow-x-auto whitespace-pre-wrap break-words font-mono">{details}</pre>
              <Button
                variant="quiet"
                size="icon-small"
                aria-label="Copy details"
                onClick={() => {
                  copyText(details, 'Details copied');
                }}
              >
                <Copy aria-hidden />
              </Button>
            </div>
          </details>
        </div>
      </div>
    </div>
  );
}
