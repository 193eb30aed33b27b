'use client';

import type { Report, Severity } from '@forecourt/quality';
import { classNames } from '@/components/ui/class-names.ts';
import { groupByPlace, type Mark, markOf, placeLabels, worstOf } from './overlay.ts';
import type { LieControl } from './use-lie.ts';
import { defectNames } from './words.ts';

export interface DefectMarksProps {
  readonly report: Report;
  readonly control: LieControl;
  /** Which defect is pointed at, on the picture or in the list. */
  readonly pointedAt: number | null;
  readonly onPoint: (index: number | null) => void;
  readonly onChoose: (index: number) => void;
  /** Where they are hidden, only the one that is pointed at in the list shows. */
  readonly isShown: boolean;
}

const frames: Readonly<Record<Severity, string>> = {
  critical: 'border-[oklch(62%_0.24_27)]',
  major: 'border-[oklch(80%_0.16_75)]',
  minor: 'border-white',
};

const labels: Readonly<Record<Severity, string>> = {
  critical: 'bg-[oklch(50%_0.2_27)] text-white',
  major: 'bg-[oklch(82%_0.15_80)] text-black',
  minor: 'bg-white text-black',
};

/** What was found, where it is: frames with names over the picture. */
export function DefectMarks({ report, control, pointedAt, onPoint, onChoose, isShown }: DefectMarksProps) {
  const { fit, frame, lie } = control;
  const picture = { widthPx: report.widthPx, heightPx: report.heightPx };
  const groups = groupByPlace(report.defects).filter(({ indexes }) => isShown || indexes.includes(pointedAt ?? -1));
  const marks = placeLabels(
    groups.map(({ box, indexes }) => markOf(indexes[0] ?? 0, box, picture, fit, frame, lie)),
    frame,
  );
  return (
    <div className="pointer-events-none absolute inset-0 overflow-hidden">
      {groups.map(({ indexes }, place) => {
        const mark = marks[place];
        const defects = indexes.flatMap((index) => report.defects[index] ?? []);
        const first = defects[0];
        if (mark === undefined || first === undefined) return null;
        return (
          <DefectMark
            key={`${first.code}-${mark.index}`}
            mark={mark}
            severity={worstOf(defects.map((defect) => defect.severity))}
            name={defects.map((defect) => defectNames[defect.code]).join(', ')}
            isPointedAt={indexes.includes(pointedAt ?? -1)}
            isAnyPointedAt={pointedAt !== null}
            onPoint={(isOn) => onPoint(isOn ? mark.index : null)}
            onChoose={() => onChoose(mark.index)}
          />
        );
      })}
    </div>
  );
}

interface DefectMarkProps {
  readonly mark: Mark;
  readonly severity: Severity;
  readonly name: string;
  readonly isPointedAt: boolean;
  readonly isAnyPointedAt: boolean;
  readonly onPoint: (isOn: boolean) => void;
  readonly onChoose: () => void;
}

function DefectMark({ mark, severity, name, isPointedAt, isAnyPointedAt, onPoint, onChoose }: DefectMarkProps) {
  return (
    <div className={classNames('transition-opacity duration-(--quick)', isAnyPointedAt && !isPointedAt && 'opacity-30')}>
      <span
        className={classNames(
          'absolute rounded-sm border-2 shadow-[0_0_0_1px_oklch(0%_0_0/55%),inset_0_0_0_1px_oklch(0%_0_0/40%)]',
          frames[severity],
          isPointedAt && 'bg-white/15',
        )}
        style={{ left: mark.leftPx, top: mark.topPx, width: mark.widthPx, height: mark.heightPx }}
      />
      <button
        type="button"
        title="Come closer"
        className={classNames(
          'pointer-events-auto absolute flex h-6 max-w-56 items-center truncate rounded-sm px-2 text-xs font-semibold shadow-[0_0_0_1px_oklch(0%_0_0/40%)]',
          labels[severity],
        )}
        style={{ left: mark.labelLeftPx, top: mark.labelTopPx }}
        onPointerEnter={() => onPoint(true)}
        onPointerLeave={() => onPoint(false)}
        onFocus={() => onPoint(true)}
        onBlur={() => onPoint(false)}
        onClick={onChoose}
      >
        {name}
      </button>
    </div>
  );
}
