import { EaselError } from '#src/domain/errors.ts';
import { type FoundTemplate, TEMPLATE_LIMITS, type Template, templateName } from '#src/domain/templates/template.ts';
import { type FindTemplate, invalid } from '#src/domain/templates/unfold-template.ts';
import type { Documents } from '#src/ports/documents.ts';

/** All templates of one person in a tenant, or all that are shared in it, by name. One document, so that its limits hold. */
export interface StoredTemplates {
  readonly templates: readonly Template[];
}

/** Those of a person lie under their account, those of a tenant under one that no person has. */
export const sharedTemplates = (tenantId: string): string => `${tenantId}:`;

/** What a person can use in a tenant. */
export interface TemplateShelf {
  readonly own: readonly Template[];
  readonly shared: readonly Template[];
}

export async function readShelf(
  templates: Documents<StoredTemplates>,
  tenantId: string,
  accountId: string,
): Promise<TemplateShelf> {
  const [own, shared] = await Promise.all([templates.get(accountId), templates.get(sharedTemplates(tenantId))]);
  return { own: own?.templates ?? [], shared: shared?.templates ?? [] };
}

/** A shared one has only shared ones inside, so that it is the same for everybody. */
export const finderOn =
  ({ own, shared }: TemplateShelf): FindTemplate =>
  (name, from) =>
    (from.shared ? undefined : named(own, name, false)) ?? named(shared, name, true);

/** @throws {EaselError} `unknown-template` with those that are called nearly so. */
export function findTemplate(shelf: TemplateShelf, said: string): FoundTemplate {
  const name = templateName(said) ?? said;
  const found = named(shelf.own, name, false) ?? named(shelf.shared, name, true);
  if (found) return found;
  throw unknownTemplate(said, [...shelf.own, ...shelf.shared]);
}

/** @throws {EaselError} `unknown-template`. */
export function ofThose(templates: readonly Template[], said: string): Template {
  const name = templateName(said);
  const found = templates.find((template) => template.name === name);
  if (found) return found;
  throw unknownTemplate(said, templates);
}

/** Puts one among others, by name. @throws {EaselError} `template-invalid` where there is no room. */
export function withTemplate(stored: StoredTemplates | undefined, template: Template, limit: number): StoredTemplates {
  const others = (stored?.templates ?? []).filter(({ name }) => name !== template.name);
  if (others.length >= limit)
    throw invalid(
      `There are ${limit} templates already, which is the most. Remove one with /template remove, then send this again`,
    );
  return { templates: [...others, template].sort((one, other) => (one.name < other.name ? -1 : 1)) };
}

/** Nothing is left where the last one goes. */
export function withoutTemplates(
  stored: StoredTemplates | undefined,
  isGone: (template: Template) => boolean,
): StoredTemplates | undefined {
  const left = (stored?.templates ?? []).filter((template) => !isGone(template));
  if (left.length === stored?.templates.length) return stored;
  return left.length === 0 ? undefined : { templates: left };
}

/** @throws {EaselError} `template-invalid` where it is no name. */
export function checkedName(said: string): string {
  const name = templateName(said);
  if (name !== undefined) return name;
  throw invalid(
    `A template's name has up to ${TEMPLATE_LIMITS.nameLength} letters, digits, - and _, and begins with a letter or digit. Choose another`,
  );
}

function unknownTemplate(said: string, templates: readonly Template[]): EaselError {
  const word = said.trim().toLowerCase();
  const names = [...new Set(templates.map(({ name }) => name))];
  const near = word === '' ? [] : names.filter((name) => name.includes(word) || word.includes(name)).slice(0, 3);
  return new EaselError('unknown-template', { name: [...said.trim()].slice(0, 40).join(''), near });
}

function named(templates: readonly Template[], name: string, shared: boolean): FoundTemplate | undefined {
  const found = templates.find((template) => template.name === name);
  return found && { ...found, shared };
}
