'use client';

import type { Report, Severity } from '@forecourt/quality';
import { Lightbulb, Shuffle, Sparkles } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { Kbd } from '@/components/ui/kbd.tsx';
import { defectNames, measureInWords, remedyOf, severityNames } from './words.ts';

export interface DefectListProps {
  readonly report: Report;
  readonly isCareful: boolean;
  readonly pointedAt: number | null;
  readonly onPoint: (index: number | null) => void;
  readonly onLookAt: (index: number) => void;
  readonly onRedo: () => void;
  /** None for who may not. */
  readonly onSendOn: (() => void) | undefined;
}

const dots: Readonly<Record<Severity, string>> = { critical: 'bg-failed', major: 'bg-review', minor: 'bg-waiting' };

const severityStyle: Readonly<Record<Severity, string>> = { critical: 'text-failed', major: 'text-review', minor: 'text-quiet' };

/** What was found, worst first, each with what to do; pointing at one shows it on the picture, and the other way round. */
export function DefectList({ report, isCareful, pointedAt, onPoint, onLookAt, onRedo, onSendOn }: DefectListProps) {
  const context = { triedCarefully: isCareful, canSendOn: onSendOn !== undefined };
  const firstToFollow = report.defects.findIndex((defect) => remedyOf(defect, context).kind !== 'advice');
  return (
    <section aria-label="What was found">
      <h2 className="mb-1.5 text-sm font-semibold">What was found</h2>
      <ul className="-mx-2 flex flex-col">
        {report.defects.map((defect, index) => {
          const remedy = remedyOf(defect, context);
          return (
            <li key={`${defect.code}-${index}`}>
              <button
                type="button"
                data-defect={defect.code}
                title="Show it on the picture"
                onPointerEnter={() => onPoint(index)}
                onPointerLeave={() => onPoint(null)}
                onFocus={() => onPoint(index)}
                onBlur={() => onPoint(null)}
                onClick={() => onLookAt(index)}
                className={classNames(
                  'flex w-full items-start gap-2.5 rounded-md px-2 py-2 text-left focus-visible:-outline-offset-2',
                  pointedAt === index ? 'bg-hover' : 'hover:bg-hover',
                )}
              >
                <span aria-hidden className={classNames('mt-1.5 size-2 shrink-0 rounded-full', dots[defect.severity])} />
                <span className="min-w-0 grow">
                  <span className="flex items-baseline justify-between gap-2">
                    <span className="text-base font-medium">{defectNames[defect.code]}</span>
                    <span className={classNames('shrink-0 text-xs', severityStyle[defect.severity])} title={measureInWords(defect)}>
                      {severityNames[defect.severity]}
                    </span>
                  </span>
                  <span className="block text-xs text-quiet">{defect.suggestion}</span>
                </span>
              </button>
              {remedy.kind === 'advice' ? (
                <p className="flex items-center gap-1.5 pb-2 pl-6.5 text-xs">
                  <Lightbulb aria-hidden className="size-3.5 shrink-0 text-review" />
                  {remedy.label}
                </p>
              ) : (
                <Button
                  size="small"
                  icon={remedy.kind === 'send-on' ? <Shuffle aria-hidden /> : <Sparkles aria-hidden />}
                  onClick={remedy.kind === 'send-on' ? onSendOn : onRedo}
                  className="mb-2 ml-6.5"
                >
                  {remedy.label}
                  {index === firstToFollow ? <Kbd className="hidden md:inline-flex">F</Kbd> : null}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
