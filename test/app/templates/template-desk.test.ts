import { beforeEach, describe, expect, it } from 'vitest';
import { createTemplateDesk } from '#src/app/templates/template-desk.ts';
import type { StoredTemplates } from '#src/app/templates/template-shelf.ts';
import { EaselError } from '#src/domain/errors.ts';
import { TEMPLATE_LIMITS } from '#src/domain/templates/template.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { type Kit, openKit } from '../open-kit.ts';

let kit: Kit;
let templates: ReturnType<typeof createDocuments<StoredTemplates>>;
beforeEach(() => {
  kit = openKit();
  templates = createDocuments<StoredTemplates>(createMemoryStorage(), 'templates');
});

const desk = (userId: string, isModerator = false, tenantId = 'guild') =>
  createTemplateDesk(
    {
      actor: { userId, displayName: userId.toUpperCase(), isModerator },
      place: { platform: 'test', tenantId, channelId: 'art' },
    },
    { documents: { templates }, catalogue: kit.parts.catalogue, clock: kit.clock },
  );

const save = (userId: string, name: string, prompt: string, options = {}) =>
  desk(userId).save({ name, prompt, options });
const codeOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof EaselError ? `${error.code}: ${error.message}` : String(error)),
  );
const named = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe('templates', () => {
  it("are a person's own in one tenant, and a later one of the name takes its place", async () => {
    expect(await save('ada', 'Poster', 'a {{subject}}')).toEqual({
      name: 'poster',
      blanks: [{ name: 'subject' }],
      isNew: true,
    });
    expect(await save('ada', 'poster', 'a big {{subject}}', { aspect: '16:9' })).toMatchObject({ isNew: false });
    const { own } = await desk('ada').list();
    expect(own).toMatchObject([{ name: 'poster', prompt: 'a big {{subject}}', options: { aspect: '16:9' } }]);
    expect(await desk('grace').list()).toEqual({ own: [], shared: [] });
    expect(await desk('ada', false, 'elsewhere').list()).toEqual({ own: [], shared: [] });
    expect(await codeOf(desk('grace').open('poster'))).toMatch(/^unknown-template/);
  });

  it('are kept apart where a name ends like another begins', async () => {
    await save('ada', 'x', 'hers');
    expect((await desk('ad').list()).own).toEqual([]);
    expect((await desk('ada/x').list()).own).toEqual([]);
    // Those of the tenant lie under a name that no person has.
    expect((await desk('').list()).shared).toEqual([]);
  });

  it('are shared as they are at that moment, and used by everybody there', async () => {
    await save('ada', 'poster', 'a {{subject}}');
    await desk('ada').share('poster');
    await save('ada', 'poster', 'changed');
    const opened = await desk('grace').open('POSTER');
    expect(opened).toMatchObject({ shared: true, template: { prompt: 'a {{subject}}' } });
    expect(opened.fill(new Map([['subject', 'fox']]))).toBe('a fox');
    expect((await desk('ada').open('poster')).shared).toBe(false);
  });

  it('that are shared are taken back or replaced by their author and moderators, and by nobody else', async () => {
    await save('ada', 'poster', 'by ada');
    await desk('ada').share('poster');
    await save('eve', 'poster', 'by eve');
    expect(await codeOf(desk('eve').share('poster'))).toMatch(
      /^not-allowed: .*in place of ADA's. Its author and the moderators may/,
    );
    expect(await codeOf(desk('eve').remove('poster', true))).toMatch(/^not-allowed/);
    expect(await desk('eve').remove('poster', false)).toBe('own');
    expect(await codeOf(desk('eve').remove('poster', false))).toMatch(/^not-allowed/);
    expect(await desk('mo', true).remove('poster', false)).toBe('shared');
    expect((await desk('eve').list()).shared).toEqual([]);
    expect(named((await desk('ada').list()).own)).toEqual(['poster']);
  });

  it('of a tenant have nothing inside that others cannot see', async () => {
    await save('ada', 'style', 'bold lines');
    await save('ada', 'poster', 'a fox, {{>style}}');
    expect(await codeOf(desk('ada').share('poster'))).toContain('Share that one first');
    await desk('ada').share('style');
    await desk('ada').share('poster');
    await save('eve', 'style', 'secret');
    expect((await desk('eve').open('poster')).fill(new Map())).toBe('a fox, bold lines');
  });

  it('are refused with themselves inside, also where that comes about later', async () => {
    expect(await codeOf(save('ada', 'a', 'x {{>a}}'))).toContain('has itself inside');
    expect(await codeOf(save('ada', 'a', 'x {{>b}}'))).toContain('Save that one first');
    await save('ada', 'b', 'bee');
    await save('ada', 'a', 'x {{>b}}');
    expect(await codeOf(save('ada', 'b', 'y {{>a}}'))).toContain('has itself inside: b has a has b');
    expect((await desk('ada').open('a')).fill(new Map())).toBe('x bee');
    await desk('ada').remove('b', false);
    expect(await codeOf(desk('ada').open('a'))).toContain('there is no such template');
  });

  it('are refused with options that make no sense, with no words, too many or no name', async () => {
    expect(await codeOf(save('ada', 'a', 'x', { aspect: 'wide' }))).toMatch(/^option-invalid/);
    expect(await codeOf(save('ada', 'a', 'x', { model: 'nobody/knows' }))).toMatch(/^unknown-model/);
    expect(await codeOf(save('ada', 'a', ' \u200b '))).toMatch(/^empty-prompt/);
    expect(await codeOf(save('ada', 'a', 'x'.repeat(4001)))).toMatch(/^prompt-too-long/);
    expect(await codeOf(save('ada', '__proto__', 'x'))).toMatch(/^template-invalid/);
    expect((await desk('ada').list()).own).toEqual([]);
  });

  it('are so many and no more, however many are saved at once', async () => {
    const many = Array.from({ length: TEMPLATE_LIMITS.own + 5 }, (_, at) => codeOf(save('ada', `t${at}`, 'x')));
    const refused = (await Promise.all(many)).filter((code) => code.startsWith('template-invalid: There are 50'));
    expect(refused).toHaveLength(5);
    expect((await desk('ada').list()).own).toHaveLength(TEMPLATE_LIMITS.own);
    expect(await codeOf(save('ada', 'T1', 'in its place'))).toBe(refused.length === 5 ? 'nothing' : 'x');
  });

  it('that are misspelled are told from those that are called nearly so', async () => {
    await save('ada', 'poster', 'x');
    expect(await codeOf(desk('ada').open('post'))).toContain('There is no template post. Did you mean poster?');
    expect(await codeOf(desk('ada').open('zebra'))).toContain('Use /template list');
  });
});
