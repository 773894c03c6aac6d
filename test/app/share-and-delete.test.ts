import { describe, expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { ActionKind } from '#src/ports/cards.ts';
import type { ShownMessage } from '../fakes/recording-platform.ts';
import { type Kit, openKit } from './open-kit.ts';

const stateOf = ({ result }: ShownMessage, kind: ActionKind): string =>
  result?.actions.find((action) => action.kind === kind && action.picture === undefined)?.state ?? `gone.${kind}`;

const press = ({ talk }: Kit, shown: ShownMessage, kind: ActionKind) =>
  talk.ask({ trigger: 'button', state: stateOf(shown, kind) });

/** A private result, and a store whose next answer about a job can be made to come late. */
async function open() {
  const late: { next: boolean; readonly gate: PromiseWithResolvers<void> } = {
    next: false,
    gate: Promise.withResolvers<void>(),
  };
  const kit = openKit({
    wrap: (parts) => ({
      ...parts,
      jobs: {
        ...parts.jobs,
        async get(jobId) {
          const isLate = late.next;
          late.next = false;
          const job = await parts.jobs.get(jobId);
          if (isLate) await late.gate.promise;
          return job;
        },
      },
    }),
  });
  await kit.start();
  const { id } = await kit.talk.ask({ options: { prompt: 'a fox', private: true } });
  const first = await kit.ended(id);

  /** A press that learns how things stand now, and goes on once the other one is through. */
  async function pressLate(kind: ActionKind, meanwhile: () => Promise<void>): Promise<ShownMessage> {
    late.next = true;
    const pressed = press(kit, first, kind);
    await expect.poll(() => late.next, { interval: 1 }).toBe(false);
    await meanwhile();
    late.gate.resolve();
    return pressed;
  }
  return { kit, first, pressLate };
}

describe('a private result that is shared and deleted in one moment', () => {
  it('leaves no copy where it was shared after the deletion had looked', async () => {
    const { kit, first, pressLate } = await open();
    const copies: string[] = [];
    await pressLate('delete', async () => void copies.push((await press(kit, first, 'share')).id));
    expect(copies.map((id) => kit.talk.message(id).deleted)).toEqual([true]);
    expect(kit.talk.message(first.id).deleted).toBe(true);
    expect(kit.blobs.keys()).toEqual([]);
  });

  it('is not shown where it was deleted after sharing had looked', async () => {
    const { kit, first, pressLate } = await open();
    const shared = await pressLate('share', async () => void (await press(kit, first, 'delete')));
    expect(shared.result).toBeUndefined();
    expect(shared.answer?.kind === 'text' && plainText(shared.answer.text)).toContain('is not here any more.');
  });

  it('is not shown while its messages are being removed', async () => {
    const { kit, first, pressLate } = await open();
    const { platform } = kit.talk;
    const removing = Promise.withResolvers<void>();
    const { deleteResult } = platform;
    const asked = Promise.withResolvers<void>();
    platform.deleteResult = async (handle) => {
      asked.resolve();
      await removing.promise;
      return deleteResult(handle);
    };
    const pressed: Promise<ShownMessage>[] = [];
    const shared = await pressLate('share', async () => {
      pressed.push(press(kit, first, 'delete'));
      await asked.promise;
    });
    removing.resolve();
    await Promise.all(pressed);
    expect(shared.result).toBeUndefined();
    expect(kit.blobs.keys()).toEqual([]);
  });
});
