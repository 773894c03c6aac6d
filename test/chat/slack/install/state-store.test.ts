import { describe, expect, it } from 'vitest';
import { createStateStore, type UsedState } from '#src/chat/slack/install/state-store.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

const WISH = { scopes: ['commands'], redirectUri: 'https://easel.example.org/slack/oauth_redirect' };
const MINUTE_MS = 60_000;

function open(stateSecret = 'secret') {
  const clock = createManualClock();
  const used = createDocuments<UsedState>(createMemoryStorage(), 'slack-states');
  const store = createStateStore({ stateSecret, used, wish: WISH, clock });
  const make = () => store.generateStateParam({ scopes: ['admin'] }, new Date(0));
  const verify = (state: string) => store.verifyStateParam(new Date(0), state);
  return { clock, used, make, verify };
}

describe('the state of an installation', () => {
  it('is taken once, and gives what Easel wishes, whatever came with it', async () => {
    const { make, verify } = open();
    const state = await make();
    expect(await verify(state)).toEqual(WISH);
    await expect(verify(state)).rejects.toMatchObject({ code: 'slack_oauth_invalid_state' });
  });

  it('is taken once of five at the same time', async () => {
    const { make, verify } = open();
    const state = await make();
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => verify(state)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('lives for ten minutes', async () => {
    const { clock, make, verify } = open();
    const [early, late] = [await make(), await make()];
    await clock.advance(10 * MINUTE_MS);
    expect(await verify(early)).toEqual(WISH);
    await clock.advance(1);
    await expect(verify(late)).rejects.toMatchObject({ code: 'slack_oauth_invalid_state' });
  });

  it('is refused where it is not ours', async () => {
    const { make, verify } = open();
    const state = await make();
    const [id = '', at = '', signature = ''] = state.split('.');
    const others = await open('another secret').make();
    const forged = [
      others,
      `${id}.${Number(at) + 1}.${signature}`,
      `${id}x.${at}.${signature}`,
      `${id}.${at}.`,
      '',
      '..',
    ];
    for (const one of forged)
      await expect(verify(one), one).rejects.toMatchObject({ code: 'slack_oauth_invalid_state' });
  });

  it('leaves nothing in the store by being made, nor for long by being used', async () => {
    const { clock, used, make, verify } = open();
    const kept = async () => {
      const ids: string[] = [];
      for await (const [id] of used.list()) ids.push(id);
      return ids.length;
    };
    const first = await make();
    await make();
    expect(await kept()).toBe(0);
    await verify(first);
    await clock.advance(30 * MINUTE_MS);
    await verify(await make());
    expect(await kept()).toBe(1);
  });
});
