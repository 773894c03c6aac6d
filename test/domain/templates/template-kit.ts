import type { FoundTemplate } from '#src/domain/templates/template.ts';
import type { FindTemplate, FlatPart } from '#src/domain/templates/unfold-template.ts';

export const template = (name: string, prompt: string): FoundTemplate => ({
  name,
  prompt,
  options: {},
  by: { personId: 'ada', name: 'Ada' },
  at: 0,
  shared: false,
});

export const finder =
  (all: Readonly<Record<string, string>>): FindTemplate =>
  (name) => {
    const prompt = Object.hasOwn(all, name) ? all[name] : undefined;
    return prompt === undefined ? undefined : template(name, prompt);
  };

export const joined = (parts: readonly FlatPart[]): string =>
  parts.map((part) => (part.kind === 'words' ? part.words : `<${part.name}>`)).join('');
