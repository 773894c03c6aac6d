import { describe, expect, it } from 'vitest';
import type { FormSpec } from '#src/ports/cards.ts';
import { openBench } from './bench.ts';

const FORM: FormSpec = {
  name: 'imagine',
  title: 'Make a picture',
  submitLabel: 'Make it',
  state: 'state-1',
  fields: [{ kind: 'text', id: 'prompt', label: 'Prompt', required: true, max: 2000 }],
};

async function bench() {
  const opened = await openBench();
  const { world, workspace, ada, clock, origin, replies, drive } = opened;
  const triggerId = world.newId('trigger');
  world.triggers.set(triggerId, {
    ...{ id: triggerId, userId: ada.id, workspaceId: workspace.id, channelId: null, at: clock.now(), used: false },
  });
  const open = () => drive(replies.open(origin({ triggerId })).openForm(FORM));
  return { ...opened, open, forms: () => [...world.views.values()].map(({ title }) => title) };
}

describe('a form', () => {
  it('is opened at once', async () => {
    const { open, forms, traffic } = await bench();
    await open();
    expect(forms()).toEqual(['Make a picture']);
    expect(traffic.map(({ method }) => method)).toEqual(['views.open']);
  });

  it.each<[string, object]>([
    ['took it', { how: 'drop', afterEffect: true }],
    ['did not take it', { how: 'drop' }],
  ])('is opened once where the first answer was lost and Slack %s', async (_what, fault) => {
    const { open, forms, fail } = await bench();
    fail({ method: 'views.open', ...fault });
    await open();
    expect(forms()).toEqual(['Make a picture']);
  });

  it('is refused where it is too late', async () => {
    const { open, forms, pass } = await bench();
    await pass(3500);
    await expect(open()).rejects.toMatchObject({ code: 'not-found' });
    expect(forms()).toEqual([]);
  });

  it('is opened once by one press, however often that is delivered', async () => {
    const { open, forms } = await bench();
    await open();
    await open();
    expect(forms()).toHaveLength(1);
  });

  it('is refused where nothing was pressed', async () => {
    const { origin, replies } = await openBench();
    await expect(replies.open(origin()).openForm(FORM)).rejects.toMatchObject({ code: 'not-found' });
  });
});
