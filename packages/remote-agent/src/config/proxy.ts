import { isIP } from 'node:net';
import { ForecourtError } from '@forecourt/errors';
import type { Environment } from '@forecourt/sdk/settings';

/** The proxy that a request to an address goes through; undefined for straight there. */
export type ProxyFor = (url: URL) => URL | undefined;

/** Said in place of a proxy: none, whatever else the environment says. */
const noProxyWord = 'none';

/**
 * By which proxy the platform is reached: the one of our own setting for every address, else the one that the environment names for all programs,
 * in the ways that curl reads it: HTTPS_PROXY and HTTP_PROXY, in small letters too, and NO_PROXY for what lies on this side of it.
 *
 * @param own `FORECOURT_AGENT_PROXY`
 * @throws INVALID_INPUT for an address that is none, at the first request
 */
export function proxyFrom(own: string | undefined, environment: Environment): ProxyFor {
  const said = (name: string) => environment[name.toLowerCase()] || environment[name] || undefined;
  const inside = (said('NO_PROXY') ?? '').split(/[\s,]+/).filter((rule) => rule !== '');
  return (url) => {
    if (own === noProxyWord) return undefined;
    if (own !== undefined) return addressOf('FORECOURT_AGENT_PROXY', own);
    const name = url.protocol === 'https:' || url.protocol === 'wss:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
    const proxy = said(name);
    if (proxy === undefined || inside.some((rule) => covers(rule, url))) return undefined;
    return addressOf(name, proxy);
  };
}

/** How people are told of it: its user and password are nobody's business. */
export function nameOfProxy({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}

function addressOf(name: string, text: string): URL {
  const url = URL.parse(text.includes('://') ? text : `http://${text}`);
  // The address may hold a password, so that it is not said.
  if (url !== null && /^https?:$/.test(url.protocol)) return url;
  throw new ForecourtError('INVALID_INPUT', `${name} is no address of a proxy.`, {
    hint: 'Write it as http://proxy:8080, or http://user:password@proxy:8080.',
  });
}

/** One rule of NO_PROXY: a name with all below it, an address, `*`, each with a port or without. */
function covers(rule: string, { hostname, port, protocol }: URL): boolean {
  if (rule === '*') return true;
  const [, name = '', rulePort] = /^(.*?)(?::(\d+))?$/.exec(isIP(rule) === 6 ? `[${rule}]` : rule) ?? [];
  if (rulePort !== undefined && rulePort !== (port || (/^(https|wss):$/.test(protocol) ? '443' : '80'))) return false;
  const wanted = name.toLowerCase().replace(/^\*?\./, '');
  return hostname === wanted || (isIP(hostname) === 0 && hostname.endsWith(`.${wanted}`));
}
