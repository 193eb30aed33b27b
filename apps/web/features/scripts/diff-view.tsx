import { classNames } from '@/components/ui/class-names.ts';
import type { DiffHunk, DiffLine, DiffPair } from './diff.ts';
import { sideBySide } from './diff.ts';

export interface DiffViewProps {
  readonly hunks: readonly DiffHunk[];
  readonly isSideBySide: boolean;
}

const grounds = { same: '', added: 'bg-approved-soft', removed: 'bg-failed-soft' } as const;
const signs = { same: ' ', added: '+', removed: '−' } as const;
const spoken = { same: '', added: 'added: ', removed: 'removed: ' } as const;

/** A diff as a table: below each other, or side by side where there is room. A sign says the same as the colour. */
export function DiffView({ hunks, isSideBySide }: DiffViewProps) {
  return (
    <section
      aria-label="What changed"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
      tabIndex={0}
      className="max-h-[36rem] overflow-auto rounded-md border border-line bg-surface font-mono text-xs leading-5"
    >
      <table className="w-full border-collapse">
        {hunks.map(({ place, lines }) => (
          <tbody key={place}>
            <tr>
              <th scope="rowgroup" colSpan={4} className="border-y border-line bg-sunken px-3 py-1 text-left font-normal text-quiet">
                {place}
              </th>
            </tr>
            {isSideBySide
              ? sideBySide(lines).map((pair) => <PairRow key={keyOf(pair.before, pair.after)} pair={pair} />)
              : lines.map((line) => <LineRow key={keyOf(line, null)} line={line} />)}
          </tbody>
        ))}
      </table>
    </section>
  );
}

function keyOf(one: DiffLine | null, other: DiffLine | null): string {
  return `${one?.before ?? ''}:${one?.after ?? other?.after ?? ''}`;
}

function LineRow({ line }: { readonly line: DiffLine }) {
  return (
    <tr className={grounds[line.kind]}>
      <Place number={line.before} />
      <Place number={line.after} />
      <Content line={line} />
    </tr>
  );
}

function PairRow({ pair: { before, after } }: { readonly pair: DiffPair }) {
  return (
    <tr>
      <Place number={before?.before ?? null} className={before === null ? 'bg-sunken' : grounds[before.kind]} />
      {before === null ? <td className="w-1/2 bg-sunken" /> : <Content line={before} className={`w-1/2 ${grounds[before.kind]}`} />}
      <Place number={after?.after ?? null} className={classNames('border-l', after === null ? 'bg-sunken' : grounds[after.kind])} />
      {after === null ? <td className="w-1/2 bg-sunken" /> : <Content line={after} className={`w-1/2 ${grounds[after.kind]}`} />}
    </tr>
  );
}

function Place({ number, className }: { readonly number: number | null; readonly className?: string }) {
  return <td className={classNames('figures w-10 min-w-10 px-2 text-right align-top text-quiet select-none', className)}>{number}</td>;
}

function Content({ line: { kind, text }, className }: { readonly line: DiffLine; readonly className?: string }) {
  return (
    <td className={classNames('pr-3 align-top break-all whitespace-pre-wrap', className)}>
      <span
        aria-hidden
        className={classNames('mr-2 select-none', kind === 'added' && 'text-approved', kind === 'removed' && 'text-failed')}
      >
        {signs[kind]}
      </span>
      <span className="sr-only">{spoken[kind]}</span>
      {text}
    </td>
  );
}
