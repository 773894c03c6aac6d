import { describe, expect, it } from 'vitest';
import type { KeptPayload } from '#src/chat/slack/inbox.ts';
import type { Documents } from '#src/ports/documents.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { command, memory, mention, openDoor, settled } from './open-door.ts';

/** A store that does nothing before it is let. */
function slow() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const inner = memory();
  const kept: Documents<KeptPayload> = {
    ...inner,
    update: async (id, change) => promise.then(() => inner.update(id, change)),
    remove: async (id) => promise.then(() => inner.remove(id)),
  };
  return { kept, inner, let: resolve };
}

const down = (): Documents<KeptPayload> => ({
  ...memory(),
  update: () => Promise.reject(new Error('The store is down')),
});

/** What is in it stays there, and `writes` says whether anything can be written. */
function full(inner: Documents<KeptPayload>, writes: () => boolean): Documents<KeptPayload> {
  const room = async () => {
    if (!writes()) throw new Error('The store is full');
  };
  return {
    ...inner,
    update: async (id, change) => room().then(() => inner.update(id, change)),
    remove: async (id) => room().then(() => inner.remove(id)),
  };
}

const never = () => new Promise<void>(() => undefined);

describe('an event', () => {
  it('is kept before Slack is answered, led to its listener, and forgotten when somebody else has it', async () => {
    const work = Promise.withResolvers<void>();
    const { door, heard, keys, clock } = await openDoor({ hear: () => work.promise });
    expect(await door.take(mention())).toBe(true);
    expect(await keys()).toEqual(['event:Ev1']);
    await settled();
    expect(heard).toMatchObject([
      {
        what: 'app_mention',
        payload: { text: '<@UBOT> a fox' },
        around: { receivedAt: clock.now(), identity: { botUserId: 'UBOT', workspace: { teamId: 'T1' } } },
      },
    ]);
    work.resolve();
    await settled();
    expect(await keys()).toEqual([]);
  });

  it('is not answered after a second where the store is slow, and goes on once it is kept', async () => {
    const { kept, ...store } = slow();
    const { door, heard, clock } = await openDoor({ kept });
    let answered: boolean | undefined;
    const answer = door.take(mention()).then((value) => {
      answered = value;
    });
    await clock.advance(999);
    expect([answered, heard]).toEqual([undefined, []]);
    await clock.advance(1);
    await answer;
    expect(answered).toBe(false);
    expect(await door.take(mention())).toBe(false);
    store.let();
    await settled();
    expect(heard).toHaveLength(1);
    expect(await store.inner.get('event:Ev1')).toBeUndefined();
  });

  it('is not answered where the store is down, so that Slack sends it again', async () => {
    const { door, heard } = await openDoor({ kept: down() });
    expect(await door.take(mention())).toBe(false);
    await settled();
    expect(heard).toEqual([]);
    expect(await door.take(mention())).toBe(false);
  });

  it('that comes five times at once is led once, and answered each time', async () => {
    const { door, heard } = await openDoor({ hear: never });
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => door.take(mention())));
    expect(answers).toEqual([true, true, true, true, true]);
    await settled();
    expect(heard).toHaveLength(1);
  });

  it('nobody listens to is answered and not kept', async () => {
    const { door, keys } = await openDoor();
    expect(await door.take({ ...mention(), event: { type: 'reaction_added' } })).toBe(true);
    expect(await keys()).toEqual([]);
  });
});

describe('what a person waits for', () => {
  it.each([
    ['command', command()],
    [
      'action',
      {
        type: 'block_actions',
        team: { id: 'T1' },
        user: { id: 'U1' },
        trigger_id: '1',
        actions: [{ action_id: 'easel:edit:' }],
      },
    ],
    [
      'shortcut',
      { type: 'shortcut', callback_id: 'create_image', team: { id: 'T1' }, user: { id: 'U1' }, trigger_id: '1' },
    ],
    [
      'shortcut',
      {
        type: 'message_action',
        callback_id: 'edit_image',
        team: { id: 'T1' },
        user: { id: 'U1' },
        trigger_id: '1',
        channel: { id: 'C1' },
      },
    ],
    [
      'view',
      {
        type: 'view_submission',
        team: { id: 'T1' },
        user: { id: 'U1' },
        view: { id: 'V1', callback_id: 'easel:form:edit' },
      },
    ],
  ])('is answered within a quarter of a second though neither store nor Slack answers: %s', async (what, payload) => {
    const { kept } = slow();
    const { door, heard, clock } = await openDoor({ kept, hear: never });
    const answer = door.take(payload);
    await clock.advance(250);
    expect(await answer).toBe(true);
    await settled();
    expect(heard.map((one) => one.what)).toEqual([what]);
  });

  it('is answered at once though it is not known yet as whom', async () => {
    const { door, heard } = await openDoor({ access: { identityOf: () => never().then(() => undefined) } });
    expect(await door.take(command())).toBe(true);
    expect(heard).toEqual([]);
  });

  it('is kept before Slack is answered, and led once however often it comes at once', async () => {
    const { door, heard, keys } = await openDoor({ hear: never });
    const answers = Promise.all([1, 2, 3, 4, 5].map(() => door.take(command())));
    expect(await answers).toEqual([true, true, true, true, true]);
    expect(await keys()).toEqual(['command:1.2.a']);
    await settled();
    expect(heard).toHaveLength(1);
  });

  it('is led though the store is down', async () => {
    const { door, heard } = await openDoor({ kept: down() });
    expect(await door.take(command())).toBe(true);
    await settled();
    expect(heard).toHaveLength(1);
  });
});

describe('what a process left behind', () => {
  it('is handed over by the next one, with the time it came', async () => {
    const [kept, clock] = [memory(), createManualClock()];
    const dead = await openDoor({ kept, clock, hear: never });
    await dead.door.take(mention('Ev2'));
    await clock.advance(1000);
    await dead.door.take(command());
    await settled();
    await dead.door.close();
    const { heard, keys } = await openDoor({ kept, clock });
    await settled();
    expect(heard.map(({ what, around }) => [what, clock.now() - around.receivedAt]).sort()).toEqual([
      ['app_mention', 1000],
      ['command', 0],
    ]);
    expect(await keys()).toEqual([]);
  });

  it('is left alone while its process lives, tried by three others after it, and then only told of', async () => {
    const [kept, clock] = [memory(), createManualClock()];
    const first = await openDoor({ kept, clock, hear: never });
    await first.door.take(mention());
    await settled();
    const beside = await openDoor({ kept, clock, processes: { id: 'beside', isGone: async () => false } });
    await settled();
    expect(beside.heard).toEqual([]);
    const tries: (boolean | undefined)[][] = [];
    for (const _process of [1, 2, 3, 4, 5]) {
      const { heard } = await openDoor({ kept, clock, hear: never });
      await settled();
      tries.push(heard.map(({ around }) => around.givenUp));
    }
    expect(tries).toEqual([[undefined], [undefined], [undefined], [true], []]);
    expect(await first.keys()).toEqual([]);
  });

  it('is only told of after an hour', async () => {
    const [kept, clock] = [memory(), createManualClock()];
    const dead = await openDoor({ kept, clock, hear: never });
    await dead.door.take(mention());
    await dead.door.close();
    await clock.advance(60 * 60_000 + 1);
    const { heard, keys } = await openDoor({ kept, clock });
    await settled();
    expect(heard.map(({ around }) => around.givenUp)).toEqual([true]);
    expect(await keys()).toEqual([]);
  });

  it('is handed over again in the same process, where that failed', async () => {
    let fails = true;
    const identityOf = async () => {
      if (fails) throw new Error('Slack cannot be reached');
      return {
        token: 'x',
        botUserId: 'UBOT',
        botId: 'BBOT',
        workspace: { teamId: 'T1', enterpriseId: null, isEnterpriseInstall: false },
      };
    };
    const { door, heard, clock, keys, log } = await openDoor({ access: { identityOf } });
    await settled();
    await door.take(mention());
    await settled();
    expect([heard, await keys()]).toEqual([[], ['event:Ev1']]);
    expect(log.lines.map(({ level }) => level)).toEqual(['error']);
    fails = false;
    await clock.advance(2 * 5 * 60_000);
    await settled();
    expect([heard.length, await keys()]).toEqual([1, []]);
  });

  it('is kept where a listener failed', async () => {
    const { door, keys } = await openDoor({ hear: () => Promise.reject(new Error('Oh')) });
    await door.take(mention());
    await settled();
    expect(await keys()).toEqual(['event:Ev1']);
  });
});

describe('what is refused', () => {
  it('can be taken out of the inbox before its person reads so, and comes no more', async () => {
    const { door, heard, keys } = await openDoor({ hear: never });
    await door.take(mention());
    await settled();
    expect(await heard[0]?.around.letGo()).toBe(true);
    expect(await keys()).toEqual([]);
  });

  it('was never kept where the store is down, and comes no more', async () => {
    const { door, heard } = await openDoor({ kept: down() });
    await door.take(command());
    await settled();
    expect(await heard[0]?.around.letGo()).toBe(true);
  });

  it('is known to come again where the inbox cannot be tidied, or not within 2.5 seconds', async () => {
    let hasRoom = true;
    const { door, heard } = await openDoor({ kept: full(memory(), () => hasRoom), hear: never });
    await door.take(mention());
    await settled();
    hasRoom = false;
    expect(await heard[0]?.around.letGo()).toBe(false);

    const { kept } = slow();
    const late = await openDoor({ kept, hear: never });
    const taken = late.door.take(command());
    await late.clock.advance(250);
    await taken;
    await settled();
    const letGo = late.heard[0]?.around.letGo();
    await late.clock.advance(2500);
    expect(await letGo).toBe(false);
  });

  it('waits in the inbox while nothing can be written, and is handed over once there is room', async () => {
    let hasRoom = true;
    const [inner, clock] = [memory(), createManualClock()];
    const kept = full(inner, () => hasRoom);
    const dead = await openDoor({ kept, clock, hear: never });
    await dead.door.take(mention());
    await settled();
    await dead.door.close();
    hasRoom = false;
    const { heard, keys } = await openDoor({ kept, clock });
    await settled();
    expect([heard, await keys()]).toEqual([[], ['event:Ev1']]);
    hasRoom = true;
    await clock.advance(2 * 5 * 60_000);
    await settled();
    expect([heard.length, await keys()]).toEqual([1, []]);
  });
});

describe('the door', () => {
  it('takes nothing after its end, and waits for what is being answered', async () => {
    const { kept, ...store } = slow();
    const { door, clock } = await openDoor({ kept });
    const answer = door.take(mention());
    const closed = door.close();
    store.let();
    await closed;
    expect(await answer).toBe(true);
    expect(await door.take(command())).toBe(false);
    expect(clock.waiting()).toBe(0);
  });

  it('leads nothing from a workspace without Easel, and tells of its removal', async () => {
    const removed: unknown[] = [];
    const { door, heard, keys } = await openDoor({
      access: { identityOf: async () => undefined, removed: async (...what) => void removed.push(what) },
    });
    await door.take(mention('Ev1'));
    await door.take({ ...mention('Ev2'), event: { type: 'app_uninstalled' } });
    await door.take({ ...mention('Ev3'), event: { type: 'tokens_revoked', tokens: { bot: ['UBOT'] } } });
    await door.take({ ...mention('Ev4'), event: { type: 'tokens_revoked', tokens: { oauth: ['U1'] } } });
    await settled();
    const workspace = { teamId: 'T1', enterpriseId: null, isEnterpriseInstall: false };
    const at = 1_767_225_600_999;
    expect([heard, await keys(), removed]).toEqual([
      [],
      [],
      [
        [workspace, at],
        [workspace, at],
      ],
    ]);
  });
});
