import { accountIdOf } from '#src/app/accept-job.ts';
import { EaselError } from '#src/domain/errors.ts';
import { fitOptions } from '#src/domain/fit.ts';
import { isBlank } from '#src/domain/prompt.ts';
import { fillTemplate, missingIn } from '#src/domain/templates/fill-template.ts';
import { type FoundTemplate, TEMPLATE_LIMITS, type Template, templateName } from '#src/domain/templates/template.ts';
import { blanksOf, invalid, unfoldTemplate } from '#src/domain/templates/unfold-template.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { OpenTemplate, SavedTemplate, TemplateDesk } from '#src/ports/templates.ts';
import {
  checkedName,
  finderOn,
  findTemplate,
  ofThose,
  readShelf,
  type StoredTemplates,
  sharedTemplates,
  type TemplateShelf,
  withoutTemplates,
  withTemplate,
} from './template-shelf.ts';

export interface TemplateParts {
  readonly documents: { readonly templates: Documents<StoredTemplates> };
  readonly catalogue: Catalogue;
  readonly clock: Clock;
}

/** Who asks, and where their templates are. */
interface Owner {
  readonly actor: IncomingRequest['actor'];
  readonly accountId: string;
  readonly tenantId: string;
}

/** What somebody may do with templates where they ask. */
export function createTemplateDesk(
  { actor, place: { tenantId } }: Pick<IncomingRequest, 'actor' | 'place'>,
  parts: TemplateParts,
): TemplateDesk {
  const { templates } = parts.documents;
  const owner: Owner = { actor, accountId: accountIdOf(tenantId, actor.userId), tenantId };
  const shelf = () => readShelf(templates, tenantId, owner.accountId);
  const keep = createKeep(owner, parts);

  return {
    list: shelf,
    remove: createRemove(owner, parts),

    async open(said) {
      const found = await shelf();
      return opened(findTemplate(found, said), found);
    },

    async save({ name: said, prompt, options }) {
      const by = { personId: actor.userId, name: actor.displayName };
      const template: Template = { name: checkedName(said), prompt, options, by, at: parts.clock.now() };
      check(template, parts.catalogue);
      return keep(template, false, await shelf());
    },

    async share(said) {
      const found = await shelf();
      return keep(ofThose(found.own, said), true, found);
    },
  };
}

function createKeep({ actor, accountId, tenantId }: Owner, { documents: { templates } }: TemplateParts) {
  return async function keep(template: Template, shared: boolean, found: TemplateShelf): Promise<SavedTemplate> {
    const side = shared ? 'shared' : 'own';
    const changed = (stored: StoredTemplates | undefined) => {
      const other = stored?.templates.find(({ name }) => name === template.name);
      if (other && shared) checkMine(other, actor, `share a template ${template.name} in place of ${other.by.name}'s`);
      return { isNew: other === undefined, ...withTemplate(stored, template, TEMPLATE_LIMITS[side]) };
    };
    const { templates: known } = changed({ templates: found[side] });
    const { blanks } = opened({ ...template, shared }, { ...found, [side]: known });
    const kept: { isNew?: boolean } = {};
    // Checked once more: somebody may have shared one of that name in the same moment.
    await templates.update(shared ? sharedTemplates(tenantId) : accountId, (current) => {
      const { isNew, templates: all } = changed(current);
      kept.isNew = isNew;
      return { templates: all };
    });
    return { name: template.name, blanks, isNew: kept.isNew ?? true };
  };
}

function createRemove({ actor, accountId, tenantId }: Owner, { documents: { templates } }: TemplateParts) {
  return async function remove(said: string, wantsShared: boolean): Promise<'own' | 'shared'> {
    const { own, shared } = await readShelf(templates, tenantId, accountId);
    const mine = wantsShared ? undefined : own.find(({ name }) => name === templateName(said));
    const template = mine ?? ofThose(shared, said);
    if (!mine) checkMine(template, actor, `remove the shared template ${template.name}`);
    await templates.update(mine ? accountId : sharedTemplates(tenantId), (current) =>
      withoutTemplates(current, ({ name, at }) => name === template.name && at === template.at),
    );
    return mine ? 'own' : 'shared';
  };
}

/** @throws {EaselError} `not-allowed`. */
function checkMine({ by }: Template, { userId, isModerator }: Owner['actor'], what: string): void {
  if (by.personId !== userId && !isModerator)
    throw new EaselError('not-allowed', { what: `${what}. Its author and the moderators may` });
}

/** Options that make no sense would spoil every later use; what only one model cannot do is corrected then. */
function check({ prompt, options }: Template, catalogue: Catalogue): void {
  if (isBlank(prompt)) throw new EaselError('empty-prompt', {});
  const { promptLength: limit } = TEMPLATE_LIMITS;
  const length = [...prompt].length;
  if (length > limit) throw new EaselError('prompt-too-long', { length, limit });
  const model = options.model === undefined ? catalogue.defaultModel : catalogue.find(options.model);
  if (model) fitOptions({ prompt: '', options, references: [], instructions: [] }, { model });
}

/** @throws {EaselError} `template-invalid` where what is inside it does not work out. */
function opened(found: FoundTemplate, shelf: TemplateShelf): OpenTemplate {
  const parts = unfoldTemplate(found, finderOn(shelf));
  const blanks = blanksOf(parts);
  const { shared, ...template } = found;
  if (parts.length === 0) throw invalid(`The template ${found.name} is empty. Write a prompt for it`);
  return {
    template,
    shared,
    blanks,
    fill: (given) => fillTemplate(parts, given),
    missing: (given) => missingIn(parts, given),
  };
}
