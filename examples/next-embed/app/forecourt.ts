import { type Forecourt, getForecourt } from '@forecourt/server';
import { cookieName, personOf } from './sign-in.ts';

/** The backend, one for the process. Who is asking, your own sign-in says; Forecourt keeps no password here. */
export function forecourt(): Forecourt {
  return getForecourt({
    authenticate(request) {
      const [, token] = new RegExp(`(?:^|; )${cookieName}=([^;]+)`).exec(request.headers.get('cookie') ?? '') ?? [];
      const name = personOf(token);
      return name === undefined ? null : { dealership: { id: 'main', name: 'Main Street Cars' }, person: { name }, role: 'editor' };
    },
  });
}
