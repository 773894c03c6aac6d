import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIncoming } from '#src/chat/slack/incoming.ts';

const event = (event: object, more: object = {}) => ({
  type: 'event_callback',
  token: 'verification',
  team_id: 'T1',
  event_id: 'Ev1',
  event,
  ...more,
});
const NOW = 1_767_225_600_000;
const read = (payload: unknown) => readIncoming(payload, NOW);
const said = { type: 'message', channel: 'D1', channel_type: 'im', user: 'U1', text: 'a fox', ts: '1.2' };

describe('what Slack sends', () => {
  it('is an event, named by its id', () => {
    expect(read(event(said))).toMatchObject({ kind: 'event', key: 'event:Ev1', receivedAt: NOW });
  });

  it('is nothing where its name is half a character, which nothing could be kept under', () => {
    expect(read(event(said, { event_id: 'Ev\ud83e' }))).toEqual({ kind: 'unsupported' });
  });

  it.each([
    [{ command: '/imagine', text: '', team_id: 'T1', trigger_id: '1.2.a' }, 'command:1.2.a'],
    [{ type: 'block_actions', team: { id: 'T1' }, trigger_id: '1.2.b', actions: [] }, 'block_actions:1.2.b'],
    [{ type: 'shortcut', team: { id: 'T1' }, trigger_id: '1.2.c' }, 'shortcut:1.2.c'],
    [{ type: 'message_action', team: { id: 'T1' }, trigger_id: '1.2.d' }, 'message_action:1.2.d'],
    [{ type: 'view_submission', team: { id: 'T1' }, trigger_id: '1.2.e', view: { id: 'V1' } }, 'view_submission:V1'],
  ])('is something a person waits for: %o', (payload, key) => {
    expect(read(payload)).toMatchObject({ kind: 'asked', key, workspace: { teamId: 'T1' } });
  });

  it.each([
    [undefined],
    [null],
    ['words'],
    [[]],
    [{}],
    [event({ type: 'reaction_added' })],
    [event(said, { event_id: 7 })],
    [event(said, { team_id: undefined })],
    [{ type: 'view_closed', team: { id: 'T1' }, view: { id: 'V1' } }],
    [{ type: 'block_suggestion', team: { id: 'T1' } }],
    [event({ ...said, subtype: 'message_changed' })],
    [event({ ...said, bot_id: 'B1' })],
    [event({ ...said, channel_type: 'channel' })],
  ])('is nothing to Easel: %o', (payload) => {
    expect(read(payload)).toEqual({ kind: 'unsupported' });
  });

  it.each([
    [{ ...said, subtype: 'file_share' }],
    [{ ...said, channel_type: 'channel', thread_ts: '1.0' }],
    [{ type: 'message', subtype: 'message_deleted', channel: 'C1', channel_type: 'channel', deleted_ts: '1.0' }],
  ])('is heard where somebody may have said it to Easel: %o', (inner) => {
    expect(read(event(inner)).kind).toBe('event');
  });

  it('is kept without the tokens that come along', () => {
    const secret = 'xwfp-sec-ret';
    const step = event({ type: 'function_executed', function_execution_id: 'Fx1', bot_access_token: secret });
    expect(JSON.stringify([read(step), read({ ...step, bot_access_token: secret })])).not.toMatch(
      /sec-ret|verification/,
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.anything(), (payload) => void read(payload)));
    const junk = fc.dictionary(
      fc.constantFrom('event', 'team', 'team_id', 'authorizations', 'view', 'user'),
      fc.anything(),
    );
    fc.assert(fc.property(junk, (more) => void read({ ...event(said), ...more })));
  });
});

describe('the workspace', () => {
  const of = (payload: unknown) => {
    const incoming = read(payload);
    return incoming.kind === 'unsupported' ? undefined : incoming.workspace;
  };

  it('is the one Easel is installed in, not the one of a guest', () => {
    const authorizations = [{ team_id: 'T1', enterprise_id: null, is_enterprise_install: false }];
    const shared = event(said, { team_id: 'T9', context_team_id: 'T1', authorizations });
    const own = { teamId: 'T1', enterpriseId: null, isEnterpriseInstall: false };
    expect(of(shared)).toEqual(own);
    expect(of({ ...shared, context_team_id: undefined })).toEqual(own);
    const form = { type: 'view_submission', team: { id: 'T9' }, user: { id: 'U9', team_id: 'T9' } };
    expect(of({ ...form, view: { id: 'V1', app_installed_team_id: 'T1' } })).toEqual(own);
  });

  it('is in no organisation where Slack says so, whatever the guest is in', () => {
    const own = { teamId: 'T1', enterpriseId: null, isEnterpriseInstall: false };
    const theirs = { team_id: 'T9', enterprise_id: 'E9' };
    const shared = event(said, { ...theirs, context_team_id: 'T1', context_enterprise_id: null });
    expect(of(shared)).toEqual(own);
    const installedThere = { ...theirs, is_enterprise_install: false };
    const allOfThem = { team_id: null, enterprise_id: 'E9', is_enterprise_install: true };
    expect(of({ ...shared, authorizations: [installedThere] })).toEqual(own);
    expect(of({ ...shared, authorizations: [allOfThem] })).toEqual(own);
    expect(of({ ...shared, context_enterprise_id: undefined, authorizations: [installedThere] })).toEqual(own);
    const form = { type: 'view_submission', team: { id: 'T9' }, enterprise: { id: 'E9' }, is_enterprise_install: true };
    expect(of({ ...form, view: { id: 'V1', app_installed_team_id: 'T1' } })).toEqual(own);
  });

  it('is in its own organisation, not in the one of a guest', () => {
    const own = { teamId: 'T1', enterpriseId: 'E1', isEnterpriseInstall: false };
    const authorizations = [{ team_id: 'T1', enterprise_id: 'E1', is_enterprise_install: false }];
    const shared = event(said, { team_id: 'T9', enterprise_id: 'E9', authorizations });
    expect(of(shared)).toEqual(own);
    expect(of({ ...shared, context_team_id: 'T1', context_enterprise_id: 'E1' })).toEqual(own);
    expect(of({ ...shared, context_team_id: 'T1' })).toEqual(own);
    const all = [{ team_id: null, enterprise_id: 'E1', is_enterprise_install: true }];
    expect(of({ ...shared, authorizations: all })).toEqual({ ...own, teamId: 'E1', isEnterpriseInstall: true });
  });

  it('is the same for a form as for the command before it, where an organisation installed Easel', () => {
    const form = {
      type: 'view_submission',
      view: { id: 'V1', app_installed_team_id: 'E1' },
      is_enterprise_install: true,
    };
    const all = { enterpriseId: 'E1', isEnterpriseInstall: true };
    const at = (teamId: string, enterpriseId: string) => ({ team: { id: teamId }, enterprise: { id: enterpriseId } });
    expect(of({ ...form, ...at('T2', 'E1') })).toEqual({ teamId: 'T2', ...all });
    expect(of({ ...form, ...at('T9', 'E9') })).toEqual({ teamId: 'E1', ...all });
  });

  it('is the one something happened in, where an organisation installed Easel', () => {
    const authorizations = [{ team_id: null, enterprise_id: 'E1', is_enterprise_install: true }];
    const all = { enterpriseId: 'E1', isEnterpriseInstall: true };
    expect(of(event(said, { context_team_id: 'T2', authorizations }))).toEqual({ teamId: 'T2', ...all });
    const command = { command: '/imagine', trigger_id: '1.2.a', team_id: 'T2', enterprise_id: 'E1' };
    expect(of({ ...command, is_enterprise_install: 'true' })).toEqual({ teamId: 'T2', ...all });
    const shortcut = { type: 'shortcut', trigger_id: '1', team: null, enterprise: { id: 'E1' }, user: { id: 'U1' } };
    expect(of({ ...shortcut, is_enterprise_install: true })).toEqual({ teamId: 'E1', ...all });
  });
});
