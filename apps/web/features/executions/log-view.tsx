'use client';

import type { HostJobEvent } from '@forecourt/sdk/contract';
import { ArrowDownToLine, Pause } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { executionSigns } from './execution-words.ts';

export interface LogViewProps {
  readonly log: readonly HostJobEvent[];
  readonly isLive: boolean;
}

/** What a run says, as it says it. Follows the end until somebody scrolls up or stops it. */
export function LogView({ log, isLive }: LogViewProps) {
  const frame = useRef<HTMLElement>(null);
  const [isFollowing, setFollowing] = useState(true);
  const lines = log.filter((event) => event.type !== 'progress');
  useEffect(() => {
    const element = frame.current;
    if (element !== null && isFollowing && lines.length > 0) element.scrollTop = element.scrollHeight;
  }, [lines.length, isFollowing]);
  const onScroll = () => {
    const element = frame.current;
    if (element === null) return;
    // A pixel of rounding is still the end.
    setFollowing(element.scrollHeight - element.scrollTop - element.clientHeight < 8);
  };
  const follow = () => {
    const element = frame.current;
    if (!isFollowing && element !== null) element.scrollTop = element.scrollHeight;
    setFollowing(!isFollowing);
  };
  return (
    <div>
      {isLive ? (
        <div className="mb-2 flex justify-end">
          <Button
            size="small"
            aria-pressed={isFollowing}
            icon={isFollowing ? <Pause aria-hidden /> : <ArrowDownToLine aria-hidden />}
            onClick={follow}
          >
            {isFollowing ? 'Stop following' : 'Follow the end'}
          </Button>
        </div>
      ) : null}
      <section
        ref={frame}
        aria-label="Lines of the log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        tabIndex={0}
        onScroll={onScroll}
        // While it runs its place is kept, so that nothing moves with each line.
        className={classNames(
          'overflow-y-auto rounded-md border border-line bg-sunken py-2 font-mono text-xs leading-5',
          isLive ? 'h-96' : 'max-h-96',
        )}
      >
        {lines.length === 0 ? (
          <p className="px-3 font-sans text-sm text-quiet">{isLive ? 'It has said nothing yet.' : 'It said nothing.'}</p>
        ) : (
          <ol>
            {lines.map((event) => (
              <Line key={event.sequence} event={event} />
            ))}
          </ol>
        )}
      </section>
    </div>
  );
}

/** Two thousand lines stand there: each is drawn once. */
const Line = memo(function Line({ event }: { readonly event: HostJobEvent }) {
  const { text, tone } = lineOf(event);
  return (
    <li className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-2 px-3 [contain-intrinsic-block-size:auto_1.25rem] [content-visibility:auto] hover:bg-hover">
      <time dateTime={event.at} className="figures text-quiet" suppressHydrationWarning>
        {new Date(event.at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' })}
      </time>
      <span className={classNames('break-words whitespace-pre-wrap', tone)}>{text}</span>
    </li>
  );
});

function lineOf(event: HostJobEvent): { readonly text: string; readonly tone: string } {
  switch (event.type) {
    case 'log':
      return { text: event.stream === 'error' ? `error: ${event.text}` : event.text, tone: event.stream === 'error' ? 'text-failed' : '' };
    case 'state':
      return { text: `— ${executionSigns[event.state].word}`, tone: 'text-quiet' };
    case 'item': {
      const { output, problem } = event.item;
      if (problem !== null) return { text: `✗ ${problem.message}`, tone: 'text-failed' };
      return { text: `✓ ${output?.name ?? 'done'}`, tone: 'text-approved' };
    }
    case 'progress':
      return { text: event.stage, tone: 'text-quiet' };
  }
}
