import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { problemSchema } from '@forecourt/sdk/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { eq } from '../database/drizzle.ts';
import { uploads } from '../database/schema.ts';
import { onBothColumns } from '../testing/columns.ts';
import type { UploadCaller } from './exchange.ts';
import type { Receiver } from './receiver.ts';
import { formatReprDigest } from './repr-digest.ts';
import { type Ground, openReceiver, prepareGround } from './testing/receiving.ts';

const address = 'http://cars.example/api/v1/uploads';
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const encode = (text: string) => Buffer.from(text).toString('base64');
const sha1 = (bytes: Uint8Array) => `sha1 ${createHash('sha1').update(bytes).digest('base64')}`;
const bytes = randomBytes(300_000);
const sha256 = sha256Of(bytes);

onBothColumns('receiving', (column) => {
  let ground: Ground;
  let receiver: Receiver;
  beforeAll(async () => {
    ground = await prepareGround(column);
    receiver = await openReceiver(ground);
  });
  afterAll(async () => {
    await receiver.close();
    await ground[Symbol.asyncDispose]();
  });

  const ask = (
    method: string,
    url: string,
    headers: Record<string, string> = {},
    body?: Uint8Array | ReadableStream,
    on = receiver,
    caller: UploadCaller | null = ground.ours.caller,
  ) => {
    const all = { 'tus-resumable': '1.0.0', ...(body instanceof Uint8Array && { 'content-length': String(body.byteLength) }), ...headers };
    return on.fetch(
      new Request(new URL(url, address), { method, headers: all, body: body ?? null, duplex: 'half' } as RequestInit),
      caller,
    );
  };
  const metadata = (more: Record<string, string> = {}) =>
    Object.entries({ vehicleId: ground.ours.vehicleId, filename: 'car.jpg', ...more })
      .map(([key, value]) => `${key} ${encode(value)}`)
      .join(',');
  const create = async (size = bytes.byteLength, more: Record<string, string> = {}, on = receiver) => {
    const answer = await ask('POST', address, { 'upload-length': String(size), 'upload-metadata': metadata(more) }, undefined, on);
    expect(answer.status).toBe(201);
    return answer.headers.get('location') ?? '';
  };
  const patch = (url: string, offset: number, chunk: Uint8Array | ReadableStream, headers: Record<string, string> = {}, on = receiver) =>
    ask('PATCH', url, { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...headers }, chunk, on);
  const offsetOf = async (url: string, on = receiver) => {
    const answer = await ask('HEAD', url, {}, undefined, on);
    return answer.ok ? Number(answer.headers.get('upload-offset')) : answer.headers.get('forecourt-problem');
  };
  const problemOf = async (answer: Response) => {
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = problemSchema.parse(await answer.json());
    expect(answer.headers.get('tus-resumable')).toBe('1.0.0');
    return `${answer.status} ${problem.code}`;
  };
  const stored = async (hash: string) => Buffer.from(await new Response(await ground.storage.read(hash)).arrayBuffer());

  it('says what it can', async () => {
    const answer = await ask('OPTIONS', address, {}, undefined, receiver, null);
    expect(answer.status).toBe(204);
    expect(answer.headers.get('tus-checksum-algorithm')?.split(',')).toEqual(['crc32', 'sha1', 'sha256']);
    expect(answer.headers.get('tus-extension')?.split(',')).toEqual(
      expect.arrayContaining(['creation', 'termination', 'expiration', 'checksum']),
    );
    expect(answer.headers.get('tus-max-size')).toBe('64000000');
  });

  it('keeps a chunk whole or not at all, and ends with the hash of the whole', async () => {
    const url = await create();
    const [first, second] = [bytes.subarray(0, 100_000), bytes.subarray(100_000)];
    expect(await problemOf(await patch(url, 0, first, { 'upload-checksum': sha1(second) }))).toBe('460 CHECKSUM_MISMATCH');
    expect(await offsetOf(url)).toBe(0);
    expect((await patch(url, 0, first, { 'upload-checksum': sha1(first) })).headers.get('upload-offset')).toBe('100000');
    expect(await problemOf(await patch(url, 0, first, { 'upload-checksum': sha1(first) }))).toBe('409 UPLOAD_OFFSET_MISMATCH');
    const crc = Buffer.alloc(4);
    crc.writeUInt32BE(crc32(second));
    const last = await patch(url, 100_000, second, {
      'upload-checksum': `crc32 ${crc.toString('base64')}`,
      'repr-digest': formatReprDigest(sha256),
    });
    expect(last.status).toBe(204);
    expect(last.headers.get('repr-digest')).toBe(formatReprDigest(sha256));
    expect(await stored(sha256)).toEqual(bytes);
    // A client that missed the answer asks again, and gets it again.
    const again = await ask('HEAD', url);
    expect(again.headers.get('repr-digest')).toBe(formatReprDigest(sha256));
    expect((await patch(url, bytes.byteLength, new Uint8Array())).headers.get('repr-digest')).toBe(formatReprDigest(sha256));
    expect(await readdir(join(ground.dataDir, 'uploads'))).toEqual([]);
  });

  it('takes a whole file along with its creation, and leaves nothing of one that cannot be', async () => {
    const file = randomBytes(50_000);
    const rowsOf = () => ground.database.orm.$count(uploads);
    const before = await rowsOf();
    const send = (checksum: string, more: Record<string, string> = {}, headers: Record<string, string> = {}) =>
      ask(
        'POST',
        address,
        {
          ...{ 'upload-length': String(file.byteLength), 'upload-metadata': metadata(more), 'upload-checksum': checksum },
          ...{ 'content-type': 'application/offset+octet-stream', ...headers },
        },
        file,
      );
    expect(await problemOf(await send(sha1(bytes)))).toBe('460 CHECKSUM_MISMATCH');
    expect(await problemOf(await send(sha1(file), { vehicleId: ground.theirs.vehicleId }))).toBe('404 NOT_FOUND');
    expect(await problemOf(await send(sha1(file), { sha256 }))).toBe('422 HASH_MISMATCH');
    expect(await problemOf(await send(sha1(file), { sha256: sha256Of(file) }, { 'repr-digest': formatReprDigest(sha256) }))).toBe(
      '400 INVALID_INPUT',
    );
    expect(await rowsOf()).toBe(before);
    expect(await readdir(join(ground.dataDir, 'uploads'))).toEqual([]);
    const answer = await send(sha1(file), { sha256: sha256Of(file) });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('upload-offset')).toBe(String(file.byteLength));
    expect(answer.headers.get('repr-digest')).toBe(formatReprDigest(sha256Of(file)));
    expect(await stored(sha256Of(file))).toEqual(file);
    const again = await ask('HEAD', answer.headers.get('location') ?? '');
    expect(again.headers.get('repr-digest')).toBe(formatReprDigest(sha256Of(file)));
    // A body that is no chunk makes an upload that waits for its first.
    const waiting = await send(sha1(file), {}, { 'content-type': 'image/jpeg' });
    expect(await offsetOf(waiting.headers.get('location') ?? '')).toBe(0);
  });

  it('refuses checksums that it cannot read', async () => {
    const url = await create();
    const wrong = ['md5 AAAA', 'sha1 AAAA', 'sha256', 'toString AAAA', `sha1 ${encode('x'.repeat(20))} extra`];
    for (const checksum of wrong)
      expect(await problemOf(await patch(url, 0, bytes, { 'upload-checksum': checksum }))).toBe('400 INVALID_INPUT');
    expect(await problemOf(await patch(url, 0, bytes, { 'repr-digest': 'sha-256=:AAAA:' }))).toBe('400 INVALID_INPUT');
    expect(await offsetOf(url)).toBe(0);
  });

  it.each(['metadata', 'the last request'])('does not take a file with another hash than %s says, and keeps saying so', async (where) => {
    const other = sha256Of(randomBytes(8));
    const url = await create(bytes.byteLength, where === 'metadata' ? { sha256: other } : {});
    const headers = where === 'metadata' ? {} : { 'repr-digest': formatReprDigest(other) };
    expect(await problemOf(await patch(url, 0, bytes, headers))).toBe('422 HASH_MISMATCH');
    expect(await offsetOf(url)).toBe('HASH_MISMATCH');
    expect(await problemOf(await patch(url, bytes.byteLength, new Uint8Array()))).toBe('422 HASH_MISMATCH');
  });

  it('keeps what arrived of a chunk without checksum when the connection ends, and nothing of one with it', async () => {
    const broken = () =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(bytes.subarray(0, 70_000));
        },
        pull(controller) {
          controller.error(new Error('connection reset'));
        },
      });
    const plain = await create();
    await patch(plain, 0, broken());
    expect(await offsetOf(plain)).toBe(70_000);
    expect((await patch(plain, 70_000, bytes.subarray(70_000))).headers.get('repr-digest')).toBe(formatReprDigest(sha256));
    const checked = await create();
    await patch(checked, 0, broken(), { 'upload-checksum': sha1(bytes) });
    expect(await offsetOf(checked)).toBe(0);
  });

  it('goes on after a restart from what holds: behind it lies nothing, and less after a power cut', async () => {
    const url = await create();
    await patch(url, 0, bytes.subarray(0, 200_000), { 'upload-checksum': sha1(bytes.subarray(0, 200_000)) });
    const path = join(ground.dataDir, 'uploads', `${url.split('/').at(-1)}.part`);
    // A chunk that was being received when the process ended.
    await writeFile(path, randomBytes(50_000), { flag: 'a' });
    await using second = await openReceiver(ground);
    expect(await offsetOf(url, second)).toBe(200_000);
    await truncate(path, 150_000);
    expect(await offsetOf(url, second)).toBe(150_000);
    const rest = await patch(url, 150_000, bytes.subarray(150_000), { 'upload-checksum': sha1(bytes.subarray(150_000)) }, second);
    expect(rest.headers.get('repr-digest')).toBe(formatReprDigest(sha256));
  });

  it('does a finish again that was interrupted', async () => {
    const fault: { isOn: boolean } = { isOn: true };
    const half = await openReceiver(ground, {
      finish: async ({ row, sha256: found }) => {
        if (fault.isOn) throw new Error('the process ended here');
        await ground.database.orm.update(uploads).set({ state: 'done', sha256: found }).where(eq(uploads.id, row.id));
        return { photoId: null };
      },
    });
    const [one, other] = [await create(bytes.byteLength, {}, half), await create(bytes.byteLength, {}, half)];
    for (const url of [one, other])
      expect((await patch(url, 0, bytes, { 'repr-digest': formatReprDigest(sha256) }, half)).status).toBe(500);
    fault.isOn = false;
    expect((await ask('HEAD', one, {}, undefined, half)).headers.get('repr-digest')).toBe(formatReprDigest(sha256));
    await half.recover();
    const [row] = await ground.database.orm
      .select()
      .from(uploads)
      .where(eq(uploads.id, other.split('/').at(-1) ?? ''));
    expect(row).toMatchObject({ state: 'done', sha256 });
    await half.close();
  });

  it('shows nobody the uploads of another dealership', async () => {
    const url = await create();
    for (const method of ['HEAD', 'PATCH', 'DELETE']) {
      const headers = { 'upload-offset': '0', ...(method === 'PATCH' && { 'content-type': 'application/offset+octet-stream' }) };
      const answer = await ask(method, url, headers, method === 'PATCH' ? bytes : undefined, receiver, ground.theirs.caller);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('forecourt-problem')).toBe('UPLOAD_NOT_FOUND');
    }
    expect(await offsetOf(url)).toBe(0);
    const foreign = { 'upload-length': '9', 'upload-metadata': `vehicleId ${encode(ground.theirs.vehicleId)}` };
    expect(await problemOf(await ask('POST', address, foreign))).toBe('404 NOT_FOUND');
    expect(await problemOf(await ask('POST', address, foreign, undefined, receiver, null))).toBe('401 UNAUTHENTICATED');
    for (const path of ['nothing', '..%2f..%2fetc%2fpasswd', '%00', 'a'.repeat(5000)]) {
      expect((await ask('HEAD', `${address}/${path}`)).status).toBe(404);
    }
  });

  it('takes any name and lets none do harm', async () => {
    const names = {
      '../../etc/passwd': 'passwd',
      'C:\\x\\<script>.jpg': '<script>.jpg',
      '\u202Egpj.exe\u0000': 'gpj.exe',
      '..': 'photo',
      '': 'photo',
    };
    for (const [given, kept] of Object.entries({ ...names, [`${'n'.repeat(400)}.jpeg`]: `${'n'.repeat(250)}.jpeg` })) {
      const url = await create(9, { filename: given });
      const [row] = await ground.database.orm
        .select()
        .from(uploads)
        .where(eq(uploads.id, url.split('/').at(-1) ?? ''));
      expect(row?.name).toBe(kept);
      await patch(url, 0, bytes.subarray(0, 4));
    }
    for (const file of await readdir(join(ground.dataDir, 'uploads'))) expect(file).toMatch(/^[0-9a-f-]{36}\.part$/);
  });

  it('says what is wrong with a request', async () => {
    const post = async (headers: Record<string, string>) => problemOf(await ask('POST', address, headers));
    expect(await post({ 'upload-length': '70000000', 'upload-metadata': metadata() })).toBe('413 FILE_TOO_LARGE');
    expect(await post({ 'upload-length': '0', 'upload-metadata': metadata() })).toBe('422 EMPTY_FILE');
    expect(await post({ 'upload-length': '9' })).toBe('400 INVALID_INPUT');
    expect(await post({ 'upload-length': '9', 'upload-metadata': metadata({ angle: 'above' }) })).toBe('400 INVALID_INPUT');
    expect(await post({ 'upload-length': '9', 'upload-metadata': metadata({ options: '{' }) })).toBe('400 INVALID_INPUT');
    expect(await post({ 'upload-length': 'many', 'upload-metadata': metadata() })).toBe('400 INVALID_INPUT');
    const url = await create(1000);
    expect(await problemOf(await patch(url, 0, bytes))).toBe('413 FILE_TOO_LARGE');
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(bytes.subarray(0, 600)) });
    expect(await problemOf(await patch(url, 0, endless))).toBe('413 FILE_TOO_LARGE');
    expect((await ask('HEAD', url, { 'tus-resumable': '0.2.0' })).status).toBe(400);
  });

  it('is limited, forgets what was left, and removes what nobody has a name for', async () => {
    let now = new Date();
    await using small = await openReceiver(ground, { limits: { maxUnderWay: 1, expiryMs: 1000 }, now: () => now });
    await ground.database.orm.delete(uploads);
    const url = await create(9, {}, small);
    await patch(url, 0, bytes.subarray(0, 4), {}, small);
    const refused = await ask('POST', address, { 'upload-length': '9', 'upload-metadata': metadata() }, undefined, small);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(await problemOf(refused)).toBe('429 RATE_LIMITED');
    now = new Date(now.getTime() + 2000);
    expect(await offsetOf(url, small)).toBe('UPLOAD_EXPIRED');
    const parts = join(ground.dataDir, 'uploads');
    const [stray, young] = ['019f0000-0000-7000-8000-000000000000.part', '019f0000-0000-7000-8000-000000000001.part'];
    for (const part of [stray, young]) await writeFile(join(parts, part), 'of nobody');
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await utimes(join(parts, stray), longAgo, longAgo);
    expect(await small.sweep()).toBe(2);
    // It may be an upload whose row is made when all of it is there.
    const left = await readdir(parts);
    expect([left.includes(stray), left.includes(young)]).toEqual([false, true]);
    // Where nobody else has the database, what lies there at the start is of a process that was killed.
    await using _ = await openReceiver(ground);
    expect((await readdir(parts)).includes(young)).toBe(column.name !== 'PGlite');
    expect(await offsetOf(url, small)).toBe('UPLOAD_NOT_FOUND');
  });

  it('is ended by its sender', async () => {
    const url = await create();
    await patch(url, 0, bytes.subarray(0, 9));
    expect((await ask('DELETE', url)).status).toBe(204);
    expect(await offsetOf(url)).toBe('UPLOAD_NOT_FOUND');
    await expect(stat(join(ground.dataDir, 'uploads', `${url.split('/').at(-1)}.part`))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('lets the next request take over from one whose sender is gone, also in another process', async () => {
    await using other = await openReceiver(ground);
    // On PGlite there is one process; its receiver is asked twice.
    const second = column.name === 'PGlite' ? receiver : other;
    const url = await create();
    const silent = new ReadableStream({
      start: (controller) => controller.enqueue(bytes.subarray(0, 1000)),
      pull: () => new Promise(() => undefined),
    });
    const first = patch(url, 0, silent, { 'content-length': String(bytes.byteLength), 'upload-checksum': sha1(bytes) });
    // Until it holds the upload: its file is there.
    const path = join(ground.dataDir, 'uploads', `${url.split('/').at(-1)}.part`);
    await expect
      .poll(() =>
        readFile(path).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    const asked = performance.now();
    expect(await offsetOf(url, second)).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5000);
    expect((await first).status).toBe(423);
    expect((await patch(url, 0, bytes, {}, second)).headers.get('repr-digest')).toBe(formatReprDigest(sha256));
  });
});
