import { expect, it } from 'vitest';
import { plainText } from '#src/domain/text.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import { type Kit, openKit } from '../app/open-kit.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';

const SAVE: Asked = {
  name: 'template save',
  options: { name: 'poster', prompt: '{red,blue} {{subject}} in {{place=Rome}}', aspect: '16:9' },
};

const said = ({ answer, failure }: ShownMessage): string => {
  if (failure) return failure.failure.message;
  if (answer?.kind === 'table')
    return [answer.title, ...answer.rows.map((row) => row.map(plainText).join(' | '))].join('\n');
  return plainText(answer?.text ?? []);
};

async function open(): Promise<Kit> {
  const kit = openKit();
  await kit.start();
  return kit;
}

const labels = ({ fields }: FormSpec) => fields.map(({ id, label }) => `${id}=${label}`);

it('saves a template and makes pictures of it with its options, asking for its blanks by a form', async () => {
  const kit = await open();
  const saved = await kit.talk.ask(SAVE);
  expect(saved.visibility).toBe('private');
  expect(said(saved)).toContain('Saved the template poster. It has the blanks subject, place (usually Rome).');
  const [use] = saved.answer?.actions ?? [];
  await kit.talk.ask({ trigger: 'button', state: use?.state ?? '' });
  const [form] = kit.talk.forms;
  expect(form && labels(form)).toEqual(['blank1=Subject', 'blank2=Place', 'name=Template']);
  expect(form).toMatchObject({ name: 'template use', state: 'command', title: 'Template use' });
  await kit.talk.ask({
    id: 'made',
    trigger: 'form',
    name: 'template use',
    state: 'command',
    options: { name: 'poster', blank1: 'car, {fast,slow}', blank2: 'Bern', aspect: '1:1' },
  });
  const { job, result } = await kit.ended('made');
  expect(result?.pictures).toHaveLength(2);
  expect(kit.asked.map(({ request }) => request.prompt)).toEqual([
    'red car, {fast,slow} in Bern',
    'blue car, {fast,slow} in Bern',
  ]);
  expect(job?.request.options).toMatchObject({ aspect: '1:1' });
});

it('makes it at once where all is said, also as words behind its name', async () => {
  const kit = await open();
  await kit.talk.ask({ ...SAVE, options: { name: 'one', prompt: 'a {{subject}}' } });
  await kit.talk.ask({ id: 'made', name: 'template use', options: { name: 'one a red fox' } });
  expect((await kit.ended('made')).job?.request.prompt).toBe('a a red fox');
  await kit.talk.ask({ id: 'again', name: 'template use', options: { name: 'one', blank1: 'hen' } });
  expect((await kit.ended('again')).job?.request.prompt).toBe('a hen');
  expect(kit.talk.forms).toEqual([]);
});

it('asks with a button where no form can be opened at once, and takes pictures along', async () => {
  const kit = await open();
  await kit.talk.ask(SAVE);
  const asked = await kit.talk.ask({ name: 'template use', options: { name: 'poster' }, formless: true });
  expect(said(asked)).toContain('blanks to fill in: subject.');
  expect(asked.answer?.actions).toMatchObject([{ label: 'Fill in', opensForm: true }]);
  const image = [await pngOf({ width: 16, height: 16 })];
  await kit.talk.ask({
    id: 'edit',
    name: 'template use',
    options: { name: 'poster', blank1: 'car' },
    images: { image },
  });
  expect((await kit.ended('edit')).job?.plan?.mode).toBe('edit');
});

it('shares, lists and takes back, and shows nobody what is not theirs', async () => {
  const kit = await open();
  await kit.talk.ask(SAVE);
  expect(said(await kit.talk.ask({ name: 'template list', user: 'grace' }))).toBe('There are no templates yet');
  await kit.talk.ask({ name: 'template share', options: { name: 'poster' } });
  const listed = await kit.talk.ask({ name: 'template list', user: 'grace' });
  expect(said(listed)).toContain('poster | shared by ada | {red,blue} {{subject}} in {{place=Rome}} | aspect 16:9');
  expect(listed.visibility).toBe('private');
  const refused = await kit.talk.ask({ name: 'template remove', options: { name: 'poster' }, user: 'grace' });
  expect(said(refused)).toContain('Its author and the moderators may');
  const removed = await kit.talk.ask({
    name: 'template remove',
    options: { name: 'poster' },
    user: 'mo',
    moderator: true,
  });
  expect(said(removed)).toBe('The shared template poster is removed.');
});

it('opens the form of the command where not even a name was said', async () => {
  const kit = await open();
  await kit.talk.ask({ name: 'template use' });
  expect(kit.talk.forms[0]?.fields[0]).toMatchObject({ id: 'name', required: true });
});

it('tells what is wrong instead of opening a form', async () => {
  const kit = await open();
  expect(said(await kit.talk.ask({ name: 'template use', options: { name: 'nobody' } }))).toContain(
    'There is no template nobody',
  );
  expect(kit.talk.forms).toEqual([]);
});

it('answers without the form where looking up takes too long', async () => {
  const kit = openKit({
    wrap: (parts) => ({
      ...parts,
      documents: {
        ...parts.documents,
        templates: { ...parts.documents.templates, get: () => new Promise(() => {}) },
      },
    }),
  });
  await kit.start();
  const asking = kit.talk.ask({ id: 'slow', name: 'template use', options: { name: 'poster' } });
  await kit.clock.advance(1000);
  await Promise.race([asking, expect.poll(() => kit.talk.message('slow').visibility).toBe('public')]);
  expect(kit.talk.forms).toEqual([]);
});

it('is exported with what a person wrote, and forgotten with them, shared or not', async () => {
  const kit = await open();
  await kit.talk.ask(SAVE);
  await kit.talk.ask({ name: 'template share', options: { name: 'poster' } });
  const exported = await kit.talk.ask({ name: 'privacy export' });
  expect(JSON.parse(exported.answer?.files?.[0]?.content ?? '{}')).toMatchObject({
    templates: { own: [{ name: 'poster' }], shared: [{ name: 'poster' }] },
  });
  await kit.talk.ask({ name: 'privacy forget', options: { confirm: true } });
  expect(said(await kit.talk.ask({ name: 'template list' }))).toBe('There are no templates yet');
  expect(said(await kit.talk.ask({ name: 'template list', user: 'grace' }))).toBe('There are no templates yet');
});
