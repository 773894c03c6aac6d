import { describe, expect, it } from 'vitest';
import { createPeople } from '#src/chat/slack/intake/people.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { createSilentLog } from '../../../fakes/silent-log.ts';
import { answeringSlack } from './answering-slack.ts';
import { ADA, BOB, payload, WORKSPACE } from './intake-bench.ts';

const user = (changes: object = {}) => {
  const info = payload('users-info');
  return { ...info, user: { ...(info.user as object), ...changes } };
};

const MINUTE_MS = 60_000;

function open(answers: Parameters<typeof answeringSlack>[0], moderatorGroup?: string) {
  const clock = createManualClock();
  const log = createSilentLog();
  const slack = answeringSlack({ 'usergroups.list': [{ usergroups: [] }], ...answers });
  const people = createPeople({ send: slack.send, clock, log, ...(moderatorGroup && { moderatorGroup }) });
  return { clock, log, slack, ...people };
}

const lookedUp = (changes: object = {}, workspace: Parameters<ReturnType<typeof open>['person']>[0] = WORKSPACE) =>
  open({ 'users.info': [user(changes)] }).person(workspace, ADA);

describe('a person', () => {
  it('is who Slack says, by the name they gave themselves', async () => {
    expect(await lookedUp()).toEqual({
      displayName: 'Countess Ada',
      isModerator: false,
      isGuest: false,
      groups: [],
      locale: 'en-GB',
    });
    expect((await lookedUp({ profile: { display_name: '' } })).displayName).toBe('Ada Lovelace');
    expect((await lookedUp({ profile: null, real_name: '' })).displayName).toBe('ada');
  });

  it.each([
    ['an admin', { is_admin: true }, true],
    ['an owner', { is_owner: true }, true],
    ['the first owner', { is_primary_owner: true }, true],
    ['a member', {}, false],
    ['an admin who left', { is_admin: true, deleted: true }, false],
    ['an admin of another workspace', { is_admin: true, is_stranger: true }, false],
    ['an owner of another workspace that nobody marked', { is_owner: true, team_id: 'T0OTHER01' }, false],
  ])('moderates or not as %s', async (_who, changes, isModerator) => {
    expect((await lookedUp(changes)).isModerator).toBe(isModerator);
  });

  it('is marked where they come from another workspace, and a guest is none of those', async () => {
    expect(await lookedUp({ is_stranger: true })).toMatchObject({
      displayName: 'Countess Ada (external)',
      isGuest: true,
    });
    expect(await lookedUp({ is_restricted: true })).toMatchObject({ displayName: 'Countess Ada', isGuest: true });
  });

  it('of the same organisation is at home in all its workspaces', async () => {
    const workspace = { teamId: 'T0EASEL01', enterpriseId: 'E0ORG00001', isEnterpriseInstall: true };
    const enterprise_user = { id: 'W1', enterprise_id: 'E0ORG00001', teams: ['T0EASEL01', 'T0OTHER01'] };
    const elsewhere = { team_id: 'T0OTHER01', is_admin: true, enterprise_user };
    expect(await lookedUp(elsewhere, workspace)).toMatchObject({ displayName: 'Countess Ada', isModerator: true });
  });

  it('moderates no other workspace of the same organisation', async () => {
    const workspace = { teamId: 'T0EASEL01', enterpriseId: 'E0ORG00001', isEnterpriseInstall: false };
    const enterprise_user = { id: 'W1', enterprise_id: 'E0ORG00001', teams: ['T0OTHER01'] };
    const elsewhere = { team_id: 'T0OTHER01', is_admin: true, is_owner: true, enterprise_user };
    const known = { displayName: 'Countess Ada', isModerator: false, isGuest: false };
    expect(await lookedUp(elsewhere, workspace)).toMatchObject(known);
    expect(await lookedUp(elsewhere, { ...workspace, isEnterpriseInstall: true })).toMatchObject(known);
    expect(await lookedUp({ ...elsewhere, team_id: null }, workspace)).toMatchObject(known);
    expect(await lookedUp({ ...elsewhere, team_id: 'T0EASEL01' }, workspace)).toMatchObject({ isModerator: true });
  });

  it('moderates a whole organisation as one who runs that, not as one who runs a workspace of it', async () => {
    const whole = { teamId: 'E0ORG00001', enterpriseId: 'E0ORG00001', isEnterpriseInstall: true };
    const enterprise_user = { id: 'W1', enterprise_id: 'E0ORG00001', teams: ['T0OTHER01'] };
    const admin = { team_id: 'T0OTHER01', is_admin: true, enterprise_user };
    expect(await lookedUp(admin, whole)).toMatchObject({ isModerator: false, isGuest: false });
    const theirs = (changes: object) => ({ team_id: 'T0OTHER01', enterprise_user: { ...enterprise_user, ...changes } });
    expect((await lookedUp(theirs({ is_owner: true }), whole)).isModerator).toBe(true);
    expect((await lookedUp(theirs({ is_owner: true, enterprise_id: 'E0OTHER001' }), whole)).isModerator).toBe(false);
  });
});

describe('the user groups of a person', () => {
  const DESIGNERS = { id: 'S0DESIGN1', handle: 'designers', users: [ADA] };
  const OTHERS = { id: 'S0OTHERS1', handle: 'others', users: [BOB] };

  it('are those that Slack names, asked once in ten minutes, and anew when somebody joins one', async () => {
    const { person, groupChanged, slack } = open({
      'users.info': [user()],
      'usergroups.list': [{ usergroups: [DESIGNERS, OTHERS] }, { usergroups: [{ ...OTHERS, users: [ADA, BOB] }] }],
    });
    expect((await person(WORKSPACE, ADA)).groups).toEqual(['S0DESIGN1']);
    expect((await person(WORKSPACE, ADA)).groups).toEqual(['S0DESIGN1']);
    expect(slack.calls.find(({ method }) => method === 'usergroups.list')?.args).toEqual({ include_users: true });
    groupChanged(WORKSPACE, { subteam_id: 'S0OTHERS1', added_users: [ADA] });
    expect((await person(WORKSPACE, ADA)).groups).toEqual(['S0OTHERS1']);
  });

  it('are looked for anew by a handle that nobody knows yet, but not each time', async () => {
    const { groups, slack, clock } = open({
      'usergroups.list': [{ usergroups: [OTHERS] }, { usergroups: [OTHERS, DESIGNERS] }],
    });
    expect(await groups.named(WORKSPACE, '@designers')).toBeUndefined();
    await clock.advance(MINUTE_MS);
    expect(await groups.named(WORKSPACE, '@Designers')).toBe('S0DESIGN1');
    expect(await groups.handleOf(WORKSPACE, 'S0DESIGN1')).toBe('designers');
    for (let time = 0; time < 5; time++) expect(await groups.named(WORKSPACE, '@nobody')).toBeUndefined();
    expect(slack.calls).toHaveLength(2);
  });

  it('are none where Easel may not read them, and unknown where Slack does not tell', async () => {
    const may = async (answer: 'missing-scope' | 'outcome-unknown' | 'never') => {
      const { person, clock } = open({ 'users.info': [user()], 'usergroups.list': [answer] });
      const asking = person(WORKSPACE, ADA);
      await clock.advance(3000);
      return (await asking).groups;
    };
    expect(await may('missing-scope')).toEqual([]);
    expect(await may('outcome-unknown')).toBeUndefined();
    expect(await may('never')).toBeUndefined();
  });
});

describe('looking people up', () => {
  it('is done once in ten minutes, by however many at a time', async () => {
    const { person, clock, slack } = open({ 'users.info': [user(), user({ is_admin: true })] });
    await Promise.all([person(WORKSPACE, ADA), person(WORKSPACE, ADA)]);
    await clock.advance(9 * MINUTE_MS);
    expect((await person(WORKSPACE, ADA)).isModerator).toBe(false);
    await clock.advance(2 * MINUTE_MS);
    expect((await person(WORKSPACE, ADA)).isModerator).toBe(true);
    expect(slack.methods().filter((method) => method === 'users.info')).toHaveLength(2);
    expect(slack.calls[0]?.args).toEqual({ user: ADA, include_locale: true });
  });

  it('knows the same id of two workspaces apart', async () => {
    const { person, slack } = open({ 'users.info': [user(), user({ team_id: 'T0OTHER01' })] });
    await person(WORKSPACE, ADA);
    await person({ ...WORKSPACE, teamId: 'T0OTHER01' }, ADA);
    expect(slack.methods().filter((method) => method === 'users.info')).toHaveLength(2);
  });

  it('takes the name that Slack sent, or the id, where it fails; it tries again soon', async () => {
    const { person, clock } = open({ 'users.info': ['missing-scope', user()] });
    expect(await person(WORKSPACE, ADA, { userName: 'ada' })).toEqual({
      displayName: 'ada',
      isModerator: false,
      isGuest: false,
      groups: [],
    });
    expect((await person(WORKSPACE, ADA)).displayName).toBe(ADA);
    await clock.advance(MINUTE_MS);
    expect((await person(WORKSPACE, ADA)).displayName).toBe('Countess Ada');
  });

  it.each([
    [false, 2000],
    [true, 1000],
  ])('waits no longer than it may (urgent: %s)', async (isUrgent, ms) => {
    const { person, clock } = open({ 'users.info': ['never'] });
    let found: unknown;
    void person(WORKSPACE, ADA, { userName: 'ada', isUrgent }).then((came) => {
      found = came;
    });
    await clock.advance(ms - 1);
    expect(found).toBeUndefined();
    await clock.advance(1);
    expect(found).toMatchObject({ displayName: 'ada', isModerator: false });
  });

  it.each([{}, { user: 5 }, { user: { id: 7 } }])('finds nobody in an answer that is none: %j', async (answer) => {
    expect((await open({ 'users.info': [answer] }).person(WORKSPACE, ADA)).displayName).toBe(ADA);
  });
});

describe("the moderators' user group", () => {
  const group = (...users: readonly string[]) => ({ ok: true, users });

  it('makes its members moderators', async () => {
    const { person, slack } = open({ 'users.info': [user()], 'usergroups.users.list': [group(ADA)] }, 'S0MODS001');
    expect((await person(WORKSPACE, ADA)).isModerator).toBe(true);
    expect((await person(WORKSPACE, BOB)).isModerator).toBe(false);
    expect(slack.calls.filter(({ method }) => method === 'usergroups.users.list')).toMatchObject([
      { args: { usergroup: 'S0MODS001' } },
    ]);
  });

  it('is found by its handle', async () => {
    const groups = {
      ok: true,
      usergroups: [
        { id: 'S0OTHER01', handle: 'art' },
        { id: 'S0MODS001', handle: 'Mods' },
      ],
    };
    const answers = { 'users.info': [user()], 'usergroups.list': [groups], 'usergroups.users.list': [group(ADA)] };
    const { person, slack } = open(answers, '@mods');
    expect((await person(WORKSPACE, ADA)).isModerator).toBe(true);
    expect(slack.calls.at(-1)?.args).toEqual({ usergroup: 'S0MODS001' });
  });

  it('is read anew after ten minutes, or when Slack says that it changed', async () => {
    const lists = [group(), group(ADA), group()];
    const { person, groupChanged, clock } = open(
      { 'users.info': [user()], 'usergroups.users.list': lists },
      'S0MODS001',
    );
    expect((await person(WORKSPACE, ADA)).isModerator).toBe(false);
    groupChanged(WORKSPACE, { type: 'subteam_members_changed', subteam_id: 'S0MODS001', added_users: [ADA] });
    expect((await person(WORKSPACE, ADA)).isModerator).toBe(true);
    await clock.advance(11 * MINUTE_MS);
    expect((await person(WORKSPACE, ADA)).isModerator).toBe(false);
  });

  it('without the scope for it makes nobody a moderator, and admins stay ones', async () => {
    const answers = {
      'users.info': [user(), user({ is_admin: true })],
      'usergroups.users.list': ['missing-scope'] as const,
    };
    const { person, log } = open(answers, 'S0MODS001');
    expect((await person(WORKSPACE, ADA)).isModerator).toBe(false);
    expect((await person(WORKSPACE, BOB)).isModerator).toBe(true);
    expect(log.lines).toMatchObject([{ level: 'warn', fields: { group: 'S0MODS001', why: 'missing-scope' } }]);
  });
});

it('no more people are kept than there is room for', async () => {
  const { person, slack } = open({ 'users.info': [user()] });
  for (let index = 0; index <= 5000; index++) await person(WORKSPACE, `U${index}`);
  const asked = () => slack.methods().filter((method) => method === 'users.info');
  await person(WORKSPACE, 'U5000');
  expect(asked()).toHaveLength(5001);
  await person(WORKSPACE, 'U0');
  expect(asked()).toHaveLength(5002);
});
