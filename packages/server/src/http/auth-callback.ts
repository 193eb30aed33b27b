import type { Hono } from 'hono';
import { callbackPath, type Identity } from '../identity/index.ts';
import type { Environment } from './context.ts';
import { originOf } from './origin.ts';

/** Mounts where Google and GitHub send browsers back to; the answer sends them on to a page. It is no route of the contract: no program asks for it. */
export function mountAuthCallback(
  app: Hono<Environment>,
  {
    identity,
    siteUrlOf,
  }: { readonly identity: Pick<Identity, 'elsewhere'>; readonly siteUrlOf: (host: string, isSecure: boolean) => string },
): void {
  app.get(`${callbackPath}/callback/:provider`, async (context) => {
    const { raw } = context.req;
    const [clientAddress, isSecure] = [context.get('clientAddress'), context.get('isSecure')];
    const origin = originOf({ origin: { clientAddress, isSecure }, request: raw });
    const { answer, problem } = await identity.elsewhere.finish(raw, siteUrlOf(context.get('host'), isSecure), origin);
    if (problem) context.get('log').warn({ err: problem }, 'nobody was signed in with an account elsewhere');
    return answer;
  });
}
