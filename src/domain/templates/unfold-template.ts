import { EaselError } from '#src/domain/errors.ts';
import { type FoundTemplate, TEMPLATE_LIMITS } from './template.ts';
import { readTemplate, type TemplatePart } from './template-words.ts';

/** A prompt with nothing inside but words and blanks. */
export type FlatPart = Exclude<TemplatePart, { kind: 'include' }>;

/** What a blank is called, and what stands there where nothing is given. */
export interface Blank {
  readonly name: string;
  readonly usual?: string;
}

/** Looks up the template that another one names. */
export type FindTemplate = (name: string, from: FoundTemplate) => FoundTemplate | undefined;

/**
 * Puts every template that is inside in its place.
 * @throws {EaselError} `template-invalid` where one is missing, has itself inside, or all of it is too deep, too much or too long;
 *   also where there are too many blanks.
 */
export function unfoldTemplate(template: FoundTemplate, find: FindTemplate): readonly FlatPart[] {
  let includes = 0;
  let length = 0;
  const parts = open(template, []);
  const blanks = blanksOf(parts);
  const { blanks: most } = TEMPLATE_LIMITS;
  if (blanks.length > most)
    throw invalid(
      `The template ${template.name} has ${blanks.length} blanks: ${blanks.map(({ name }) => name).join(', ')}. ${most} fit into a form, so leave some out`,
    );
  return parts;

  function open(current: FoundTemplate, around: readonly FoundTemplate[]): readonly FlatPart[] {
    const path = [...around, current];
    checkPath(path);
    return readTemplate(current.prompt).flatMap((part) => {
      if (part.kind === 'include') return open(included(part.name, current), path);
      length += part.kind === 'words' ? part.words.length : 0;
      if (length > TEMPLATE_LIMITS.promptLength)
        throw invalid(
          `With all that is inside, the template ${template.name} is longer than ${TEMPLATE_LIMITS.promptLength} characters. Shorten it`,
        );
      return part;
    });
  }

  function included(name: string, from: FoundTemplate): FoundTemplate {
    includes += 1;
    if (includes > TEMPLATE_LIMITS.includes)
      throw invalid(
        `The template ${template.name} has more than ${TEMPLATE_LIMITS.includes} others inside. Leave some out`,
      );
    const found = find(name, from);
    if (found) return found;
    const where = from.shared ? ' that is shared here. Share that one first' : '. Save that one first';
    throw invalid(`The template ${from.name} has {{>${name}}} inside, and there is no such template${where}`);
  }
}

/** Each blank once, in the order of the words. */
export function blanksOf(parts: readonly FlatPart[]): readonly Blank[] {
  const blanks = new Map<string, Blank>();
  for (const part of parts) {
    if (part.kind !== 'blank') continue;
    const usual = blanks.get(part.name)?.usual ?? part.usual;
    blanks.set(part.name, { name: part.name, ...(usual !== undefined && { usual }) });
  }
  return [...blanks.values()];
}

export const invalid = (why: string): EaselError => new EaselError('template-invalid', { why });

function checkPath(path: readonly FoundTemplate[]): void {
  const last = path.at(-1);
  const names = path.map(({ name }) => name);
  if (path.findIndex(({ name, shared }) => name === last?.name && shared === last.shared) < path.length - 1)
    throw invalid(`The template ${last?.name} has itself inside: ${names.join(' has ')}. Change one of them`);
  if (path.length > TEMPLATE_LIMITS.depth)
    throw invalid(
      `Templates may stand ${TEMPLATE_LIMITS.depth} deep inside each other, not deeper: ${names.join(' has ')}. Leave one out`,
    );
}
