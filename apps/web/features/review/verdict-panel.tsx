'use client';

import type { Aspect, Report } from '@forecourt/quality';
import type { Photo } from '@forecourt/sdk/contract';
import { CircleCheck, TriangleAlert } from 'lucide-react';
import { StateBadge } from '@/components/state/state-badge.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { failedSince, photoStatus } from '../photos/photo-status.ts';
import { DefectList } from './defect-list.tsx';
import { PictureFacts } from './picture-facts.tsx';
import { aspectNames, scoreInWords, verdictNames } from './words.ts';

export interface VerdictPanelProps {
  readonly photo: Photo;
  readonly pointedAt: number | null;
  readonly onPoint: (index: number | null) => void;
  readonly onLookAt: (index: number) => void;
  readonly onRedo: () => void;
  /** None for who may not. */
  readonly onSendOn: (() => void) | undefined;
}

const verdictStyle = { pass: 'text-approved', review: 'text-review', reject: 'text-failed' } as const;

/** What is known about the picture: score, what was found and what to do about it, and how it was made. */
export function VerdictPanel({ photo, pointedAt, onPoint, onLookAt, onRedo, onSendOn }: VerdictPanelProps) {
  const { cutout } = photo;
  const report = cutout?.report ?? null;
  const inVain = failedSince(photo);
  return (
    <div className="flex flex-col gap-5">
      <State photo={photo} />
      {inVain === null ? null : (
        <p role="status" className="flex items-start gap-2 text-sm">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-failed" />
          <span className="min-w-0 break-words">
            A new try failed; this is the cutout from before. {inVain.title}. <span className="text-quiet">{inVain.hint}</span>
          </span>
        </p>
      )}
      {report === null ? null : <ScoreBlock report={report} />}
      {report === null || cutout === null ? null : report.defects.length === 0 ? (
        <p className="flex items-start gap-2 text-sm text-quiet">
          <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-approved" />
          Nothing was found that a buyer would see.
        </p>
      ) : (
        <DefectList
          report={report}
          isCareful={cutout.careful}
          pointedAt={pointedAt}
          onPoint={onPoint}
          onLookAt={onLookAt}
          onRedo={onRedo}
          onSendOn={onSendOn}
        />
      )}
      {cutout === null || cutout.warnings.length === 0 ? null : (
        <ul className="flex flex-col gap-1.5 text-sm">
          {cutout.warnings.map((warning) => (
            <li key={warning.code} className="flex items-start gap-2">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-review" />
              {warning.message}
            </li>
          ))}
        </ul>
      )}
      {report === null ? null : <Aspects report={report} />}
      <PictureFacts photo={photo} />
    </div>
  );
}

function State({ photo }: { readonly photo: Photo }) {
  const { state, word, detail, share } = photoStatus(photo);
  if (state === 'review') return null;
  return (
    <div className="flex flex-col gap-1">
      <StateBadge state={state} {...(state === 'working' ? { share } : {})} className="self-start" />
      {state === 'working' || detail !== null ? (
        <p className="figures text-sm text-quiet">{state === 'working' ? [word, detail].filter(Boolean).join(' · ') : detail}</p>
      ) : null}
    </div>
  );
}

function ScoreBlock({ report }: { readonly report: Report }) {
  return (
    <div>
      <p className="flex items-baseline gap-2">
        <span className="figures text-2xl font-semibold tracking-tight">{Math.round(report.score)}</span>
        <span className="text-sm text-quiet">of 100</span>
        <span className={classNames('ml-auto text-base font-semibold', verdictStyle[report.verdict])}>{verdictNames[report.verdict]}</span>
      </p>
      <p className="mt-1 text-sm text-quiet">{scoreInWords(report)}</p>
    </div>
  );
}

const aspectOrder: readonly Aspect[] = ['edges', 'completeness', 'cleanliness', 'colour', 'alpha', 'photo'];

/** The sides of the picture, each with a bar and in plain words. */
function Aspects({ report }: { readonly report: Report }) {
  return (
    <section aria-label="What the score is made of">
      <h2 className="mb-2 text-sm font-semibold">What the score is made of</h2>
      <dl className="flex flex-col gap-2">
        {aspectOrder.map((aspect) => {
          const score = report.aspects[aspect];
          if (score === null) return null;
          const { name, means } = aspectNames[aspect];
          return (
            <div key={aspect} title={means}>
              <dt className="flex items-baseline justify-between text-sm">
                {name}
                <span className="figures text-quiet">{Math.round(score)}</span>
              </dt>
              <dd>
                <span aria-hidden className="mt-0.5 block h-1 overflow-hidden rounded-full bg-picture-empty">
                  <span
                    className={classNames(
                      'block h-full rounded-full',
                      score >= 90 ? 'bg-approved' : score >= 70 ? 'bg-review' : 'bg-failed',
                    )}
                    style={{ width: `${score}%` }}
                  />
                </span>
                <span className="text-xs text-quiet">{means}</span>
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
