import { describe, expect, it } from 'vitest';
import type { DeliveryHandle } from '#src/domain/job.ts';
import { text } from '#src/domain/text.ts';
import type { Action, Answer } from '#src/ports/cards.ts';
import type { ChatPlatform, IncomingRequest, Place } from '#src/ports/chat-platform.ts';
import type { OpenBench, PlatformBench } from './chat-platform-bench.ts';
import { card, lastOf, picture } from './chat-platform-cards.ts';

const BUTTONS: readonly Action[] = [
  { kind: 'command', label: 'Grant', state: 'run:quota grant', opensForm: true },
  { kind: 'command', label: 'Undo', state: 'run:quota undo?revision=17', opensForm: true },
  { kind: 'decide', label: 'Allow', state: 'case:c1:allow', opensForm: false },
  { kind: 'decide', label: 'Keep it blocked', state: 'case:c1:block', opensForm: false },
];

const CSV = 'when,what\r\n2026-01-01,"held, 8"\r\n';

const PANEL = {
  kind: 'table',
  title: 'This month',
  columns: ['Who', 'Credits', 'Pictures'],
  rows: [
    [text({ bold: 'Ada' }), text('1,200'), text('300')],
    [text({ bold: 'Bob' }), text('7'), text('2')],
  ],
  note: text('Nobody is blocked.'),
  actions: BUTTONS,
} as const satisfies Answer;

/** Buttons and files beside answers, what is hidden, and what nobody asked for. */
export function speakingContract({ open }: Pick<OpenBench, 'open'>): void {
  let events = 0;

  async function openBench(visibility: 'public' | 'private' = 'public') {
    const requests: IncomingRequest[] = [];
    const handles: DeliveryHandle[] = [];
    const bench = await open(async (request) => {
      requests.push(request);
      handles.push(await request.reply.ack(request.trigger === 'button' ? 'private' : visibility));
    });
    const ask = async (prompt = 'a fox', userId = 'ada') => {
      events += 1;
      await bench.send({ eventId: `speaking-${events}`, userId, prompt });
      return lastOf(handles);
    };
    return { bench, requests, ask };
  }

  describe('answers with buttons', () => {
    it('show every one of them once, also after a restart and when they are repeated', async () => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      await delivery.answer(PANEL);
      await delivery.answer(PANEL);
      for (const there of [bench, await bench.again()]) {
        const seen = await there.seenBy('ada');
        expect(seen).toHaveLength(1);
        expect(lastOf(seen).buttons.toSorted()).toEqual(BUTTONS.map(({ label }) => label).toSorted());
        for (const words of ['This month', 'Ada', '1,200', 'Nobody is blocked.'])
          expect(lastOf(seen).words).toContain(words);
      }
    });

    it('hand over whose press it was and its state, for words as for tables', async () => {
      for (const answer of [PANEL, { kind: 'text', text: text('A case.'), actions: BUTTONS } as const]) {
        const { bench, requests, ask } = await openBench();
        await bench.platform.delivery(await ask()).answer(answer);
        await bench.press('bob', 'Undo');
        expect(lastOf(requests)).toMatchObject({ trigger: 'button', state: 'run:quota undo?revision=17' });
        expect(lastOf(requests).actor.userId).toBe(bench.idOf?.('bob') ?? 'bob');
        expect(lastOf(requests).reply.openForm).toBeDefined();
        await bench.press('bob', 'Allow');
        expect(lastOf(requests).state).toBe('case:c1:allow');
      }
    });

    it('have them also where only who asked sees the answer', async () => {
      const { bench, requests, ask } = await openBench('private');
      await bench.platform.delivery(await ask()).answer(PANEL);
      expect(await bench.seenBy('bob')).toEqual([]);
      await bench.press('ada', 'Grant');
      expect(lastOf(requests).state).toBe('run:quota grant');
    });

    it('lose them when the answer is replaced by one without', async () => {
      const { bench, ask } = await openBench();
      const delivery = bench.platform.delivery(await ask());
      await delivery.answer(PANEL);
      await delivery.answer({ kind: 'text', text: text('Decided: allowed.') });
      expect(await bench.seenBy('ada')).toMatchObject([{ buttons: [] }]);
    });
  });

  describe('answers with files', () => {
    it.each(['public', 'private'] as const)('give them byte for byte, once: %s', async (visibility) => {
      const { bench, ask } = await openBench(visibility);
      const delivery = bench.platform.delivery(await ask());
      const answer: Answer = { kind: 'text', text: text('The audit.'), files: [{ name: 'audit.csv', content: CSV }] };
      await delivery.answer(answer);
      await delivery.answer(answer);
      await bench.settle();
      const seen = await bench.seenBy('ada');
      expect(seen.map(({ words }) => words).join('\n')).toContain('The audit.');
      expect(await bench.filesOf('ada')).toEqual([{ name: 'audit.csv', content: CSV }]);
      if (visibility === 'private') expect(await bench.seenBy('bob')).toEqual([]);
    });
  });

  describe('a result that is hidden', () => {
    const hidden = card({ spoiler: true, prompt: 'something bloody' });

    it('shows nobody but its owner a picture that was not opened, and both go when it is deleted', async () => {
      const { bench, ask } = await openBench();
      const handle = await ask();
      await bench.platform.delivery(handle).finish(hidden);
      await bench.platform.delivery(handle).finish(hidden);
      expect(sum(await bench.seenBy('bob'), 'pictures')).toBe(sum(await bench.seenBy('bob'), 'hidden'));
      expect(sum(await bench.seenBy('ada'), 'pictures')).toBe(1);
      await (await bench.again()).platform.deleteResult(handle);
      expect(sum(await bench.seenBy('ada'), 'pictures')).toBe(0);
      expect(sum(await bench.seenBy('bob'), 'pictures')).toBe(0);
    });

    it('is shown to everybody once its owner shares it', async () => {
      const { bench, ask } = await openBench();
      await bench.platform.delivery(await ask()).finish({ ...hidden, shared: true });
      expect(sum(await bench.seenBy('bob'), 'pictures')).toBe(1);
    });

    it('hides all of many pictures, on their sheet and those of its references too', async () => {
      const { bench, ask } = await openBench();
      const pictures = Array.from({ length: 12 }, (_, index) => picture(index));
      const many = { ...hidden, pictures, sheet: picture(20), references: { count: 2, sheet: picture(21) } };
      await bench.platform.delivery(await ask()).finish(many);
      expect(sum(await bench.seenBy('bob'), 'pictures')).toBe(sum(await bench.seenBy('bob'), 'hidden'));
      expect(sum(await bench.seenBy('ada'), 'pictures')).toBeGreaterThanOrEqual(12);
    });
  });

  describe('what nobody asked for', () => {
    it('comes to a channel as one message, and later words take its place there, also after a restart', async () => {
      const { bench, requests, ask } = await openBench();
      await ask();
      const { tenantId, channelId } = homeOf(lastOf(requests).place);
      const handle: DeliveryHandle = JSON.parse(JSON.stringify(await reached(bench, { tenantId, channelId })));
      await bench.platform.delivery(handle).answer({ ...PANEL, title: 'A case' });
      await bench.platform.delivery(handle).answer({ ...PANEL, title: 'A case' });
      const cases = (await bench.seenBy('bob')).filter(({ words }) => words.includes('A case'));
      expect(cases).toHaveLength(1);
      expect(lastOf(cases).buttons).toContain('Allow');
      const count = (await bench.seenBy('bob')).length;
      const again = await bench.again();
      await again.platform.delivery(handle).answer({ kind: 'text', text: text('Decided by Ada.') });
      const after = await again.seenBy('bob');
      expect(after).toHaveLength(count);
      expect(after.filter(({ words }) => words.includes('Decided by Ada.'))).toHaveLength(1);
      expect(after.map(({ words }) => words).join('\n')).not.toContain('A case');
    });

    it('comes to one person alone', async () => {
      const { bench, requests, ask } = await openBench();
      await ask('a fox', 'ada');
      const { place, actor } = lastOf(requests);
      const handle = await reached(bench, { tenantId: place.tenantId, personId: actor.userId });
      await bench.platform.delivery(handle).answer({ kind: 'text', text: text('The key is refused.') });
      const words = async (who: string) => (await bench.seenBy(who)).map((seen) => seen.words).join('\n');
      expect(await words('ada')).toContain('The key is refused.');
      expect(await words('bob')).not.toContain('The key is refused.');
      await bench.platform.delivery(handle).answer({ kind: 'text', text: text('The key works again.') });
      expect(await words('ada')).toContain('The key works again.');
      expect(await words('ada')).not.toContain('The key is refused.');
    });

    it('is refused where there is no such place', async () => {
      const { bench, requests, ask } = await openBench();
      await ask();
      const { tenantId, channelId } = homeOf(lastOf(requests).place);
      const answer = async (where: Parameters<NonNullable<ChatPlatform['reach']>>[0]) =>
        bench.platform.delivery(await reached(bench, where)).answer({ kind: 'text', text: text('Hello?') });
      for (const where of [
        { tenantId, channelId: 'C0NOWHERE' },
        { tenantId, channelId: '123456789012345678' },
        { tenantId: 'elsewhere:1', channelId },
      ]) {
        const failed: unknown = await answer(where).catch((thrown: unknown) => thrown);
        expect(failed).toMatchObject({ code: expect.stringMatching(/^(?:not-found|place-forbids)$/) });
      }
    });
  });
}

const reached = async ({ platform }: PlatformBench, where: Parameters<NonNullable<ChatPlatform['reach']>>[0]) => {
  if (!platform.reach) throw new Error('This platform cannot speak first.');
  return platform.reach(where);
};

/** The channel, not its thread. */
const homeOf = ({ tenantId, channelId, parentId }: Place) => ({ tenantId, channelId: parentId ?? channelId });

const sum = (seen: readonly { readonly pictures: number; readonly hidden: number }[], what: 'pictures' | 'hidden') =>
  seen.reduce((total, one) => total + one[what], 0);
