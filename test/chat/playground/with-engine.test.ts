import { expect, it } from 'vitest';
import type { Route } from '#src/app/route.ts';
import { createPlayground } from '#src/chat/playground/playground.ts';
import type { Action } from '#src/ports/cards.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { asMany, openKit } from '../../app/open-kit.ts';
import { formOf, hear } from './open-studio.ts';

/** The page over the very engine, with everything in memory. */
async function open() {
  const routes = new Map<string, Route>();
  const kit = openKit({ routes, generate: asMany });
  const { commands, blobs, clock, log } = kit.parts;
  const playground = createPlayground({
    messages: createDocuments(kit.storage, 'playground-messages'),
    ...{ blobs, clock, log, commands },
    completions: async () => ({}),
    credits: async () => undefined,
  });
  routes.set(playground.id, playground);
  await playground.start(kit.engine.handle);
  await kit.engine.start();
  const ask = (path: string, init?: RequestInit) =>
    Promise.resolve(playground.routes.request(`http://127.0.0.1:8787/playground/${path}`, init));

  let presses = 0;
  return {
    ask,
    send: async (form: FormData) => expect((await ask('requests', { method: 'POST', body: form })).status).toBe(202),
    async press(name: string, state: string) {
      const eventId = `press-${String(++presses).padStart(5, '0')}`;
      const body = JSON.stringify({ eventId, name, state });
      return ask('buttons', { method: 'POST', body });
    },
    /** What somebody sees. The shape is the page's own, written by `viewOf`. */
    async seenBy(name: string): Promise<readonly View[]> {
      const [snapshot] = await hear(await ask(`events?name=${name}`), 1);
      return (snapshot?.data as { messages?: View[] } | undefined)?.messages ?? [];
    },
  };
}

interface View {
  readonly content: {
    readonly kind: string;
    readonly card?: { readonly actions: readonly Action[]; readonly pictures: readonly unknown[] };
    readonly answer?: { readonly originals?: readonly { readonly name: string }[] };
  };
}

const kindsOf = (view: View | undefined) => [...new Set(view?.content.card?.actions.map(({ kind }) => kind))];
const stateOf = (view: View | undefined, kind: string) =>
  view?.content.card?.actions.find((action) => action.kind === kind)?.state ?? '';

it('a private result is shared on the page, with a copy for everybody', async () => {
  const { send, press, seenBy } = await open();
  await send(formOf({ options: { prompt: 'my secret', private: true } }));
  await expect.poll(async () => (await seenBy('Ada'))[0]?.content.kind).toBe('result');
  expect(await seenBy('Bob')).toEqual([]);
  const [own] = await seenBy('Ada');
  expect(kindsOf(own)).toContain('share');
  expect((await press('Ada', stateOf(own, 'share'))).status).toBe(202);
  await expect.poll(async () => (await seenBy('Bob'))[0]?.content.kind).toBe('result');
  const [shared] = await seenBy('Bob');
  expect(kindsOf(shared)).not.toContain('share');
  await press('Ada', stateOf(shared, 'delete'));
  await expect.poll(async () => (await seenBy('Ada')).map(({ content }) => content.kind)).toEqual(['answer']);
  expect(await seenBy('Bob')).toEqual([]);
});

it('every picture of a result has its own buttons on the page, so none asks which is meant', async () => {
  const { send, press, seenBy } = await open();
  await send(formOf({ options: { prompt: 'a fox', n: 3 } }));
  await expect.poll(async () => (await seenBy('Ada'))[0]?.content.kind).toBe('result');
  const [made] = await seenBy('Ada');
  expect(made?.content.card?.pictures).toHaveLength(3);
  const actions = made?.content.card?.actions ?? [];
  expect(actions.filter(({ among }) => among !== undefined)).toEqual([]);
  expect(kindsOf(made)).not.toContain('thread');
  const whole = actions.find(({ kind, picture }) => kind === 'download' && picture === undefined);
  await press('Ada', whole?.state ?? '');
  const originals = async () => (await seenBy('Ada')).flatMap(({ content }) => content.answer?.originals ?? []);
  await expect.poll(originals).toHaveLength(3);
});

it('a command without what it needs opens its form on the page, and what is sent is the command', async () => {
  const { ask, seenBy } = await open();
  const answer = await ask('requests', { method: 'POST', body: formOf({ options: { aspect: '16:9' } }) });
  // The shape is the page's own, written by the routes.
  const { form } = (await answer.json()) as { form?: { name: string; state: string; fields: { id: string }[] } };
  expect(form?.fields.slice(0, 2).map(({ id }) => id)).toEqual(['prompt', 'aspect']);
  const filled = formOf({ options: { prompt: 'a fox', aspect: '16:9', private: true } });
  filled.delete('command');
  filled.append('form', form?.name ?? '');
  filled.append('state', form?.state ?? '');
  expect((await ask('forms', { method: 'POST', body: filled })).status).toBe(202);
  await expect.poll(async () => (await seenBy('Ada'))[0]?.content.kind).toBe('result');
  expect(await seenBy('Bob')).toEqual([]);
});

it('a template asks on the page for its blanks by a form, and is made of what was filled in', async () => {
  const { ask, send, seenBy } = await open();
  await send(
    formOf({ command: 'template save', options: { name: 'poster', prompt: 'a {{subject}} in {{place=Rome}}' } }),
  );
  const used = formOf({ command: 'template use', options: { name: 'poster' } });
  const asked = await ask('requests', { method: 'POST', body: used });
  const { form } = (await asked.json()) as { form: { fields: { id: string }[]; state: string; name: string } };
  expect(form.fields.map(({ id }) => id)).toEqual(['blank1', 'blank2', 'name']);
  const filled = formOf({ command: '', options: { name: 'poster', blank1: 'hen', blank2: 'Bern' } });
  filled.append('form', form.name);
  filled.append('state', form.state);
  expect((await ask('forms', { method: 'POST', body: filled })).status).toBe(202);
  await expect.poll(async () => (await seenBy('Ada')).map(({ content }) => content.kind)).toContain('result');
  const made = (await seenBy('Ada')).find(({ content }) => content.kind === 'result');
  expect(made?.content.card).toMatchObject({ prompt: 'a hen in Bern' });
});
