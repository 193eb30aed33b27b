/**
 * `Content-Disposition` that saves a file under a name (RFC 6266), whatever the name is: folders, quotes, control characters and
 * reserved device names lose their meaning, and what is not ASCII travels as RFC 5987 says.
 */
export function attachment(name: string): string {
  const safe = plainName(name);
  const ascii = safe
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '_')
    .replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function plainName(name: string): string {
  const last = name.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const clean = last
    // Controls, marks that turn the reading direction ("gpj.exe" shown as "exe.jpg"), and what Windows forbids in names.
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029<>:"|?*]/gu, '')
    .replace(/^[\s.]+|[\s.]+$/g, '')
    .slice(0, 200)
    .toWellFormed();
  if (clean === '') return 'photo';
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(clean) ? `_${clean}` : clean;
}
