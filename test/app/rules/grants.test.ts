import { describe, expect, it } from 'vitest';
import { createDecisions } from '#src/app/rules/decisions.ts';
import { createSweep } from '#src/app/sweep.ts';
import type { Subject } from '#src/domain/rules/policy-change.ts';
import { plainText } from '#src/domain/text.ts';
import { openKit } from '../open-kit.ts';

/** A grant whose process died before anybody had it. */
async function openBroken(...subjects: readonly Subject[]) {
  const kit = openKit();
  await kit.talk.platform.start(kit.engine.handle);
  const { documents } = kit.whole;
  const decisions = createDecisions(documents);
  for (const [index, subject] of subjects.entries()) {
    const decision = { at: kit.clock.now(), by: 'mod', kind: 'grant', subject, reason: 'a party', amount: 5 } as const;
    await decisions.write('guild', `event-${index}`, decision);
  }
  const unfinished = async () => {
    const names: string[] = [];
    for await (const [name] of documents.unfinishedGrants.list('')) names.push(name);
    return names.length;
  };
  const audit = async () => {
    const { answer } = await kit.talk.ask({ user: 'mod', moderator: true, name: 'audit' });
    return answer?.kind === 'table' ? answer.rows.flat().map(plainText).join(' ') : '';
  };
  return { ...kit, sweep: createSweep(kit.whole).sweep, unfinished, audit };
}

const ADA: Subject = { kind: 'person', id: 'ada' };
/** A channel without an allowance has no purse. */
const ART: Subject = { kind: 'channel', id: 'art' };

describe('a grant that broke off', () => {
  it('and can never be given ends, tells why, and keeps no other from being given', async () => {
    const { clock, sweep, balance, unfinished, audit } = await openBroken(ART, ADA);
    await clock.advance(11 * 60_000);
    await sweep();
    expect(await balance('ada')).toEqual({ available: 45, held: 0 });
    expect(await unfinished()).toBe(0);
    expect(await audit()).toContain(
      'and to nobody else: The value without an allowance does not fit the option channel',
    );
  });

  it('is left alone while it may be under way', async () => {
    const { sweep, balance, unfinished } = await openBroken(ADA);
    await sweep();
    expect(await balance('ada')).toEqual({ available: 40, held: 0 });
    expect(await unfinished()).toBe(1);
  });
});
