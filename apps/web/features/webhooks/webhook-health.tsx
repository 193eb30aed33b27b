import type { Webhook } from '@forecourt/sdk/contract';
import { KeyRound, OctagonAlert, TriangleAlert } from 'lucide-react';
import { Note } from '@/components/ui/note.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { healthOf } from './webhook-words.ts';

/** What is wrong with a webhook or soon will be, and what it means. */
export function WebhookHealth({ webhook }: { readonly webhook: Webhook }) {
  const health = healthOf(webhook);
  const { problem, failingSince, formerSecretUntil } = webhook;
  return (
    <>
      {health === 'disabled' ? (
        <Note
          icon={<OctagonAlert aria-hidden className="text-failed" />}
          title="It was disabled, since its receiver does not take messages."
        >
          {problem === null ? '' : `${problem.detail} `}Mend the receiver, then make the webhook active again: it goes on where it stopped,
          up to a week back.
        </Note>
      ) : null}
      {health === 'failing' && failingSince !== null ? (
        <Note icon={<TriangleAlert aria-hidden className="text-review" />} title="Its receiver does not take messages.">
          It failed first <RelativeTime at={failingSince} />, and at every try since. Messages are tried again for a day; after three days
          the webhook is disabled.
        </Note>
      ) : null}
      {health === 'paused' ? (
        <Note icon={<TriangleAlert aria-hidden className="text-quiet" />} title="Nothing is sent while it is paused.">
          When it is active again it goes on where it stopped, up to a week back.
        </Note>
      ) : null}
      {formerSecretUntil !== null && new Date(formerSecretUntil) > new Date() ? (
        <Note icon={<KeyRound aria-hidden className="text-quiet" />} title="Two secrets count at the moment.">
          Messages are signed with both; the former one ends <RelativeTime at={formerSecretUntil} />
        </Note>
      ) : null}
    </>
  );
}
