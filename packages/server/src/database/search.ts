/** A pattern for `like` that finds a text anywhere, with its own signs taken as they are. */
export function likePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
}
