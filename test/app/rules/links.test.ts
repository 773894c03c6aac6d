import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import type { LinkRecord } from '#src/domain/link.ts';
import { createAtomicStorage } from '#src/store/atomic-storage.ts';
import { createMemoryEngine } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createTroubledEngine } from '../../fakes/troubled-engine.ts';
import { accountOf, linked, openPurses, type PurseKit } from './purse-kit.ts';

const DISCORD = 'discord:1:ada';
const SLACK = 'slack:T1:U7';
const PLAYGROUND = 'playground:ada';
const MINUTE_MS = 60_000;

const codeFor = async ({ links }: PurseKit, name: string) => (await links.code(accountOf(name))).code;
const join = ({ links }: PurseKit, name: string, said: string, eventId = 'event-1') =>
  links.join(accountOf(name), { said, eventId });
const groupOf = async ({ links }: PurseKit, name: string) =>
  (await links.of(accountOf(name))).map(({ tenantId, personId }) => `${tenantId}:${personId}`);

const without = ({ groupId: _left, ...record }: LinkRecord = {}): LinkRecord => record;

/** Why it was refused. */
async function whyNot(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof EaselError) || error.code !== 'link-refused') throw new Error(`Not refused: ${error}`);
  return 'why' in error.details ? String(error.details.why) : '';
}

describe('a code', () => {
  it('links two accounts, from wherever it is looked at', async () => {
    const kit = openPurses();
    const joined = await join(kit, SLACK, await codeFor(kit, DISCORD));
    expect(joined.map(({ platform }) => platform)).toEqual(['slack', 'discord']);
    expect(await groupOf(kit, DISCORD)).toEqual([DISCORD, SLACK]);
    expect(await groupOf(kit, PLAYGROUND)).toEqual([]);
  });

  it('is stored so that nobody can read it', async () => {
    const kit = openPurses();
    const code = await codeFor(kit, DISCORD);
    const stored: string[] = [];
    for await (const entry of kit.storage.inNamespace('').entries()) stored.push(entry.join(' '));
    expect(stored.length).toBeGreaterThan(1);
    expect(stored.join('\n')).not.toContain(code);
    expect(stored.join('\n')).not.toContain(code.replace('-', ''));
  });

  it('ends after ten minutes', async () => {
    const clock = createManualClock();
    const kit = openPurses({ clock });
    const code = await codeFor(kit, DISCORD);
    await clock.advance(10 * MINUTE_MS);
    expect(await whyNot(join(kit, SLACK, code))).toContain('older than ten minutes');
    expect(await groupOf(kit, SLACK)).toEqual([]);
  });

  it('is made worthless by a newer one', async () => {
    const kit = openPurses();
    const older = await codeFor(kit, DISCORD);
    const newer = await codeFor(kit, DISCORD);
    expect(await whyNot(join(kit, SLACK, older))).toContain('Nobody has this code');
    await join(kit, SLACK, newer);
  });

  it('cannot be used by another after it was used, and does nothing more for who used it', async () => {
    const kit = openPurses();
    const code = await codeFor(kit, DISCORD);
    await join(kit, SLACK, code);
    expect(await whyNot(join(kit, PLAYGROUND, code))).toContain('Somebody else');
    expect((await join(kit, SLACK, code)).length).toBe(2);
    await kit.links.unlink(accountOf(SLACK));
    expect(await groupOf(kit, DISCORD)).toEqual([]);
  });

  it('that was used links nobody again, whoever of the two left', async () => {
    for (const leaving of [SLACK, DISCORD]) {
      const kit = openPurses();
      const code = await codeFor(kit, DISCORD);
      await join(kit, SLACK, code);
      const older = await codeFor(kit, SLACK);
      await kit.links.unlink(accountOf(leaving));
      expect(await whyNot(join(kit, SLACK, code, 'event-2'))).toContain('Nobody has this code');
      expect(await whyNot(join(kit, DISCORD, older, 'event-2'))).toContain('Nobody has this code');
      expect(await groupOf(kit, DISCORD)).toEqual([]);
    }
  });

  it('links where the event that said it comes again after a crash, and by no other event', async () => {
    const kit = openPurses();
    const code = await codeFor(kit, DISCORD);
    await join(kit, SLACK, code);
    // As a process leaves it that died right after it took the code.
    for (const name of [SLACK, DISCORD]) await kit.documents.links.update(name, (known) => without(known));
    expect(await whyNot(join(kit, SLACK, code, 'event-2'))).toContain('used already');
    expect(await groupOf(kit, SLACK)).toEqual([]);
    expect(await join(kit, SLACK, code)).toHaveLength(2);
  });

  it('is of one of two who say it in the same moment', async () => {
    const kit = openPurses();
    const code = await codeFor(kit, DISCORD);
    const tries = await Promise.allSettled([SLACK, PLAYGROUND].map((name) => join(kit, name, code)));
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await groupOf(kit, DISCORD)).toHaveLength(2);
  });

  it("is not one's own", async () => {
    const kit = openPurses();
    const code = await codeFor(kit, DISCORD);
    expect(await whyNot(join(kit, DISCORD, code))).toContain('your own code');
    await join(kit, SLACK, code);
  });

  it('can be guessed five times in a quarter of an hour, also at once', async () => {
    const clock = createManualClock();
    const kit = openPurses({ clock });
    const code = await codeFor(kit, DISCORD);
    const guesses = Array.from({ length: 20 }, (_, i) => `AAAA-AA${'ABCDEFGHJKMNPQRSTUVW'[i]}2`);
    const whys = await Promise.all(guesses.map((guess) => whyNot(join(kit, SLACK, guess))));
    expect(whys.filter((why) => why.startsWith('Nobody has'))).toHaveLength(5);
    expect(await whyNot(join(kit, SLACK, code))).toBe('Too many codes were wrong; try again in 15 minutes.');
    await clock.advance(15 * MINUTE_MS);
    await join(kit, SLACK, await codeFor(kit, DISCORD));
  });

  it('that was right does not count as guessed', async () => {
    const kit = openPurses();
    for (let i = 0; i < 8; i++) {
      await join(kit, SLACK, await codeFor(kit, DISCORD));
      await kit.links.unlink(accountOf(SLACK));
    }
    expect(await groupOf(kit, SLACK)).toEqual([]);
  });
});

describe('a group', () => {
  it('grows by a code of any of its members, and by one of somebody who is alone', async () => {
    const kit = openPurses();
    await linked(kit, DISCORD, SLACK);
    await join(kit, PLAYGROUND, await codeFor(kit, SLACK));
    await join(kit, DISCORD, await codeFor(kit, 'api:ada-key'));
    expect((await groupOf(kit, DISCORD)).toSorted()).toEqual([DISCORD, SLACK, PLAYGROUND, 'api:ada-key'].toSorted());
  });

  it('has at most eight accounts, and one of each tenant', async () => {
    const kit = openPurses();
    await linked(kit, DISCORD, ...Array.from({ length: 7 }, (_, i) => `slack:T${i}:ada`));
    expect(await whyNot(linked(kit, DISCORD, 'slack:T8:ada'))).toContain('At most 8');
    expect(await groupOf(kit, 'slack:T8:ada')).toEqual([]);
    const other = openPurses();
    await linked(other, DISCORD, SLACK);
    expect(await whyNot(linked(other, SLACK, 'discord:1:grace'))).toContain('same server');
    expect(await whyNot(linked(other, DISCORD, 'discord:1:grace'))).toContain('same server');
  });

  it('is not joined with another', async () => {
    const kit = openPurses();
    await linked(kit, DISCORD, SLACK);
    await linked(kit, PLAYGROUND, 'api:ada');
    expect(await whyNot(linked(kit, DISCORD, PLAYGROUND))).toContain('linked to others already');
    expect(await groupOf(kit, PLAYGROUND)).toEqual([PLAYGROUND, 'api:ada']);
  });

  it('goes on without who leaves it, and who leaves it is alone', async () => {
    const kit = openPurses();
    await linked(kit, DISCORD, SLACK, PLAYGROUND);
    expect(await kit.links.unlink(accountOf(SLACK))).toBe(true);
    expect(await kit.links.unlink(accountOf(SLACK))).toBe(false);
    expect(await groupOf(kit, SLACK)).toEqual([]);
    expect(await groupOf(kit, DISCORD)).toEqual([DISCORD, PLAYGROUND]);
    await linked(kit, DISCORD, SLACK);
    expect(await groupOf(kit, SLACK)).toHaveLength(3);
  });

  it('never has an account that is in another, whoever joins and leaves at once', async () => {
    const kit = openPurses();
    const names = [DISCORD, SLACK, PLAYGROUND, 'api:ada'];
    const codes = await Promise.all(names.map((name) => codeFor(kit, name)));
    const moves = names.flatMap((name, i) => [
      join(kit, name, codes[(i + 1) % 4] ?? ''),
      join(kit, name, codes[(i + 2) % 4] ?? ''),
      kit.links.unlink(accountOf(name)),
    ]);
    await Promise.allSettled(moves);
    const groups = await Promise.all(names.map((name) => groupOf(kit, name)));
    for (const [i, group] of groups.entries())
      for (const member of group) expect((await groupOf(kit, member)).toSorted(), names[i]).toEqual(group.toSorted());
  });
});

it('forgets codes an hour after they ended', async () => {
  const clock = createManualClock();
  const kit = openPurses({ clock });
  const codes = async () => {
    let count = 0;
    for await (const _ of kit.linkCodes.list()) count++;
    return count;
  };
  await codeFor(kit, DISCORD);
  await clock.advance(60 * MINUTE_MS);
  await codeFor(kit, SLACK);
  await kit.links.sweep();
  expect(await codes()).toBe(2);
  await clock.advance(11 * MINUTE_MS);
  await kit.links.sweep();
  expect(await codes()).toBe(1);
});

it('forgets an account, and everything about its codes', async () => {
  const kit = openPurses();
  await linked(kit, DISCORD, SLACK);
  await codeFor(kit, DISCORD);
  await kit.links.forget(accountOf(DISCORD));
  expect(await groupOf(kit, SLACK)).toEqual([]);
  const stored: string[] = [];
  for await (const entry of kit.storage.inNamespace('').entries()) stored.push(entry.join(' '));
  expect(stored.filter((entry) => entry.includes(DISCORD) || entry.includes('"ada"'))).toEqual([]);
});

it('links whole or not at all, wherever a process dies, and can be said again', async () => {
  for (let calls = 0; calls < 40; calls++) {
    const engine = createMemoryEngine();
    const kit = openPurses({ storage: createAtomicStorage(engine) });
    const code = await codeFor(kit, DISCORD);
    let asked = 0;
    const dying = createTroubledEngine(engine, {
      after: () => {
        if (asked++ >= calls) throw new Error('dead');
      },
    });
    await join(openPurses({ storage: createAtomicStorage(dying) }), SLACK, code).catch(() => undefined);
    const [one, other] = [await groupOf(kit, DISCORD), await groupOf(kit, SLACK)];
    expect(one.toSorted(), `after ${calls} calls`).toEqual(other.toSorted());
    await join(kit, SLACK, code);
    expect(await groupOf(kit, DISCORD), `after ${calls} calls`).toEqual([DISCORD, SLACK]);
    await openPurses({ storage: createAtomicStorage(dying) })
      .links.unlink(accountOf(SLACK))
      .catch(() => undefined);
    await kit.links.unlink(accountOf(SLACK));
    expect(await groupOf(kit, DISCORD)).toEqual([]);
  }
});
