/** One line of a diff, with its number on each side; null on the side where it is not. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed';
  readonly text: string;
  readonly before: number | null;
  readonly after: number | null;
}

/** Lines that stand together, begun by what a unified diff says of their place. */
export interface DiffHunk {
  readonly place: string;
  readonly lines: readonly DiffLine[];
}

const hunkHead = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/;

/** Reads a unified diff of one file, as the server gives it. */
export function readDiff(text: string): readonly DiffHunk[] {
  const hunks: { place: string; lines: DiffLine[] }[] = [];
  let before = 0;
  let after = 0;
  for (const line of text.split('\n')) {
    const head = hunkHead.exec(line);
    if (head !== null) {
      before = Number(head[1]);
      after = Number(head[2]);
      hunks.push({ place: head[0], lines: [] });
      continue;
    }
    const hunk = hunks.at(-1);
    // What stands before the first place names the files; `\` says that the last line has no end.
    if (hunk === undefined || line.startsWith('\\')) continue;
    const content = line.slice(1);
    if (line.startsWith('+')) hunk.lines.push({ kind: 'added', text: content, before: null, after: after++ });
    else if (line.startsWith('-')) hunk.lines.push({ kind: 'removed', text: content, before: before++, after: null });
    else if (line.startsWith(' ')) hunk.lines.push({ kind: 'same', text: content, before: before++, after: after++ });
  }
  return hunks;
}

/** Two lines that stand side by side; null where one side has none. */
export interface DiffPair {
  readonly before: DiffLine | null;
  readonly after: DiffLine | null;
}

/** Puts what was removed beside what came in its place. */
export function sideBySide(lines: readonly DiffLine[]): readonly DiffPair[] {
  const pairs: DiffPair[] = [];
  let removed: DiffLine[] = [];
  let added: DiffLine[] = [];
  const flush = () => {
    for (let index = 0; index < Math.max(removed.length, added.length); index++) {
      pairs.push({ before: removed[index] ?? null, after: added[index] ?? null });
    }
    removed = [];
    added = [];
  };
  for (const line of lines) {
    if (line.kind === 'removed') {
      // What is removed after something was added belongs to the next change.
      if (added.length > 0) flush();
      removed.push(line);
    } else if (line.kind === 'added') added.push(line);
    else {
      flush();
      pairs.push({ before: line, after: line });
    }
  }
  flush();
  return pairs;
}

/** How many lines came and went. */
export function countChanges(hunks: readonly DiffHunk[]): { readonly added: number; readonly removed: number } {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return {
    added: lines.filter(({ kind }) => kind === 'added').length,
    removed: lines.filter(({ kind }) => kind === 'removed').length,
  };
}
