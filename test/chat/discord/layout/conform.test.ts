import { MessageFlags } from 'discord.js';
import { describe, expect, it } from 'vitest';
import { editForm, referenceForm } from '#src/app/forms.ts';
import { layAnswer } from '#src/chat/discord/layout/answer.ts';
import { layFailure } from '#src/chat/discord/layout/failure.ts';
import { filesOf, type Laid } from '#src/chat/discord/layout/laid.ts';
import { layModal } from '#src/chat/discord/layout/modal.ts';
import { layNotice } from '#src/chat/discord/layout/notice.ts';
import { layProgress } from '#src/chat/discord/layout/progress.ts';
import { layQuestion } from '#src/chat/discord/layout/question.ts';
import { layMore, layResult } from '#src/chat/discord/layout/result.ts';
import { text } from '#src/domain/text.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import { loadConform } from '../../../descriptions.ts';
import { caseOf, failure, file, filesFor, panel, progress, question, result } from './cards.ts';

const conform = await loadConform();

const sheet = file('all.png');
const references = file('references.png');
const notes = [text('Picture 2 was re-encoded.')];

const MESSAGES: Readonly<Record<string, readonly Laid[]>> = {
  progress: [
    layProgress(progress()),
    layProgress(progress({ warnings: notes }), { preview: file('preview.jpg'), notes }),
  ],
  question: [layQuestion(question(), file('overlay.png'))],
  'result of one': [
    layResult(result(1, { text: 'Here.', references: { count: 2 } }), { pictures: filesFor(1), notes }),
  ],
  'result of four': [
    layResult(result(4, { references: { count: 2 } }), { pictures: filesFor(4), references, sheet, notes }),
  ],
  'result of sixteen': [
    layResult(result(16), { pictures: filesFor(10), notes: [] }),
    layMore(result(16), filesFor(6), 10),
  ],
  failure: [layFailure(failure())],
  answer: layAnswer(
    { kind: 'text', text: text('words '.repeat(2000)) },
    { picture: file('grid.png'), originals: filesFor(9), notes },
  ),
  table: layAnswer(
    { kind: 'table', title: 'Models', columns: ['Model', 'Makes'], rows: [[text('a'), text('b')]] },
    { notes: [] },
  ),
  'a panel with buttons and a file': layAnswer(panel(), {
    picture: file('usage.png'),
    documents: [file('audit.csv')],
    notes,
  }),
  'a case': layAnswer(caseOf(), { notes: [] }),
  'words with buttons': layAnswer(
    { kind: 'text', text: text('A case.'), actions: panel().actions ?? [] },
    { notes: [] },
  ),
  'a hidden result': [
    layResult(result(4, { spoiler: true, references: { count: 2 } }), {
      pictures: filesFor(4),
      references,
      sheet,
      notes,
    }),
    layMore(result(16, { spoiler: true }), filesFor(6), 10),
  ],
  notice: [layNotice(text('Deleted.'))],
};

const FORMS: Readonly<Record<string, FormSpec>> = {
  edit: editForm('token.edit'),
  reference: referenceForm('token.reference'),
  pickers: {
    ...editForm('token.edit'),
    fields: [
      { kind: 'person', id: 'user', label: 'Whom', required: true, value: '1000000000000000007' },
      { kind: 'role', id: 'role', label: 'Or a role', required: false },
      { kind: 'channel', id: 'channel', label: 'Where', required: false },
    ],
  },
  'every kind of field': {
    ...editForm('token.edit'),
    fields: [
      { kind: 'choice', id: 'few', label: 'Few', options: ['a', 'b'], value: 'a' },
      { kind: 'choice', id: 'many', label: 'Many', options: 'abcdefghijklm'.split('') },
      { kind: 'choice', id: 'typed', label: 'Typed', options: ['left'], hint: 'or C2' },
      { kind: 'flag', id: 'exact', label: 'Exactly', value: true },
      { kind: 'image', id: 'image', label: 'Pictures', max: 4 },
    ],
  },
};

const bodyOf = (laid: Laid) => ({
  components: laid.components,
  flags: MessageFlags.IsComponentsV2,
  allowed_mentions: { parse: [] },
  attachments: filesOf(laid).map((filename, id) => ({ id, filename })),
});

describe.skipIf(!conform)("Discord's own description of its API (skipped where it is not beside this checkout)", () => {
  const sent = (method: string, path: string, body: object) =>
    conform?.check({ vendor: 'discord', method, path, contentType: 'application/json', body });

  it.each(Object.entries(MESSAGES))('takes as a message: %s', (_name, laids) => {
    for (const laid of laids) {
      const body = bodyOf(laid);
      expect(sent('POST', '/channels/1/messages', body)).toEqual([]);
      expect(sent('PATCH', '/channels/1/messages/2', body)).toEqual([]);
      expect(sent('PATCH', '/webhooks/1/token/messages/@original', body)).toEqual([]);
      expect(sent('POST', '/webhooks/1/token', body)).toEqual([]);
    }
  });

  it.each(Object.entries(FORMS))('takes as a modal: %s', (_name, form) => {
    expect(sent('POST', '/interactions/1/token/callback', { type: 9, data: layModal(form) })).toEqual([]);
  });
});
