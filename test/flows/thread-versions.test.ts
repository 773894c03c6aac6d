import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type Flow, factsOf, openFlow } from './open-flow.ts';

const THREAD = { channelId: 'thread-1', isThread: true } as const;
const said = ({ answer }: ShownMessage): string => (answer?.kind === 'text' ? plainText(answer.text) : '');

describe('a team that edits a picture in a thread', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow();
  });
  afterEach(() => flow.close());

  const say = (prompt: string, more: Partial<Asked> = {}) =>
    flow.made({ trigger: 'message', options: { prompt }, place: THREAD, ...more });

  it('goes back, over a restart, branches and compares, and pays for the pictures alone', async () => {
    const image = [await pngOf({ width: 120, height: 80, color: '#ff0000' })];
    const first = await say('remove the cup', { images: { image } });
    const second = await say('warmer light', { user: 'grace' });
    expect([factsOf(first).Version, factsOf(second).Version]).toEqual(['v1', 'v2']);

    await flow.stop();
    flow = await openFlow({ dataDir: flow.dataDir, talk: flow.talk, simulator: flow.simulator });
    expect(said(await say('go back to v1', { user: 'linus' }))).toContain('v1 is the newest again');
    const branch = await say('in winter', { user: 'grace' });
    expect(factsOf(branch).Version).toBe('v1.1');
    const sent = flow.simulator.requests.length;
    const before = await flow.balance('linus');

    const compared = await say('compare v2 v1.1', { user: 'linus' });
    expect(said(compared)).toBe('v2 and v1.1, from left to right. Nothing was charged.');
    const { picture } = compared.answer ?? {};
    const bytes = (await picture?.open()) ?? new Uint8Array();
    expect(await sharp(bytes).metadata()).toMatchObject({ width: picture?.width, height: picture?.height });
    const original = await say('vergleiche mit dem Original');
    expect(said(original)).toContain('original and v1.1');
    expect(flow.simulator.requests).toHaveLength(sent);
    expect(await flow.balance('linus')).toEqual(before);

    const warmer = await say('v2: even warmer', { user: 'linus' });
    expect(factsOf(warmer)).toMatchObject({ Version: 'v3', Mode: expect.stringContaining('edit') });
  });

  it('is told what is there where it names what is not', async () => {
    await say('a fox');
    expect(said(await say('compare v1 with v4'))).toContain('There is no v4 in this conversation. Use v1.');
    expect((await flow.easel.jobs.byAccount('guild:ada', 9)).length).toBe(1);
  });
});
