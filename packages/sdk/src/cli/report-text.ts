import type { PhotoReport, Report } from '@forecourt/quality';

/** A report as a person reads it: one line, then one for each defect. */
export function reportText(report: Report | PhotoReport): string {
  const lines = report.defects.map(
    ({ severity, code, suggestion, box }) =>
      `\n  ${severity} ${code} at ${box.xPx},${box.yPx} (${box.widthPx} × ${box.heightPx} px): ${suggestion}`,
  );
  return `${report.verdict} · score ${Math.round(report.score)}${lines.join('')}`;
}
