import { describe, expect, it } from 'vitest';
import { hasDescriptions } from '../../descriptions.ts';
import { createManualClock } from '../manual-clock.ts';
import { clientOf, openSlack } from './open-slack.ts';

const refusedAs = (error: string) => ({ data: { ok: false, error } });

describe('a call of the Web API', () => {
  it('tells whose token it is, and which scopes that has', async () => {
    const slack = await openSlack();
    const { workspace } = slack;
    expect(await clientOf(slack).auth.test()).toMatchObject({
      team_id: workspace.id,
      user_id: workspace.botUserId,
      bot_id: workspace.botId,
      response_metadata: { scopes: expect.arrayContaining(['commands', 'files:read']) },
    });
    await expect(clientOf(slack, 'xoxb-wrong').auth.test()).rejects.toMatchObject(refusedAs('invalid_auth'));
    await expect(clientOf(slack, slack.app.appToken).auth.test()).rejects.toMatchObject(
      refusedAs('not_allowed_token_type'),
    );
    await expect(clientOf(slack).apps.connections.open({})).rejects.toMatchObject(refusedAs('not_allowed_token_type'));
    await expect(clientOf(slack).apiCall('chat.nothing')).rejects.toMatchObject(refusedAs('unknown_method'));
  });

  it('says which scope is missing', async () => {
    const slack = await openSlack();
    slack.withdraw('files:read');
    const call = clientOf(slack).files.info({ file: 'F1' });
    await expect(call).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'files:read', provided: expect.stringContaining('chat:write') },
    });
  });

  it('tells of people and groups', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const [ada, guest, far] = [
      slack.person('Ada', { owner: true, locale: 'de-DE' }),
      slack.person('Gus', { guest: true }),
      slack.person('Far', { stranger: true }),
    ];
    const info = async (user: string) => (await client.users.info({ user, include_locale: true })).user;
    expect(await info(ada.id)).toMatchObject({
      is_admin: true,
      is_owner: true,
      locale: 'de-DE',
      profile: { display_name: 'Ada' },
    });
    expect(await info(guest.id)).toMatchObject({ is_admin: false, is_restricted: true });
    await expect(info(far.id)).rejects.toMatchObject(refusedAs('user_not_found'));
    far.joins(slack.channel);
    expect(await info(far.id)).toMatchObject({ is_stranger: true });
    const group = slack.addGroup('moderators', [ada]);
    expect((await client.usergroups.users.list({ usergroup: group.id })).users).toEqual([ada.id]);
    slack.setGroup(group.id, [guest]);
    expect((await client.usergroups.users.list({ usergroup: group.id })).users).toEqual([guest.id]);
  });

  it('goes wrong as it was told, before or after it took effect', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const ada = slack.person('Ada');
    const post = () => client.chat.postMessage({ channel: slack.channel.id, text: 'x' });
    const count = () => ada.sees(slack.channel).length;
    slack.fail({ method: 'chat.postMessage', retryAfter: 7 });
    await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
    slack.fail({ method: 'chat.postMessage', error: 'internal_error' });
    await expect(post()).rejects.toMatchObject(refusedAs('internal_error'));
    slack.fail({ method: /^chat\./, status: 503, times: 2 });
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    await expect(post()).rejects.toMatchObject({ statusCode: 503 });
    slack.fail({ method: 'chat.postMessage', how: 'drop', when: ({ text }) => text === 'x' });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(count()).toBe(0);
    slack.fail({ method: 'chat.postMessage', how: 'drop', afterEffect: true });
    await expect(post()).rejects.toThrow('fetch failed');
    expect(count()).toBe(1);
    await post();
    expect(count()).toBe(2);
  });

  it('is held until it is let go', async () => {
    const slack = await openSlack();
    const held = slack.hold({ method: 'chat.postMessage' });
    const posting = clientOf(slack).chat.postMessage({ channel: slack.channel.id, text: 'x' });
    await held.arrived;
    expect(slack.traffic.at(-1)).toMatchObject({ method: 'chat.postMessage', args: { text: 'x' } });
    expect(slack.traffic.at(-1)?.status).toBeUndefined();
    held.release();
    await posting;
    expect(slack.traffic.at(-1)).toMatchObject({ status: 200, answer: { ok: true } });
  });

  it('has a limit by the minute in each workspace', async () => {
    const clock = createManualClock();
    const slack = await openSlack({ clock, withTiers: true });
    slack.limit('users.info', 2);
    const client = clientOf(slack);
    const { id: user } = slack.person('Ada');
    await client.users.info({ user });
    await clock.advance(10_000);
    await client.users.info({ user });
    await expect(client.users.info({ user })).rejects.toMatchObject({ retryAfter: 50 });
    await clock.advance(50_000);
    await client.users.info({ user });
  });

  it('may come late, or never be answered', async () => {
    const clock = createManualClock();
    const slack = await openSlack({ clock });
    const post = () => clientOf(slack).chat.postMessage({ channel: slack.channel.id, text: 'x' });
    slack.fail({ how: { lateMs: 5000 } });
    const late = post();
    await slack.until(() => slack.traffic.length === 1);
    expect(slack.traffic[0]?.status).toBeUndefined();
    await clock.advance(5000);
    await late;
    slack.fail({ how: 'hang' });
    const client = clientOf(slack);
    const never = fetch(`${slack.apiUrl}auth.test`, {
      method: 'POST',
      headers: { authorization: `Bearer ${client.token}` },
      signal: AbortSignal.timeout(50),
    });
    await expect(never).rejects.toThrow('timeout');
  });

  it('is held against the types of Slack', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    await client.chat.postMessage({ channel: slack.channel.id, text: 'x', unfurl_links: false });
    await slack.expectConform();
    await client.apiCall('chat.postMessage', { channel: slack.channel.id, text: 'x', colour: 'red' });
    if (hasDescriptions) await expect(slack.expectConform()).rejects.toThrow('colour');
  });
});
