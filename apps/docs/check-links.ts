import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';

/**
 * Follows every internal link of the built site, anchors too (VitePress looks at pages only).
 *
 * @returns one line for each that leads nowhere.
 */
export async function brokenLinks(site: string): Promise<string[]> {
  const files = await readdir(site, { recursive: true });
  const known = new Set(files.map((file) => `/${file.split(sep).join('/')}`));
  const anchors = new Map<string, Set<string>>();
  const links: { from: string; href: string }[] = [];
  for (const file of files.filter((name) => name.endsWith('.html'))) {
    const html = await readFile(join(site, file), 'utf8');
    const path = `/${relative(site, join(site, file)).split(sep).join('/')}`;
    anchors.set(path, new Set([...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => decode(id ?? ''))));
    for (const [, href = ''] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) links.push({ from: path, href: decode(href) });
  }
  const broken = new Set<string>();
  for (const { from, href } of links) {
    if (/^[a-z][a-z+.-]*:|^\/\//i.test(href)) continue;
    const [path = '', anchor = ''] = href.split('#');
    const target = path === '' ? from : fileFor(posix.resolve(posix.dirname(from), path), path.endsWith('/'), known);
    if (target === undefined) broken.add(`${from}: ${href} leads nowhere`);
    else if (anchor !== '' && !anchors.get(target)?.has(decodeURIComponent(anchor))) broken.add(`${from}: ${href} names no place there`);
  }
  return [...broken];
}

/** The file that a server gives for an address without extension. */
function fileFor(path: string, isFolder: boolean, known: ReadonlySet<string>): string | undefined {
  const wanted = isFolder ? [posix.join(path, 'index.html')] : [path, `${path}.html`, posix.join(path, 'index.html')];
  return wanted.find((name) => known.has(name) && /\.[a-z0-9]+$/i.test(name));
}

function decode(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}
