import { describe, expect, it } from 'vitest';
import { countChanges, readDiff, sideBySide } from './diff.ts';

const text = `--- Remove-Background.ps1\t1.0.0
+++ Remove-Background.ps1\t1.1.0
@@ -1,4 +1,5 @@
 param(
-  [int] $Size
+  [int] $Size = 2,
+  [switch] $Fast
 )
-- a line that begins with a dash
@@ -20 +21 @@
-old
+new
\\ No newline at end of file
`;

describe('a diff of two versions', () => {
  const hunks = readDiff(text);

  it('numbers each line on the sides where it is', () => {
    expect(hunks[0]?.lines.map(({ kind, before, after }) => [kind, before, after])).toEqual([
      ['same', 1, 1],
      ['removed', 2, null],
      ['added', null, 2],
      ['added', null, 3],
      ['same', 3, 4],
      ['removed', 4, null],
    ]);
    expect(hunks[0]?.lines.at(-1)?.text).toBe('- a line that begins with a dash');
    expect(hunks[1]?.lines.map(({ text: content, before, after }) => [content, before, after])).toEqual([
      ['old', 20, null],
      ['new', null, 21],
    ]);
    expect(countChanges(hunks)).toEqual({ added: 3, removed: 3 });
  });

  it('stands side by side, what was removed beside what came for it', () => {
    const pairs = sideBySide(hunks[0]?.lines ?? []).map(({ before, after }) => [before?.text ?? null, after?.text ?? null]);
    expect(pairs).toEqual([
      ['param(', 'param('],
      ['  [int] $Size', '  [int] $Size = 2,'],
      [null, '  [switch] $Fast'],
      [')', ')'],
      ['- a line that begins with a dash', null],
    ]);
  });

  it('is nothing where nothing changed', () => {
    expect(readDiff('')).toEqual([]);
    expect(countChanges([])).toEqual({ added: 0, removed: 0 });
  });
});
