/** Text of the code's own that goes into a cell of a table: no line break and no bar may end it, and no brace may start Vue's. */
export function cell(text: string): string {
  return escapeText(text)
    .replaceAll('|', '\\|')
    .replace(/\s*\n\s*/g, ' ');
}

/** Text that is to be read, not to be markup. Code between backticks stays as it is. */
export function escapeText(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => (part.startsWith('`') ? part.replaceAll('{{', '{\u200b{') : part.replaceAll('<', '&lt;').replaceAll('{{', '{\u200b{')))
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
