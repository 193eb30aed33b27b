import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type HttpReceiver, makeCertificate, openssl, startHttpReceiver } from '@forecourt/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOutbound, type HostAddress, type Outbound, readAll, readStart } from './index.ts';

/** Stands for the public internet: the one address of this machine that is let through. */
const publicAddress = '127.0.0.2';
const secretAddress = '127.0.0.1';

describe('a request to an address that somebody gave', () => {
  let open: HttpReceiver;
  let secret: HttpReceiver;
  let outbound: Outbound;
  /** What the resolver says next of each name, one answer after the other; the last one stays. */
  let names: Record<string, string[][]>;
  let asked: string[];

  const resolve = async (hostname: string): Promise<HostAddress[]> => {
    asked.push(hostname);
    const answers = names[hostname] ?? [];
    const addresses = answers.length > 1 ? answers.shift() : answers[0];
    if (addresses === undefined) throw new Error('ENOTFOUND');
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };

  beforeAll(async () => {
    open = await startHttpReceiver({ host: publicAddress });
    secret = await startHttpReceiver({ host: secretAddress, port: open.port });
  });
  afterAll(async () => {
    await open[Symbol.asyncDispose]();
    await secret[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    names = { 'dealer.example': [[publicAddress]] };
    asked = [];
    open.answer(200);
    outbound = createOutbound({ allow: [publicAddress], resolve });
    return async () => {
      await outbound[Symbol.asyncDispose]();
      expect(secret.requests).toEqual([]);
    };
  });
  const at = (host: string, path = '/') => `http://${host}:${open.port}${path}`;
  const refused = expect.objectContaining({ code: 'OUTBOUND_REFUSED' });

  it('reaches a public one and gives what it answers', async () => {
    open.answer({ status: 418, headers: { 'x-kind': 'teapot' }, body: 'short and stout' });
    const answer = await outbound.fetch(at('dealer.example', '/a?b=c'), { method: 'POST', body: '{}', headers: { 'x-own': '1' } });
    expect([answer.status, answer.headers.get('x-kind'), new TextDecoder().decode(await readAll(answer.body))]).toEqual([
      418,
      'teapot',
      'short and stout',
    ]);
    expect(open.requests.at(-1)).toMatchObject({
      method: 'POST',
      path: '/a?b=c',
      body: '{}',
      headers: { host: `dealer.example:${open.port}`, 'x-own': '1' },
    });
  });

  it.each([
    ['a name of this machine', 'localhost'],
    ['the same with the dot of a whole name', 'localhost.'],
    ['this machine', '127.0.0.1'],
    ['the same in short', '127.1'],
    ['the same as one number', '2130706433'],
    ['the same in hexadecimal', '0x7f.0x0.0x0.0x1'],
    ['the same in octal', '0177.0.0.01'],
    ['the same with a dot at its end', '127.0.0.1.'],
    ['the same in wide digits', '１２７.０.０.１'],
    ['every address', '0.0.0.0'],
    ['this machine by IPv6', '[::1]'],
    ['IPv4 inside of IPv6', '[::ffff:127.0.0.1]'],
    ['IPv4 inside of IPv6, the old way', '[::127.0.0.1]'],
    ['IPv4 behind NAT64', '[64:ff9b::7f00:1]'],
    ['IPv4 behind 6to4', '[2002:7f00:1::]'],
    ['credentials of clouds', '169.254.169.254'],
    ['a private network', '10.1.2.3'],
  ])('is refused where it leads to %s: %s', async (_, host) => {
    names[host] = [[secretAddress]];
    await expect(outbound.fetch(at(host))).rejects.toEqual(refused);
    await expect(outbound.check(at(host))).rejects.toEqual(refused);
  });

  it.each([
    ['a name before the host', `http://127.0.0.1@dealer.example/`],
    ['a password before the host', 'http://:secret@dealer.example/'],
    ['a host in front of the host', 'http://dealer.example@127.0.0.1/'],
    ['a zone of an interface', 'http://[fe80::1%25lo]/'],
    ['another protocol', 'file:///etc/passwd'],
    ['another protocol yet', 'gopher://dealer.example/'],
    ['no address at all', 'dealer.example'],
    ['a host that is none', 'http://a b/'],
  ])('is refused for %s', async (_, url) => {
    await expect(outbound.fetch(url)).rejects.toEqual(refused);
    await expect(outbound.check(url)).rejects.toEqual(refused);
  });

  it('is refused where one of several addresses of a name is not public', async () => {
    names['mixed.example'] = [[publicAddress, secretAddress]];
    await expect(outbound.fetch(at('mixed.example'))).rejects.toEqual(refused);
  });

  it('goes to the very address that was checked, whatever the name means a moment later', async () => {
    names['rebinding.example'] = [[publicAddress], [secretAddress]];
    await outbound.check(at('rebinding.example'));
    await expect(outbound.fetch(at('rebinding.example'))).rejects.toEqual(refused);
    names['rebinding.example'] = [[publicAddress], [secretAddress]];
    open.answer({ status: 200, headers: { connection: 'close' } });
    const { status, body } = await outbound.fetch(at('rebinding.example'));
    await readAll(body);
    expect([status, asked.length]).toEqual([200, 3]);
    // The name is asked for once a connection, and never by anybody else.
    await expect(outbound.fetch(at('rebinding.example'))).rejects.toEqual(refused);
  });

  it('is checked again at each redirect', async () => {
    for (const target of [
      `http://127.0.0.1:${open.port}/`,
      `http://localhost:${open.port}/`,
      '//127.1/',
      'file:///etc/passwd',
      'http://u:p@dealer.example/',
    ]) {
      names.localhost = [[secretAddress]];
      open.answer({ status: 302, headers: { location: target } });
      await expect(outbound.fetch(at('dealer.example')), target).rejects.toEqual(refused);
    }
  });

  it('follows five redirects and no more, and takes along to another host only what is meant for all', async () => {
    names['other.example'] = [[publicAddress]];
    open.answer(({ path }) => {
      const step = Number(path.slice(1));
      return step === 0 ? 200 : { status: 307, headers: { location: at(step === 1 ? 'other.example' : 'dealer.example', `/${step - 1}`) } };
    });
    const headers = { authorization: 'Bearer secret', cookie: 'a=b', 'x-key': 'secret', accept: 'image/*' };
    const answer = await outbound.fetch(at('dealer.example', '/5'), { headers });
    expect([answer.status, answer.url]).toEqual([200, at('other.example', '/0')]);
    expect(open.requests.at(-2)?.headers).toMatchObject(headers);
    const last = open.requests.at(-1)?.headers ?? {};
    expect([last.accept, last.authorization, last.cookie, last['x-key']]).toEqual(['image/*', undefined, undefined, undefined]);
    await expect(outbound.fetch(at('dealer.example', '/6'), { headers })).rejects.toEqual(refused);
    expect((await outbound.fetch(at('dealer.example', '/3'), { redirects: 0 })).status).toBe(307);
    expect((await outbound.fetch(at('dealer.example', '/3'), { method: 'POST', body: '' })).status).toBe(307);
  });

  it('ends at a limit of time, from whoever sends a byte now and then or nothing', async () => {
    const host = at('dealer.example');
    open.answer({ write: () => undefined });
    await expect(outbound.fetch(host, { timeoutMs: 150 })).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    let dripping: NodeJS.Timeout | undefined;
    open.answer({
      write(response) {
        response.writeHead(200);
        dripping = setInterval(() => response.write('.'), 10);
        response.once('close', () => clearInterval(dripping));
      },
    });
    const { body } = await outbound.fetch(host, { timeoutMs: 150 });
    await expect(readAll(body)).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    const unread = await outbound.fetch(host, { timeoutMs: 50 });
    await expect.poll(() => open.underWay).toBe(0);
    expect(unread.status).toBe(200);
  });

  it('ends when it is cancelled', async () => {
    open.answer({ write: () => undefined });
    const cancel = new AbortController();
    const asking = outbound.fetch(at('dealer.example'), { signal: cancel.signal });
    await expect.poll(() => open.underWay).toBe(1);
    cancel.abort();
    await expect(asking).rejects.toMatchObject({ code: 'ABORTED' });
  });

  it('takes no more bytes than it may, said or unsaid', async () => {
    const host = at('dealer.example');
    open.answer({ status: 200, headers: { 'content-length': '2000' }, body: 'x'.repeat(2_000) });
    await expect(outbound.fetch(host, { maxBytes: 1_999 })).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    const endless = {
      write(response: import('node:http').ServerResponse) {
        const more = () => response.destroyed || response.write('x'.repeat(65_536), more);
        response.writeHead(200);
        more();
      },
    };
    open.answer(endless);
    const { body } = await outbound.fetch(host, { maxBytes: 1_000_000 });
    await expect(readAll(body)).rejects.toMatchObject({ code: 'FILE_TOO_LARGE' });
    const other = await outbound.fetch(host);
    expect((await readStart(other.body, 10)).byteLength).toBe(10);
    await expect.poll(() => open.underWay).toBe(0);
    open.answer({ status: 200, headers: { 'x-long': 'y'.repeat(20_000) } });
    await expect(outbound.fetch(host)).rejects.toMatchObject({ code: 'OUTBOUND_FAILED', message: expect.stringContaining('headers') });
  });

  it('says why nobody answered', async () => {
    names['gone.example'] = [];
    await expect(outbound.fetch('https://gone.example/')).rejects.toMatchObject({ code: 'OUTBOUND_FAILED', retryable: true });
    await expect(outbound.check('https://gone.example/')).rejects.toEqual(refused);
    await using closed = await startHttpReceiver({ host: publicAddress });
    const { port } = closed;
    await closed[Symbol.asyncDispose]();
    await expect(outbound.fetch(`http://${publicAddress}:${port}/`)).rejects.toMatchObject({
      code: 'OUTBOUND_FAILED',
      message: expect.stringContaining('nobody listens there'),
    });
  });

  it('goes past a proxy that the environment names', async () => {
    const before = process.env.http_proxy;
    process.env.http_proxy = `http://127.0.0.1:${open.port}`;
    try {
      expect((await outbound.fetch(at('dealer.example'))).status).toBe(200);
    } finally {
      if (before === undefined) delete process.env.http_proxy;
      else process.env.http_proxy = before;
    }
  });

  it('lets clients of services through the same gate, with the classes of the platform', async () => {
    open.answer({ status: 503, headers: { 'retry-after': '7' }, body: 'busy' });
    const form = new FormData();
    form.append('image', new Blob(['picture'], { type: 'image/png' }), 'car.png');
    const answer = await outbound.webFetch(at('dealer.example', '/v1/images'), { method: 'POST', body: form, headers: { 'x-own': '1' } });
    expect(answer).toBeInstanceOf(Response);
    expect([answer.status, answer.headers.get('retry-after'), await answer.text()]).toEqual([503, '7', 'busy']);
    expect(open.requests.at(-1)).toMatchObject({
      headers: { 'x-own': '1', 'content-type': expect.stringContaining('multipart/form-data') },
    });
    expect(open.requests.at(-1)?.body).toContain('filename="car.png"');
    const why = (error: unknown) => (error instanceof Error ? error.cause : error);
    names['inside.example'] = [[secretAddress]];
    names['plain.example'] = [['93.184.215.14']];
    for (const host of ['inside.example', 'plain.example', secretAddress]) {
      expect(await outbound.webFetch(at(host)).catch(why), host).toEqual(refused);
    }
    open.answer({ status: 302, headers: { location: at('inside.example') } });
    expect(await outbound.webFetch(at('dealer.example')).catch(why)).toEqual(refused);
    expect((await outbound.webFetch(at('dealer.example'), { redirect: 'manual' })).status).toBe(302);
  });

  it('ends such a request with whoever asked, also in the middle of its answer', async () => {
    open.answer({ write: (response) => void response.writeHead(200).write('begun') });
    const ending = new AbortController();
    const answer = await outbound.webFetch(at('dealer.example'), { signal: ending.signal });
    const reading = answer.text();
    ending.abort();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('needs TLS where it is asked for, but to where the operator allows it', async () => {
    names['plain.example'] = [['93.184.215.14']];
    await expect(outbound.check('http://plain.example/', { isSecureOnly: true })).rejects.toEqual(refused);
    await expect(outbound.fetch('http://plain.example/', { isSecureOnly: true })).rejects.toEqual(refused);
    await outbound.check('https://plain.example/', { isSecureOnly: true });
    await outbound.check(at('dealer.example'), { isSecureOnly: true });
    expect((await outbound.fetch(at('dealer.example'), { isSecureOnly: true })).status).toBe(200);
  });

  it('reaches hosts and networks that the operator allows, and nothing beside them', async () => {
    await using own = createOutbound({ allow: ['erp.lan', '10.1.0.0/16', 'fd00:1::/32', '192.168.1.7'], resolve });
    names['erp.lan'] = [[secretAddress]];
    names['other.lan'] = [[secretAddress]];
    names['ten.lan'] = [['10.1.200.3']];
    names['six.lan'] = [['fd00:1::5']];
    for (const host of ['erp.lan', 'ERP.lan.', 'ten.lan', 'six.lan', '192.168.1.7', '[fd00:1::1]']) {
      names[host.toLowerCase()] ??= [[secretAddress]];
      await own.check(`http://${host}/`, { isSecureOnly: true });
    }
    for (const host of ['other.lan', 'sub.erp.lan', '10.2.0.1', '192.168.1.8', '[fd00:2::1]']) {
      await expect(own.check(`http://${host}/`), host).rejects.toEqual(refused);
    }
    for (const entry of ['http://erp.lan', '10.0.0.0/40', '*', '', 'erp.lan:80']) {
      expect(() => createOutbound({ allow: [entry] }), entry).toThrow(expect.objectContaining({ code: 'INVALID_INPUT' }));
    }
  });

  describe.skipIf(!openssl.canStart)(`over TLS${openssl.note}`, () => {
    it('checks the certificate for the name that was given, not for the address behind it', async () => {
      const tls = await makeCertificate('secure.example');
      await using server = await startHttpReceiver({ host: publicAddress, tls });
      names['secure.example'] = [[publicAddress]];
      names['wrong.example'] = [[publicAddress]];
      const url = (host: string) => `https://${host}:${server.port}/`;
      await expect(outbound.fetch(url('secure.example'))).rejects.toMatchObject({ message: expect.stringContaining('signed by itself') });
      const usual = getCACertificates('default');
      setDefaultCACertificates([...usual, tls.certificate]);
      try {
        expect((await outbound.fetch(url('secure.example'))).status).toBe(200);
        await expect(outbound.fetch(url('wrong.example'))).rejects.toMatchObject({ message: expect.stringContaining('another name') });
        server.answer({ status: 302, headers: { location: at('dealer.example') } });
        await expect(outbound.fetch(url('secure.example'))).rejects.toEqual(refused);
      } finally {
        setDefaultCACertificates(usual);
      }
    });
  });
});
