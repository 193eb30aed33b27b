/** How the stock is shown; kept in a cookie, so that the server draws it right at once. */
export const views = ['cards', 'rows'] as const;
export type View = (typeof views)[number];
export const viewCookie = 'forecourt_vehicles_view';

export function parseView(value: string | undefined): View {
  return views.find((view) => view === value) ?? 'cards';
}
