export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The name of the cookie by which the server already draws the page in the chosen theme, so nothing flashes. */
export const themeCookie = 'forecourt_theme';

export function parseTheme(value: string | undefined): Theme {
  return themes.find((theme) => theme === value) ?? 'system';
}
