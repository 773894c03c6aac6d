import { describe, expect, it } from 'vitest';
import { text } from '#src/domain/text.ts';
import {
  ADA,
  CHANNEL,
  createBench,
  DIRECT,
  fileIds,
  isHeard,
  payload,
  ROOT,
  requestOf,
  WORKSPACE,
} from './intake-bench.ts';

const FORM = { name: 'edit', title: 'Edit', submitLabel: 'Go', state: 's', fields: [] };

describe('a slash command', () => {
  it('brings what was written, by whom, and where', async () => {
    const { request, reply } = await requestOf('command', 'slash-command');
    expect(request).toMatchObject({
      id: '1001.2002.slash',
      trigger: 'command',
      name: 'imagine',
      options: { prompt: 'a fox in the snow', aspect: '16:9', n: 2 },
      images: {},
      actor: { userId: ADA, displayName: 'ada', isModerator: false },
      place: { platform: 'slack', tenantId: 'slack:T0EASEL01', channelId: CHANNEL },
      caps: { preview: false },
    });
    expect(request.place).not.toHaveProperty('isThread');
    expect(reply.origin).toEqual({
      id: '1001.2002.slash',
      workspace: WORKSPACE,
      userId: ADA,
      channelId: CHANNEL,
      threadTs: null,
      isDirect: false,
      responseUrl: 'https://hooks.slack.com/commands/T0EASEL01/1/secret',
      triggerId: '1001.2002.slash',
      functionExecutionId: null,
      receivedAt: Date.UTC(2026, 0, 1),
    });
  });

  it('without words has no options, and may be answered by a form', async () => {
    const { request, reply } = await requestOf('command', 'slash-command', { text: '' });
    expect(request.options).toEqual({});
    await request.reply.openForm?.(FORM);
    expect(reply.forms).toEqual([FORM]);
  });

  it('in the conversation with Easel is direct', async () => {
    const { request } = await requestOf('command', 'slash-command', {
      channel_id: DIRECT,
      channel_name: 'directmessage',
    });
    expect(request.place).toMatchObject({ channelId: DIRECT, isDirect: true });
  });

  it('keeps its name where nobody knows it, so that the app can say so', async () => {
    const { request } = await requestOf('command', 'slash-command', { command: '/Paint', text: 'a fox' });
    expect(request).toMatchObject({ trigger: 'command', name: 'paint', options: {} });
  });

  it('of two words is named by both', async () => {
    const set = {
      name: 'quota set',
      description: 'Set',
      who: 'moderators',
      visibility: 'private',
      options: {
        user: { kind: 'person', about: 'Whose' },
        amount: { kind: 'integer', about: 'How much', min: 0, max: 99 },
        reason: { kind: 'text', about: 'Why' },
      },
      run: async () => {},
    } as const;
    const changes = { command: '/quota', text: 'Set <@U0BOB00001|bob> 50 for the poster' };
    const { request } = await requestOf('command', 'slash-command', changes, { commands: [set] });
    expect(request).toMatchObject({
      name: 'quota set',
      options: { user: 'U0BOB00001', amount: 50, reason: 'for the poster' },
    });
  });

  it('came when it reached us, also where it is handed over late', async () => {
    const { reply } = await requestOf('command', 'slash-command', {}, {}, { receivedAt: 5 });
    expect(reply.origin.receivedAt).toBe(5);
  });

  it('belongs to the organisation where there is no workspace', async () => {
    const workspace = { teamId: '', enterpriseId: 'E0ORG00001', isEnterpriseInstall: true };
    const { request } = await requestOf('command', 'slash-command', {}, {}, { workspace });
    expect(request.place.tenantId).toBe('slack:E0ORG00001');
  });
});

describe('a button', () => {
  it('is its state, in the thread of its message', async () => {
    const { request, reply } = await requestOf('action', 'block-actions');
    expect(request).toMatchObject({
      id: '1002.2002.press',
      trigger: 'button',
      name: '',
      state: 'state-v1',
      options: {},
      images: {},
      place: { channelId: `${CHANNEL}/${ROOT}`, isThread: true },
    });
    expect(reply.origin).toMatchObject({ channelId: CHANNEL, threadTs: ROOT, triggerId: '1002.2002.press' });
    expect(request.reply.openForm).toBeTypeOf('function');
  });

  it('at the message that a thread begins with stands in the channel', async () => {
    const message = { ts: '1.1', thread_ts: '1.1' };
    expect((await requestOf('action', 'block-actions', { message })).request.place.channelId).toBe(CHANNEL);
    const alone = { message: undefined, container: { type: 'message', message_ts: '1.1', channel_id: CHANNEL } };
    expect((await requestOf('action', 'block-actions', alone)).request.place.channelId).toBe(CHANNEL);
  });

  it('that shares a private result comes from where it was asked for', async () => {
    const pressed = (kind: string) => ({
      actions: [{ type: 'button', action_id: `easel:${kind}:`, value: 'state-1' }],
      channel: { id: 'D0ADA' },
      message: { ts: '5.5' },
      container: { type: 'message', channel_id: 'D0ADA', message_ts: '5.5' },
    });
    const asked: unknown[] = [];
    const parts = {
      askedIn: async (...message: unknown[]) => {
        asked.push(message);
        return { channelId: CHANNEL, threadTs: ROOT };
      },
    };
    const { request, reply } = await requestOf('action', 'block-actions', pressed('share'), parts);
    expect(request.place).toMatchObject({ channelId: `${CHANNEL}/${ROOT}`, isThread: true });
    expect(request.place.isDirect).toBeUndefined();
    expect(reply.origin).toMatchObject({ channelId: CHANNEL, threadTs: ROOT, isDirect: false });
    expect(asked).toEqual([['D0ADA', '5.5']]);
    const other = await requestOf('action', 'block-actions', pressed('vary'), parts);
    expect(other.request.place).toMatchObject({ channelId: 'D0ADA', isDirect: true });
    expect(asked).toHaveLength(1);
  });

  it('has an id and no form where Slack gives no trigger', async () => {
    const { request } = await requestOf('action', 'block-actions', { trigger_id: undefined });
    expect(request.id).toBe(`action:${CHANNEL}:1767225650.000150:1767226100.123456:${ADA}`);
    expect(request.reply.openForm).toBeUndefined();
  });

  it.each([
    ['of another name', { action_id: 'other:vary:0' }],
    ['without a state', { value: '' }],
    ['that is a menu', { type: 'static_select' }],
  ])('is not ours %s', async (_what, changes) => {
    const button = { type: 'button', action_id: 'easel:vary:0', value: 'state-v1', ...changes };
    expect(await isHeard('action', 'block-actions', { actions: [button] })).toBe(false);
  });
});

describe('the menu of a message', () => {
  it('finds the pictures of a result, and not what stands small beside them', async () => {
    const { request, reply } = await requestOf('shortcut', 'shortcut-ours');
    expect(request).toMatchObject({ id: '1003.2002.menu', trigger: 'menu', name: 'edit', options: {} });
    expect(fileIds(request)).toEqual(['F0RES00001', 'F0RES00002']);
    expect(await request.repliedTo?.()).toBe(`job of ${CHANNEL} 1767225650.000150`);
    expect(request.place.channelId).toBe(`${CHANNEL}/${ROOT}`);
    await request.reply.openForm?.(FORM);
    expect(reply.forms).toEqual([FORM]);
  });

  it("finds all pictures of anybody's message in their order, each once, and nothing from elsewhere", async () => {
    const { request, files } = await requestOf('shortcut', 'shortcut-mixed');
    expect(fileIds(request)).toEqual(['F0BOAT0001', 'F0HEIC0001', 'F0STUB0001', 'F0FWD00001', 'F0DEEP0001']);
    expect(files.image).toEqual(['boat.png', 'IMG_0001.HEIC', 'picture', 'forwarded.png', 'picture']);
    expect(request.images.image?.[0]).toEqual({
      key: 'T0EASEL01/F0BOAT0001',
      filename: 'boat.png',
      declaredBytes: 48_213,
    });
    expect(request.repliedTo).toBeUndefined();
  });

  it('answers below the message, in direct messages beside it', async () => {
    const { request } = await requestOf('shortcut', 'shortcut-mixed');
    expect(request.place).toMatchObject({ channelId: `${CHANNEL}/1767225000.000050`, isThread: true });
    const direct = await requestOf('shortcut', 'shortcut-mixed', { channel: { id: DIRECT, name: 'directmessage' } });
    expect(direct.request.place).toEqual({
      platform: 'slack',
      tenantId: 'slack:T0EASEL01',
      channelId: DIRECT,
      isDirect: true,
    });
  });

  it('is handed over without pictures where the message has none', async () => {
    const { request, files } = await requestOf('shortcut', 'shortcut-mixed', {
      message: { ts: '1.1', text: 'only words' },
    });
    expect(request.trigger).toBe('menu');
    expect(files).toEqual({ image: [] });
  });

  it('knows the files of an organisation by all that its token needs', async () => {
    const workspace = { teamId: 'T0EASEL01', enterpriseId: 'E0ORG00001', isEnterpriseInstall: true };
    const { request } = await requestOf('shortcut', 'shortcut-mixed', {}, {}, { workspace });
    expect(request.images.image?.[0]?.key).toBe('T0EASEL01.E0ORG00001.all/F0BOAT0001');
  });
});

describe('the shortcut from anywhere', () => {
  it("is a bare /imagine in nobody else's sight", async () => {
    const { request, reply } = await requestOf('shortcut', 'shortcut-global');
    expect(request).toMatchObject({
      id: '1005.2002.global',
      trigger: 'command',
      name: 'imagine',
      options: {},
      place: { channelId: ADA, isDirect: true },
    });
    expect(reply.origin).toMatchObject({ channelId: null, isDirect: false, responseUrl: null });
    expect(request.reply.openForm).toBeTypeOf('function');
  });

  it.each(['shortcut-global', 'shortcut-ours'])('of another name is not ours: %s', async (name) => {
    expect(await isHeard('shortcut', name, { callback_id: 'other' })).toBe(false);
  });
});

describe('a form', () => {
  it('brings its name and state, what was filled in, and what was uploaded', async () => {
    const { request, files } = await requestOf('view', 'view-submission');
    expect(request).toMatchObject({ id: 'view:V0FORM0001', trigger: 'form', name: 'edit', state: 'menu-1.menu/1' });
    expect(request.options).toEqual({ prompt: 'warmer light', format: 'png', exact: true, private: false });
    expect(files).toEqual({ image: ['two.png', 'one.png'] });
    expect(request.place).toMatchObject({ channelId: `${CHANNEL}/${ROOT}`, isThread: true });
    expect(request.reply.openForm).toBeUndefined();
  });

  const viewWith = (changes: object, values: object = {}) => {
    const { view } = payload('view-submission');
    return { view: { ...(view as object), ...changes, state: { values } } };
  };
  const nowhere = JSON.stringify({ state: 's', channelId: null, threadTs: null, isDirect: false });

  it('from nowhere goes where it says', async () => {
    const place = { value: { type: 'conversations_select', selected_conversation: CHANNEL } };
    const { request, reply } = await requestOf(
      'view',
      'view-submission',
      viewWith({ private_metadata: nowhere }, { 'easel:place': place }),
    );
    expect(request.place).toEqual({ platform: 'slack', tenantId: 'slack:T0EASEL01', channelId: CHANNEL });
    expect(request.options).toEqual({});
    expect(reply.origin).toMatchObject({ channelId: CHANNEL, isDirect: false });
  });

  it('from nowhere that says nothing goes to who sent it', async () => {
    const { request, reply } = await requestOf('view', 'view-submission', viewWith({ private_metadata: nowhere }));
    expect(request.place).toMatchObject({ channelId: ADA, isDirect: true });
    expect(reply.origin.channelId).toBeNull();
  });

  it('brings a file that Slack does not tell of as one that is missing, rather than without a word', async () => {
    const image = { value: { type: 'file_input', files: [{ nothing: true }] } };
    const { request } = await requestOf('view', 'view-submission', viewWith({}, { image }));
    expect(request.images).toEqual({ image: [{ key: '', filename: 'picture' }] });
  });

  it('that lost what it was opened with is answered privately', async () => {
    const bench = createBench();
    await bench.intake.view(payload('view-submission', viewWith({ private_metadata: '{' })), bench.around);
    expect(bench.requests).toEqual([]);
    expect(bench.opened).toMatchObject([{ acks: ['private'] }]);
    expect(bench.told).toEqual([
      { kind: 'text', text: text('Easel could not read what Slack sent of this form. Open it again.') },
    ]);
  });

  it.each([
    ['of another name', viewWith({ callback_id: 'other' })],
    ['that was closed', { type: 'view_closed' }],
  ])('is not ours %s', async (_what, changes) => {
    expect(await isHeard('view', 'view-submission', changes)).toBe(false);
  });
});

describe('a step of a workflow', () => {
  it('is /imagine of the person it names, in the channel it names', async () => {
    const { request, reply } = await requestOf('workflow', 'function-executed');
    expect(request).toMatchObject({
      id: 'function:Fx0EXEC001',
      trigger: 'command',
      name: 'imagine',
      options: { prompt: 'a poster of a lighthouse' },
      actor: { userId: ADA },
      place: { channelId: CHANNEL },
    });
    expect(reply.origin).toMatchObject({ functionExecutionId: 'Fx0EXEC001', triggerId: null });
    expect(request.reply.openForm).toBeUndefined();
  });

  it('reads the other names and shapes of its inputs too', async () => {
    const inputs = { prompt: 'a fox', n: '2', aspect: '16:9', user_id: { id: ADA, secret: 'x' }, channel_id: null };
    const { request, reply } = await requestOf('workflow', 'function-executed', { inputs });
    expect(request.options).toEqual({ prompt: 'a fox', n: 2, aspect: '16:9' });
    expect(request.place).toMatchObject({ channelId: ADA, isDirect: true });
    expect(reply.origin.channelId).toBeNull();
  });

  it('of nobody, or of another name, is not heard', async () => {
    expect(await isHeard('workflow', 'function-executed', { inputs: { prompt: 'a fox' } })).toBe(false);
    const step = { function: { callback_id: 'other' } };
    expect(await isHeard('workflow', 'function-executed', step)).toBe(false);
  });
});

describe('handing over', () => {
  it('is acknowledged once, and privately after that where the place forbids it', async () => {
    const usual = createBench();
    await usual.intake.action(payload('block-actions'), usual.around);
    const [pressed] = usual.requests;
    await pressed?.reply.ack('public');
    await expect(pressed?.reply.ack('private')).rejects.toThrow('once');
    const acks: string[] = [];
    const forbidding = createBench({
      replies: {
        open: () => ({
          async ack(visibility) {
            acks.push(visibility);
            throw new Error('not there');
          },
          openForm: async () => {},
        }),
      },
    });
    await forbidding.intake.action(payload('block-actions'), forbidding.around);
    await expect(forbidding.requests[0]?.reply.ack('public')).rejects.toThrow('not there');
    await expect(forbidding.requests[0]?.reply.ack('private')).rejects.toThrow('not there');
    expect(acks).toEqual(['public', 'private']);
  });

  it('looks people up with less patience where a form is to be opened', async () => {
    const asked: unknown[] = [];
    const people = async (_workspace: unknown, userId: string, hints: unknown) => {
      asked.push(hints);
      return { displayName: userId, isModerator: true, isGuest: false };
    };
    const { request } = await requestOf('command', 'slash-command', {}, { people });
    await requestOf('view', 'view-submission', {}, { people });
    expect(asked).toEqual([
      { userName: 'ada', isUrgent: true },
      { userName: 'ada', isUrgent: false },
    ]);
    expect(request.actor.isModerator).toBe(true);
  });

  it('logs what the app throws, and does not throw itself', async () => {
    const bench = createBench();
    const onRequest = () => Promise.reject(new Error('a bug'));
    await bench.intake.action(payload('block-actions'), { ...bench.around, onRequest });
    expect(bench.log.lines).toMatchObject([{ level: 'error', fields: { what: 'action' } }]);
  });

  it('logs where something cannot be read, without its secrets', async () => {
    const bench = createBench();
    await bench.intake.command(payload('slash-command', { user_id: 7 }), bench.around);
    expect(bench.log.lines).toMatchObject([{ level: 'warn', fields: { where: ['user_id'] } }]);
    expect(JSON.stringify(bench.log.lines)).not.toContain('secret');
  });
});
