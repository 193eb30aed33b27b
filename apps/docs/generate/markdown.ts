/** Text of the code's own that goes into a cell of a table: no line break and no bar may end it, and no brace may start Vue's. */
export function cell(text: string): string {
  return escapeText(text)
    .replaceAll('|', '\\|')
    .replace(/\s*\n\s*/g, ' ');
}

/** Text that is to be read, not to be markup: neither HTML, nor attributes, nor Vue's. Code between backticks stays as it is. */
export function escapeText(text: string): string {
  const escapes: Readonly<Record<string, string>> = { '<': '&lt;', '{': '&#123;', '}': '&#125;' };
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part : part.replace(/[<{}]/g, (sign) => escapes[sign] ?? sign)))
    .join('');
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The first lines of a generated page: nobody should mend it by hand. */
export function page(title: string, body: readonly string[], options: { outline?: string } = {}): string {
  const front = [
    '---',
    `title: ${JSON.stringify(title)}`,
    'editLink: false',
    ...(options.outline ? [`outline: ${options.outline}`] : []),
    '---',
  ];
  return `${front.join('\n')}\n\n# ${title}\n\n${body.join('\n\n')}\n`;
}
