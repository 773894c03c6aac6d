import type { FormSpec, StateToken } from '#src/ports/chat-platform.ts';

const PROMPT_LENGTH = 4000;
const MORE_PICTURES = 15;

/** Asks what should change in a picture. Known without any look-up, because platforms want a form within moments. */
export function editForm(state: StateToken): FormSpec {
  return {
    name: 'edit',
    title: 'Edit this picture',
    submitLabel: 'Edit',
    state,
    fields: [
      {
        kind: 'text',
        id: 'prompt',
        label: 'What should change?',
        required: true,
        max: PROMPT_LENGTH,
        hint: 'Remove the cup; warmer light',
      },
      { kind: 'image', id: 'image', label: 'More pictures to use', max: MORE_PICTURES },
      {
        kind: 'text',
        id: 'region',
        label: 'Which part? Empty: all of it',
        required: false,
        max: 600,
        hint: 'top third; C2-F5; everything but the center; grid shows the cells',
      },
      { kind: 'image', id: 'mask', label: 'Or a mask: erased, white, or drawn over', max: 1 },
      { kind: 'text', id: 'model', label: 'Model', required: false, max: 100 },
    ],
  };
}

/** Asks what to make with a picture as reference. */
export function referenceForm(state: StateToken): FormSpec {
  return {
    name: 'imagine',
    title: 'Use as reference',
    submitLabel: 'Imagine',
    state,
    fields: [
      {
        kind: 'text',
        id: 'prompt',
        label: 'What should it become?',
        required: true,
        max: PROMPT_LENGTH,
        hint: 'The same house in winter',
      },
      { kind: 'image', id: 'image', label: 'More pictures to use', max: MORE_PICTURES },
      { kind: 'text', id: 'aspect', label: 'Shape, such as 16:9', required: false, max: 10 },
      { kind: 'text', id: 'model', label: 'Model', required: false, max: 100 },
    ],
  };
}
