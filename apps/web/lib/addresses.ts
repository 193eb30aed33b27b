/** Where a person signs in and then comes back to the page. */
export function signInAddress(path: string): string {
  return path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
}

/** The page to go to after sign-in: only ever one of this site, whatever the address bar says. */
export function safeNext(next: string | undefined): string {
  const site = 'http://site.invalid';
  if (!next?.startsWith('/') || !URL.canParse(next, site)) return '/vehicles';
  const url = new URL(next, site);
  return url.origin === site ? `${url.pathname}${url.search}` : '/vehicles';
}
