import { ComponentType } from 'discord.js';
import type { Part } from './parts.ts';
import { createProblems, type Problems } from './refusal.ts';
import { bounded, choices, select } from './validate-components.ts';

type Path = readonly (string | number)[];

export interface ModalBody {
  readonly custom_id: string;
  readonly title: string;
  readonly components: readonly Part[];
}

/** Judges a form against Discord's limits. @throws the refusal with everything that is wrong. */
export function validateModal({ custom_id, title, components }: ModalBody): void {
  const problems = createProblems();
  const data = ['data'];
  bounded(title, 1, 45, [...data, 'title'], problems);
  bounded(custom_id, 1, 100, [...data, 'custom_id'], problems);
  if (components.length < 1 || components.length > 5)
    problems.add([...data, 'components'], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 5 in length.');
  components.forEach((part, at) => topLevel(part, [...data, 'components', at], problems));
  const ids = components.flatMap(({ component }) => component?.custom_id ?? []);
  if (new Set(ids).size < ids.length)
    problems.add([...data, 'components'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id is used twice.');
  problems.settle();
}

function topLevel(part: Part, path: Path, problems: Problems): void {
  if (part.type === ComponentType.TextDisplay) return bounded(part.content, 1, 4000, [...path, 'content'], problems);
  if (part.type !== ComponentType.Label)
    return problems.add([...path, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (10, 18).');
  bounded(part.label, 1, 45, [...path, 'label'], problems);
  bounded(part.description, 0, 100, [...path, 'description'], problems);
  const inside = part.component;
  if (!inside) return problems.add([...path, 'component'], 'BASE_TYPE_REQUIRED', 'This field is required');
  bounded(inside.custom_id, 1, 100, [...path, 'component', 'custom_id'], problems);
  input(inside, [...path, 'component'], problems);
}

function input(part: Part, path: Path, problems: Problems): void {
  if (part.disabled !== undefined)
    problems.add([...path, 'disabled'], 'COMPONENT_DISABLED_IN_MODAL', 'Not possible in a modal.');
  if (part.type === ComponentType.TextInput) return textInput(part, path, problems);
  if (part.type === ComponentType.FileUpload) return amounts(part, 10, path, problems);
  if (part.type === ComponentType.RadioGroup) return choices(part, 2, 10, path, problems);
  if (part.type === ComponentType.CheckboxGroup) {
    choices(part, 1, 10, path, problems);
    return amounts(part, 10, path, problems);
  }
  if (part.type === ComponentType.Checkbox) return;
  if (part.type === ComponentType.StringSelect || (part.type >= 5 && part.type <= 8)) {
    select(part, path, problems);
    return amounts(part, 25, path, problems);
  }
  problems.add([...path, 'type'], 'UNION_TYPE_CHOICES', 'Not a component that a label may hold.');
}

function textInput(part: Part, path: Path, problems: Problems): void {
  if (part.style !== 1 && part.style !== 2)
    problems.add([...path, 'style'], 'BASE_TYPE_CHOICES', 'Value must be one of (1, 2).');
  if (part.label !== undefined)
    problems.add([...path, 'label'], 'COMPONENT_LABEL_IN_LABEL', 'The label stands outside.');
  bounded(part.placeholder, 0, 100, [...path, 'placeholder'], problems);
  const value = typeof part.value === 'string' ? part.value : undefined;
  bounded(value, 0, part.max_length ?? 4000, [...path, 'value'], problems);
  if ((part.max_length ?? 1) < 1 || (part.max_length ?? 1) > 4000 || (part.min_length ?? 0) > 4000)
    problems.add([...path, 'max_length'], 'NUMBER_TYPE_RANGE', 'Must be between 1 and 4000.');
}

function amounts(part: Part, max: number, path: Path, problems: Problems): void {
  const { min_values = 1, max_values = 1 } = part;
  if (min_values < 0 || min_values > max || max_values < 1 || max_values > max)
    problems.add([...path, 'max_values'], 'NUMBER_TYPE_RANGE', `Must be between 1 and ${max}.`);
}
