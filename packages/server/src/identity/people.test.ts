import { createClient } from '@forecourt/sdk/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { onBothColumns } from '../testing/columns.ts';
import { type Group, type GroupPerson, password, startGroup } from '../testing/group.ts';

const code = (name: string) => expect.objectContaining({ code: name });

onBothColumns('people', (column) => {
  let group: Group;
  let owner: GroupPerson;
  let manager: GroupPerson;

  beforeAll(async () => {
    group = await startGroup(column);
    [owner, manager] = await Promise.all([group.person('owner'), group.person('manager')]);
  });
  afterAll(() => group[Symbol.asyncDispose]());

  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${group.server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const codeOf = async (answer: Response) => {
    const { code: name }: { code?: string } = await answer.json();
    return name;
  };
  const people = async () => (await owner.client.call('listPeople', {})).items;
  const audited = async (action: string) => {
    const { items } = await owner.client.call('listAudit', { query: { limit: 200 } });
    return items.filter((entry) => entry.action === action);
  };

  it('are listed with their roles, a page at a time', async () => {
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const { items, nextCursor } = await owner.client.call('listPeople', { query: { limit: 4, ...(cursor && { cursor }) } });
      seen.push(...items.map(({ role }) => role));
      if (nextCursor === null) break;
      cursor = nextCursor;
    }
    expect(seen.sort((one, other) => one.localeCompare(other))).toEqual(['editor', 'manager', 'owner', 'owner', 'reviewer', 'viewer']);
    expect((await people()).find(({ id }) => id === manager.id)).toMatchObject({ isOperator: false, lastSeenAt: expect.any(String) });
  });

  it('come in by a link that is good once, and only until it is revoked or sent again', async () => {
    const invite = (email: string) => manager.client.call('createInvitation', { body: { email, role: 'viewer' } });
    const first = await invite('new@motors.example');
    await expect(invite('NEW@motors.example')).rejects.toEqual(code('ALREADY_INVITED'));
    await expect(invite('viewer@motors.example')).rejects.toEqual(code('ALREADY_MEMBER'));
    const offer = await (await post('/invitations/read', { token: first.token })).json();
    expect(offer).toEqual({
      dealership: 'Motors',
      email: 'new@motors.example',
      role: 'viewer',
      invitedBy: 'The manager',
      hasAccount: false,
    });
    const again = await manager.client.call('resendInvitation', { params: { invitationId: first.id } });
    expect(await codeOf(await post('/invitations/read', { token: first.token }))).toBe('LINK_EXPIRED');
    expect(await codeOf(await post('/invitations/accept', { token: again.token, name: 'New', password: 'short' }))).toBe('INVALID_INPUT');
    const answers = await Promise.all(['One', 'Two'].map((name) => post('/invitations/accept', { token: again.token, name, password })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 410]);
    expect((await manager.client.call('listInvitations', {})).items[0]).toMatchObject({ id: first.id, state: 'accepted' });
    const second = await invite('late@motors.example');
    expect(await manager.client.call('revokeInvitation', { params: { invitationId: second.id } })).toMatchObject({ state: 'revoked' });
    expect(await codeOf(await post('/invitations/accept', { token: second.token, name: 'Late', password }))).toBe('LINK_EXPIRED');
    expect(await audited('invitation.accepted')).toHaveLength(6);
    expect(group.server.log.join('')).not.toContain(again.token);
  });

  it('are never put above who puts them: a manager makes no owner and takes nothing from one', async () => {
    const { client } = manager;
    await expect(client.call('createInvitation', { body: { email: 'x@y.example', role: 'owner' } })).rejects.toEqual(code('FORBIDDEN'));
    await expect(client.call('changePerson', { params: { personId: manager.id }, body: { role: 'owner' } })).rejects.toEqual(
      code('FORBIDDEN'),
    );
    for (const name of ['removePerson', 'endPersonSessions', 'makePasswordReset'] as const) {
      await expect(client.call(name, { params: { personId: owner.id } })).rejects.toEqual(code('FORBIDDEN'));
    }
    await expect(client.call('changePerson', { params: { personId: owner.id }, body: { role: 'viewer' } })).rejects.toEqual(
      code('FORBIDDEN'),
    );
  });

  it('have the role of today with the next request, and are out as soon as they are removed', async () => {
    const guest = await group.join(owner.client, 'guest@motors.example', 'editor');
    const body = { stockNumber: 'G-1', make: 'Audi', model: 'A4' };
    await guest.client.vehicles.create(body);
    expect(await owner.client.call('changePerson', { params: { personId: guest.id }, body: { role: 'viewer' } })).toMatchObject({
      role: 'viewer',
    });
    await expect(guest.client.vehicles.create({ ...body, stockNumber: 'G-2' })).rejects.toEqual(code('FORBIDDEN'));
    await owner.client.call('removePerson', { params: { personId: guest.id } });
    await expect(guest.client.session.read()).rejects.toEqual(code('UNAUTHENTICATED'));
    await expect(group.signIn(guest.email, password)).rejects.toThrow(/belong to no dealership/);
    const [changed] = await audited('person.role_changed');
    expect(changed).toMatchObject({ actor: { id: owner.id }, target: { id: guest.id }, details: { before: 'editor', after: 'viewer' } });
  });

  it('leave no dealership without an owner, even if the last two go at the same moment', async () => {
    const there = await group.another();
    const { dealership } = await there.client.session.read();
    const owners = (await there.client.call('listPeople', {})).items.filter(({ role }) => role === 'owner');
    expect(owners).toHaveLength(2);
    const tries = await Promise.allSettled([
      ...owners.map(({ id }) => there.client.call('changePerson', { params: { personId: id }, body: { role: 'viewer' } })),
    ]);
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const left = (await group.operator.client.call('listDealerships', {})).items.find(({ id }) => id === dealership.id);
    const mine = await there.client.session.read();
    const last = left?.role === 'owner' ? group.operator : there;
    expect(new Set([left?.role, mine.role])).toEqual(new Set(['owner', 'viewer']));
    await expect(last.client.call('leaveDealership', { params: { dealershipId: dealership.id } })).rejects.toEqual(code('LAST_OWNER'));
    const other = last === there ? group.operator : there;
    await other.client.call('leaveDealership', { params: { dealershipId: dealership.id } });
  });

  it('work in one of their dealerships at a time, and a tab that shows another writes into neither', async () => {
    const first = await group.signInOperator();
    const { id } = await first.client.call('createDealership', { body: { name: 'Second' } });
    const before = (await first.client.session.read()).dealership;
    const tab = createClient({ url: group.server.url, headers: { ...first.headers, 'Forecourt-Dealership': before.id }, retries: 0 });
    await tab.vehicles.create({ stockNumber: 'TAB-1', make: 'Audi', model: 'A4' });
    expect(await first.client.call('switchDealership', { params: { dealershipId: id } })).toMatchObject({ dealership: { name: 'Second' } });
    expect((await first.client.vehicles.list().page()).items).toEqual([]);
    await expect(tab.vehicles.create({ stockNumber: 'TAB-2', make: 'Audi', model: 'A4' })).rejects.toEqual(code('DEALERSHIP_SWITCHED'));
    await expect(tab.vehicles.list().page()).rejects.toEqual(code('DEALERSHIP_SWITCHED'));
    expect((await first.client.call('listDealerships', {})).items.find(({ isCurrent }) => isCurrent)).toMatchObject({ id, role: 'owner' });
    await expect(owner.client.call('switchDealership', { params: { dealershipId: id } })).rejects.toEqual(code('NOT_FOUND'));
  });

  it('join a second dealership with the account that they have, never with a new password for it', async () => {
    const there = await group.another();
    const { token } = await there.client.call('createInvitation', { body: { email: 'Editor@motors.example', role: 'reviewer' } });
    expect(await (await post('/invitations/read', { token })).json()).toMatchObject({ hasAccount: true });
    const wrong = await post('/invitations/accept', { token, name: 'Eve', password: 'a new one for myself' });
    expect(await codeOf(wrong)).toBe('WRONG_CREDENTIALS');
    const answer = await post('/invitations/accept', { token, password });
    expect(await answer.json()).toMatchObject({ role: 'reviewer', dealership: { name: 'Theirs' }, person: { name: 'The editor' } });
    const editor = await group.person('editor');
    expect((await editor.client.call('listDealerships', {})).items.map(({ role }) => role)).toEqual(['editor', 'reviewer']);
    // Who is elsewhere too is let in anew only by an operator: a password opens both.
    const reset = { params: { personId: editor.id } };
    await expect(owner.client.call('makePasswordReset', reset)).rejects.toEqual(code('FORBIDDEN'));
    expect(await group.operator.client.call('makePasswordReset', reset)).toMatchObject({ token: expect.any(String) });
  });

  it('see where they are signed in, and sign out there', async () => {
    const phone = await group.person('viewer');
    const laptop = await fetch(`${group.server.url}/api/v1/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0' },
      body: JSON.stringify({ email: phone.email, password }),
    });
    const cookie = laptop.headers.getSetCookie().join().split(';')[0] ?? '';
    const { items } = await phone.client.call('listSessions', {});
    const there = items.find(({ device }) => device === 'Firefox on Windows');
    expect(there).toMatchObject({ isCurrent: false, address: expect.stringContaining('127.0.0.1') });
    await expect(manager.client.call('endSession', { params: { sessionId: there?.id ?? '' } })).rejects.toEqual(code('NOT_FOUND'));
    await phone.client.call('endSession', { params: { sessionId: there?.id ?? '' } });
    await expect(group.client({ cookie }).session.read()).rejects.toEqual(code('UNAUTHENTICATED'));
    const other = await group.person('viewer');
    await phone.client.call('endOtherSessions', {});
    await expect(other.client.session.read()).rejects.toEqual(code('UNAUTHENTICATED'));
    expect((await phone.client.call('listSessions', {})).items).toMatchObject([{ isCurrent: true }]);
    await manager.client.call('endPersonSessions', { params: { personId: phone.id } });
    await expect(phone.client.session.read()).rejects.toEqual(code('UNAUTHENTICATED'));
  });

  it('change name and password: the old one is asked for, and everybody else with the account is out', async () => {
    const here = await group.join(owner.client, 'changing@motors.example', 'viewer');
    const elsewhere = await group.signIn(here.email, password);
    expect(await here.client.call('changeAccount', { body: { name: ' Zoë ' } })).toMatchObject({ name: 'Zoë' });
    expect(await here.client.call('getAccount', {})).toEqual({ hasPassword: true, providers: [] });
    const next = 'another long password';
    await expect(here.client.call('changePassword', { body: { current: 'not this one', password: next } })).rejects.toEqual(
      code('WRONG_PASSWORD'),
    );
    await here.client.call('changePassword', { body: { current: password, password: next } });
    await expect(elsewhere.client.session.read()).rejects.toEqual(code('UNAUTHENTICATED'));
    expect((await here.client.session.read()).person?.name).toBe('Zoë');
    expect(await codeOf(await post('/session', { email: here.email, password }))).toBe('WRONG_CREDENTIALS');
    const { token } = await owner.client.call('makePasswordReset', { params: { personId: here.id } });
    expect((await post('/password-resets', { token, password: 'a third long password' })).status).toBe(204);
    expect(await codeOf(await post('/password-resets', { token, password: 'a fourth long password' }))).toBe('LINK_EXPIRED');
    await expect(here.client.session.read()).rejects.toEqual(code('UNAUTHENTICATED'));
    await group.signIn(here.email, 'a third long password');
    expect(await audited('person.password_changed')).toHaveLength(2);
  });

  it('that look after the installation appoint others, and one of them is left', async () => {
    const { client } = group.operator;
    await expect(owner.client.call('listOperators', {})).rejects.toEqual(code('FORBIDDEN'));
    await expect(client.call('dismissOperator', { params: { personId: group.operator.id } })).rejects.toEqual(code('LAST_OPERATOR'));
    await client.call('appointOperator', { body: { email: 'Manager@motors.example' } });
    expect((await manager.client.session.read()).isOperator).toBe(true);
    expect((await client.call('listOperators', {})).items.map(({ name }) => name)).toEqual(['Ada', 'The manager']);
    await client.call('dismissOperator', { params: { personId: manager.id } });
    await expect(manager.client.call('listOperators', {})).rejects.toEqual(code('FORBIDDEN'));
    await expect(client.call('appointOperator', { body: { email: 'nobody@motors.example' } })).rejects.toEqual(code('NOT_FOUND'));
    expect((await audited('operator.appointed'))[0]).toMatchObject({ actor: { id: group.operator.id }, details: { name: 'The manager' } });
  });

  it('whose pages are not ours write nothing with their cookie', async () => {
    const evil = { ...owner.headers, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    const answer = await post('/invitations', { email: 'eve@evil.example', role: 'owner' }, evil);
    expect([answer.status, await codeOf(answer)]).toEqual([403, 'FORBIDDEN']);
    // Nor do they sign somebody in as themselves.
    expect((await post('/session', { email: owner.email, password }, evil)).status).toBe(403);
  });

  it('keep names and addresses as they are, whatever these would mean elsewhere', async () => {
    const name = `Robert'); drop table people;-- <img src=x onerror=alert(1)> \u202e %s \${7*7}`;
    const { token } = await owner.client.call('createInvitation', { body: { email: "o'brien+x@motors.example", role: 'viewer' } });
    expect(await (await post('/invitations/accept', { token, name, password })).json()).toMatchObject({ person: { name } });
    for (const email of ['a@b.example\r\nBcc: all@b.example', '<script>@b.example', 'a b@c.example', `${'a'.repeat(300)}@b.example`, '']) {
      expect(await codeOf(await post('/invitations', { email, role: 'viewer' }, owner.headers))).toBe('INVALID_INPUT');
    }
    expect(await codeOf(await post('/session', { email: { $ne: null }, password: { $ne: null } }))).toBe('INVALID_INPUT');
    expect(await codeOf(await post('/session', { email: 'a@b.example', password: 'x'.repeat(10_000) }))).toBe('INVALID_INPUT');
    expect((await people()).some((person) => person.name === name)).toBe(true);
  });
});
