import type { Benchmark, Result, Target } from './benchmark.ts';
import { figure } from './measure.ts';

/** A result for machines: one line of JSON. */
export function jsonLine(name: string, { value, unit, peer, peerValue, ratio, spread }: Result): string {
  return JSON.stringify({ name, value, unit, peer, peerValue, ratio, spread });
}

const widths = [26, 20, 52, 24] as const;

export function tableHead(): string {
  return row(['', 'ours', 'peer', 'ratio, above 1 is better', 'target']);
}

/** A result for people, with what explains it indented below. */
export function tableRow({ name, target }: Benchmark, result: Result): string {
  const { value, unit, peer, peerValue, ratio, spread, details } = result;
  const range = spread[0] === spread[1] ? '' : ` (${figure(spread[0])} to ${figure(spread[1])})`;
  const cells = [
    name,
    `${figure(value)} ${unit}`,
    `${figure(peerValue)} ${unit} ${peer}`,
    `${figure(ratio)}${range}`,
    target ? targetText(target, result) : '',
  ];
  return [row(cells), ...details.map((line) => `    ${line}`)].join('\n');
}

function targetText({ field, bound, limit }: Target, result: Result): string {
  const isMet = bound === 'at least' ? result[field] >= limit : result[field] <= limit;
  return `${field} ${bound} ${limit}: ${isMet ? 'met' : 'MISSED'}`;
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join(' ')
    .trimEnd();
}
