import type { HostDetail } from '@forecourt/sdk/contract';
import { Ban, CircleArrowUp, CirclePause, Clock, OctagonAlert, TriangleAlert } from 'lucide-react';
import { Note } from '../../components/ui/note.tsx';
import { clockInWords } from './host-words.ts';

/** What is to be known of a computer before everything else, and what to do about it. */
export function HostNotes({ host }: { readonly host: HostDetail }) {
  const { state, capacity } = host;
  const clock = clockInWords(host.clockOffsetMs);
  if (state === 'revoked') {
    return (
      <Note icon={<Ban aria-hidden className="text-quiet" />} title="This computer is revoked.">
        It is believed no more, and nothing goes to it. What it did stays below. To use it again, connect it anew.
      </Note>
    );
  }
  return (
    <>
      {state === 'enrolling' ? (
        <Note icon={<Clock aria-hidden className="text-waiting" />} title="It was not reached yet.">
          {host.mode === 'ssh'
            ? 'Put the public key below on the computer, then try the roads.'
            : 'Its agent calls by itself within some seconds.'}
        </Note>
      ) : null}
      {state === 'offline' ? (
        <Note icon={<OctagonAlert aria-hidden className="text-failed" />} title="No road to it works.">
          Others do its work meanwhile. Check that it is switched on and that its agent runs: <Code>forecourt-agent doctor</Code> on the
          computer says what is missing.
        </Note>
      ) : null}
      {state === 'draining' ? (
        <Note icon={<CirclePause aria-hidden className="text-review" />} title="It takes no new work.">
          {capacity !== null && capacity.busy + capacity.waiting > 0
            ? `It still finishes ${capacity.busy + capacity.waiting}. Switch it off once that is done.`
            : 'It has nothing to do: it can be switched off.'}
        </Note>
      ) : null}
      {clock === null ? null : (
        <Note icon={<TriangleAlert aria-hidden className="text-review" />} title={clock}>
          Set it: in Windows switch on “Set time automatically”. What is signed counts for a minute only.
        </Note>
      )}
      {host.isOutdated ? (
        <Note icon={<CircleArrowUp aria-hidden className="text-accent-text" />} title="A newer agent is there.">
          Update it from the menu above when it suits: it finishes what it has first.
        </Note>
      ) : null}
    </>
  );
}

function Code({ children }: { readonly children: string }) {
  return <code className="font-mono text-xs">{children}</code>;
}
