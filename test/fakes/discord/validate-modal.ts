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
  for (const [at, part] of components.entries()) topLevel(part, [...data, 'components', at], problems);
  const ids = components.flatMap(({ component }) => component?.custom_id ?? []);
  if (new Set(ids).size < ids.length)
    problems.add([...data, 'components'], 'COMPONENT_CUSTOM_ID_DUPLICATED', 'Component custom id is used twice.');
  problems.settle();
}

function topLevel(part: Part, path: Path, problems: Problems): void {
  if (part.type === ComponentType.TextDisplay) bounded(part.content, 1, 4000, [...path, 'content'], problems);
  else if (part.type === ComponentType.Label) label(part, path, problems);
  else problems.add([...path, 'type'], 'UNION_TYPE_CHOICES', 'Value of field "type" must be one of (10, 18).');
}

function label(part: Part, path: Path, problems: Problems): void {
  bounded(part.label, 1, 45, [...path, 'label'], problems);
  bounded(part.description, 0, 100, [...path, 'description'], problems);
  const inside = [...path, 'component'];
  if (part.component) input(part.component, inside, problems);
  else problems.add(inside, 'BASE_TYPE_REQUIRED', 'This field is required');
}

function input(part: Part, path: Path, problems: Problems): void {
  bounded(part.custom_id, 1, 100, [...path, 'custom_id'], problems);
  if (part.disabled !== undefined)
    problems.add([...path, 'disabled'], 'COMPONENT_DISABLED_IN_MODAL', 'Not possible in a modal.');
  const check = INPUTS[part.type];
  if (check) check(part, path, problems);
  else problems.add([...path, 'type'], 'UNION_TYPE_CHOICES', 'Not a component that a label may hold.');
}

type Check = (part: Part, path: Path, problems: Problems) => void;

const anySelect: Check = (part, path, problems) => {
  select(part, path, problems);
  amounts(part, 25, path, problems);
};

const INPUTS: Readonly<Record<number, Check>> = {
  [ComponentType.TextInput]: textInput,
  [ComponentType.FileUpload]: (part, path, problems) => amounts(part, 10, path, problems),
  [ComponentType.RadioGroup]: (part, path, problems) => choices(part, 2, 10, path, problems),
  [ComponentType.CheckboxGroup](part, path, problems) {
    choices(part, 1, 10, path, problems);
    amounts(part, 10, path, problems);
  },
  [ComponentType.Checkbox]: () => undefined,
  [ComponentType.StringSelect]: anySelect,
  [ComponentType.UserSelect]: anySelect,
  [ComponentType.RoleSelect]: anySelect,
  [ComponentType.MentionableSelect]: anySelect,
  [ComponentType.ChannelSelect]: anySelect,
};

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
