/** Comment-based help (about_Comment_Based_Help) of a script: its synopsis, and what it says of each parameter in lower case. */
export interface CommentHelp {
  readonly synopsis: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** Reads the first comment that has a keyword of help. */
export function readCommentHelp(comments: readonly string[]): CommentHelp {
  const parameters = new Map<string, string>();
  let synopsis = '';
  const comment = comments.find((text) => /^\s*\.(synopsis|description|parameter)\b/im.test(bare(text)));
  for (const section of bare(comment ?? '').split(/^\s*(?=\.[A-Za-z]+)/m)) {
    const [, keyword = '', rest = ''] = /^\.([A-Za-z]+)([\s\S]*)$/.exec(section.trim()) ?? [];
    const [first = '', ...lines] = rest.split('\n');
    if (keyword.toLowerCase() === 'synopsis') synopsis = joined([first, ...lines]);
    else if (keyword.toLowerCase() === 'parameter') parameters.set(first.trim().toLowerCase(), joined(lines));
  }
  return { synopsis, parameters };
}

/** A comment without its signs. */
export function bare(comment: string): string {
  return comment
    .replace(/\r/g, '')
    .replace(/^<#/, '')
    .replace(/#>$/, '')
    .replace(/^\s*#+ ?/gm, '');
}

function joined(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}
