import { describe, expect, it } from 'vitest';
import { createOperatorNotices, type OperatorPlace, type Space } from '#src/app/rules/operator-notices.ts';
import { EaselError } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import { ABLE, PLAIN } from '../../fixtures/model-entries.ts';
import { openKit, PICTURE } from '../open-kit.ts';
import { openRuled } from './rule-kit.ts';

const DAY_MS = 86_400_000;
const OPERATOR: OperatorPlace = { platform: 'test', tenantId: 'ops', channelId: 'alarms' };
const AUTH = new EaselError('auth', { provider: 'Atelier' });

interface Setting {
  readonly operator?: OperatorPlace;
  readonly space?: Space;
  readonly entries?: readonly (typeof ABLE)[];
}

function open({ operator = OPERATOR, space = { freeBytes: 1e12, totalBytes: 2e12 }, entries = [ABLE] }: Setting = {}) {
  const kit = openKit({ entries });
  const parts = { ...kit.parts, ...kit.parts.documents, operator, freeSpace: async () => space };
  const notices = createOperatorNotices(parts);
  return { ...kit, parts, notices, logged: () => loggedOf(kit), shown: () => shownOf(kit) };
}

type Kit = Pick<ReturnType<typeof openKit>, 'log' | 'talk'>;

const loggedOf = ({ log }: Kit) =>
  log.lines.flatMap(({ level, fields }) =>
    (level === 'error' || level === 'warn') && 'what' in fields ? `${fields.what} ${fields.toDo}` : [],
  );

const shownOf = ({ talk }: Kit) =>
  talk.reached.map(({ id, where }) => {
    const { answer } = talk.message(id);
    return [where, answer?.kind === 'text' ? plainText(answer.text) : ''] as const;
  });

describe('trouble that only whoever runs Easel can mend', () => {
  it('is told in the log and in their channel, with what to do, once a day', async () => {
    const { notices, logged, shown, clock } = open();
    await notices.trouble(AUTH);
    await notices.trouble(AUTH);
    const words =
      "Atelier does not accept Easel's key. Put a valid key into the environment and start Easel again; `easel doctor` tries every key.";
    expect(logged()).toEqual([words]);
    await expect.poll(shown).toEqual([[{ tenantId: 'ops', channelId: 'alarms' }, words]]);
    await clock.advance(DAY_MS - 1);
    await notices.trouble(AUTH);
    expect(logged()).toHaveLength(1);
    await clock.advance(1);
    await notices.trouble(AUTH);
    expect(logged()).toHaveLength(2);
  });

  it('is each told by itself, and no other error at all', async () => {
    const { notices, logged } = open();
    await notices.trouble(new EaselError('quota', { provider: 'Atelier' }));
    await notices.trouble(AUTH);
    await notices.trouble(new EaselError('auth', { provider: 'Studio' }));
    await notices.trouble(new EaselError('model-unavailable', { provider: 'Atelier', model: ABLE.id }));
    await notices.trouble(new EaselError('store-full', {}));
    await notices.trouble(new EaselError('content-blocked', {}));
    await notices.trouble(new EaselError('unavailable', { provider: 'Atelier' }));
    expect(logged()).toHaveLength(5);
    for (const line of logged()) expect(line).not.toMatch(/undefined|\[object/);
  });

  it('is told by one of several processes', async () => {
    const { notices, parts, logged } = open();
    const other = createOperatorNotices(parts);
    await Promise.all([notices.trouble(AUTH), other.trouble(AUTH), notices.trouble(AUTH)]);
    expect(logged()).toHaveLength(1);
  });

  it('is in the log also where the channel cannot be reached, or nobody named one', async () => {
    const closed = open({ operator: { ...OPERATOR, channelId: 'closed' } });
    await closed.notices.trouble(AUTH);
    expect(closed.logged()).toHaveLength(1);
    await expect
      .poll(() => closed.log.lines)
      .toContainEqual(expect.objectContaining({ level: 'warn', message: 'A notice could not be shown' }));
    const gone = open({ operator: { ...OPERATOR, platform: 'irc' } });
    await gone.notices.trouble(AUTH);
    expect(gone.logged()).toHaveLength(1);
  });

  it('is told of a request whose person reads a neutral sentence and loses nothing', async () => {
    const kit = await openRuled([], {
      entries: [ABLE],
      wrap: (parts) => ({ ...parts, operator: OPERATOR }),
      generate: async () => Promise.reject(new EaselError('quota', { provider: 'Atelier' })),
    });
    expect(await kit.refusal()).toContain('there is nothing wrong with your request. Nothing was charged.');
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
    expect(loggedOf(kit)).toHaveLength(1);
    await expect.poll(() => shownOf(kit)[0]?.[1]).toContain('has no money or quota left');
  });

  it('is a full disk as well, when a picture finds no room', async () => {
    const kit = await openRuled([], {
      wrap: (parts) => ({
        ...parts,
        blobs: { ...parts.blobs, put: async () => Promise.reject(new EaselError('store-full', {})) },
      }),
    });
    expect(await kit.refusal()).toContain('Easel has no room left for pictures');
    expect(loggedOf(kit)).toEqual([expect.stringMatching(/^The disk of Easel's data folder is full/)]);
  });

  it('is told also where another model mends it for the person', async () => {
    const other = { ...ABLE, id: 'studio/able', provider: 'studio', vendorId: 'able-2' };
    const kit = await openRuled([], {
      entries: [ABLE, other],
      generate: async (_request, _run, modelId) =>
        modelId === ABLE.id ? Promise.reject(new EaselError('auth', { provider: 'Atelier' })) : PICTURE,
    });
    expect(await kit.refusal()).toBe('made');
    expect(loggedOf(kit)).toHaveLength(1);
  });
});

describe('a disk', () => {
  it('is told of while there is still room, and not before', async () => {
    const full = open({ space: { freeBytes: 500 * 1_048_576, totalBytes: 50 * 1_073_741_824 } });
    await full.notices.look();
    await full.notices.look();
    expect(full.logged()).toEqual([
      expect.stringMatching(/^The disk of Easel's data folder has only 500 MB left \(0 %\)\. Free some space/),
    ]);
    const roomy = open();
    await roomy.notices.look();
    expect(roomy.logged()).toEqual([]);
  });

  it('that cannot be looked at is said, and no more', async () => {
    const kit = openKit();
    const freeSpace = async () => Promise.reject(new Error('gone'));
    await createOperatorNotices({ ...kit.parts, ...kit.parts.documents, freeSpace }).look();
    expect(kit.log.lines).toContainEqual(
      expect.objectContaining({ level: 'error', message: 'Trouble could not be told to whoever runs Easel' }),
    );
  });
});

describe('models that end', () => {
  const ending = {
    ...ABLE,
    lifecycle: { state: 'deprecated' as const, shutdownAt: '2026-01-20', successor: PLAIN.id },
  };
  const another = { ...ending, id: 'atelier/another', vendorId: 'another', aliases: [] };

  it('are told of together, a month, a week and a day before, once each', async () => {
    const { notices, logged, clock } = open({ entries: [ending, another, PLAIN] });
    for (let day = 0; day < 25; day++) {
      await notices.look();
      await clock.advance(DAY_MS);
    }
    expect(logged()).toHaveLength(3);
    expect(logged()[0]).toContain(
      `${ending.id} on 2026-01-20, replaced by ${PLAIN.id}; atelier/another on 2026-01-20, replaced by ${PLAIN.id}.`,
    );
  });

  it('are no trouble while they stay', async () => {
    const { notices, logged } = open({ entries: [{ ...ending, lifecycle: { state: 'current' } }, PLAIN] });
    await notices.look();
    expect(logged()).toEqual([]);
  });
});

describe('money', () => {
  const warning = {
    kind: 'near',
    of: 'tenant-money',
    tenantId: 'test:guild',
    budgetUsdMicros: 50e6,
    spentUsdMicros: 41e6,
    endsAt: Date.UTC(2026, 1, 1),
  } as const;

  it('of a tenant is told to whoever runs Easel and in the tenant’s own log channel', async () => {
    const { notices, shown, whole } = open();
    await whole.policies.change(
      'test:guild',
      { id: 'mod', name: 'Grace' },
      [{ kind: 'log-channel', channelId: 'log' }],
      { reason: '' },
    );
    await notices.budget(warning);
    const words =
      'The budget of test:guild is nearly used up: $41.00 of $50.00 this month (82 %). Raise it by /quota set, or requests are refused once it is used up. A new month begins at 2026-02-01 00:00 UTC.';
    await expect.poll(shown).toEqual([
      [{ tenantId: 'ops', channelId: 'alarms' }, words],
      [{ tenantId: 'test:guild', channelId: 'log' }, words],
    ]);
  });

  it('of all is told to whoever runs Easel alone', async () => {
    const { notices, shown } = open();
    await notices.budget({ ...warning, kind: 'ended', of: 'all-money', spentUsdMicros: 51e6 });
    await expect
      .poll(shown)
      .toEqual([
        [
          { tenantId: 'ops', channelId: 'alarms' },
          expect.stringContaining('The budget of the whole installation is used up: $51.00 of $50.00'),
        ],
      ]);
  });

  it('that is spent refuses members without an amount, and warns once a month', async () => {
    const kit = await openRuled([{ kind: 'budget', budget: { usdMicros: 100_000, warnAt: 0.5 } }], {
      policy: { allowance: 1000 },
      wrap: (parts) => ({ ...parts, operator: OPERATOR }),
    });
    let told = '';
    for (let time = 0; time < 8 && !told.includes('budget'); time++) told = await kit.refusal();
    expect(told).toMatch(/^This server's budget for the month is (used up|too low for this)/);
    expect(told).not.toContain('$');
    await expect.poll(() => shownOf(kit).filter(([, words]) => words.includes('used up')).length).toBeGreaterThan(0);
    const before = shownOf(kit).length;
    await kit.refusal();
    expect(shownOf(kit)).toHaveLength(before);
  });
});
