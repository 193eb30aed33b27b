/** Address of the site with its base path: as it is set, else as the browser that asks sees it. */
export function siteUrls(publicUrl: string | undefined, basePath: string): (host: string, isSecure: boolean) => string {
  return (host, isSecure) => publicUrl ?? `${isSecure ? 'https' : 'http'}://${host || 'localhost'}${basePath}`;
}
