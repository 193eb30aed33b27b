const cookieName = 'forecourt_session';

/** The session's token in a request, or null. */
export function readSessionCookie(headers: Headers): string | null {
  for (const part of headers.get('cookie')?.split(';') ?? []) {
    const [name, value] = part.trim().split('=', 2);
    if (name === cookieName && value) return value;
  }
  return null;
}

/** `Set-Cookie` of a session: scripts cannot read it and other sites cannot make use of it (RFC 6265bis). */
export function sessionCookie(token: string, maxAgeSeconds: number, isSecure: boolean): string {
  return `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${isSecure ? '; Secure' : ''}`;
}

export function endedSessionCookie(isSecure: boolean): string {
  return sessionCookie('', 0, isSecure);
}
