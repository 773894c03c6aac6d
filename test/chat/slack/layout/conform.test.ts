import { describe, expect, it } from 'vitest';
import { editForm, menuForm, referenceForm } from '#src/app/forms.ts';
import { layAnswer } from '#src/chat/slack/layout/answer.ts';
import { layFailure } from '#src/chat/slack/layout/failure.ts';
import { layHome } from '#src/chat/slack/layout/home.ts';
import type { Laid } from '#src/chat/slack/layout/laid.ts';
import { layModal } from '#src/chat/slack/layout/modal.ts';
import { layNotice } from '#src/chat/slack/layout/notice.ts';
import { layProgress } from '#src/chat/slack/layout/progress.ts';
import { layQuestion } from '#src/chat/slack/layout/question.ts';
import { layMore, layResult } from '#src/chat/slack/layout/result.ts';
import { text } from '#src/domain/text.ts';
import type { FormSpec, HomeCard } from '#src/ports/cards.ts';
import { loadConform } from '../../../descriptions.ts';
import { caseOf, failure, panel, picture, progress, question, result } from '../../discord/layout/cards.ts';
import { file, filesFor } from './files.ts';

const conform = await loadConform();

const sheet = file('F0ALL');
const references = file('F0REF');
const notes = [text('Picture 2 was re-encoded: ', { link: 'https://easel.example/2.webp', label: 'the original' })];
const cells = [text({ time: 1_700_000_000_000 }), text({ code: 'job1' }, ' by ', { mention: 'U12' })];
const table = { kind: 'table' as const, title: 'Models', columns: ['Model', 'Makes'], rows: [cells] };

const MESSAGES: Readonly<Record<string, readonly Laid[]>> = {
  progress: [
    layProgress(progress()),
    layProgress(progress({ warnings: notes }), { url: 'https://easel.example/preview.jpg', alt: 'Unfinished' }),
  ],
  question: [layQuestion(question(), file('F0OVER'))],
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
  'result with a time': [
    layResult(result(1, { facts: [{ label: 'Left', value: text('1 until ', { time: 0 }) }] }), {
      pictures: filesFor(1),
      notes: [],
    }),
  ],
  failure: [layFailure(failure())],
  answer: layAnswer(
    { kind: 'text', text: text('words '.repeat(4000)) },
    { picture: file('F0GRID'), originals: filesFor(12), notes },
  ),
  table: layAnswer(table, { notes: [] }),
  'list of names': layAnswer({ ...table, columns: ['', ''] }, { notes: [] }),
  'monospaced table': layAnswer(table, { notes: [] }, { plainTables: true }),
  'a panel with buttons': layAnswer(panel(), { picture: file('F0CHART'), notes }),
  'a panel with plain tables': layAnswer(panel(), { notes: [] }, { plainTables: true }),
  'a case': layAnswer(caseOf(), { notes: [] }),
  'many words with buttons': layAnswer(
    { kind: 'text', text: text('words '.repeat(4000)), actions: panel().actions ?? [] },
    { originals: filesFor(10), notes },
  ),
  notice: [layNotice(text('Deleted.'))],
};

const FORMS: Readonly<Record<string, FormSpec>> = {
  edit: editForm('token.edit'),
  menu: menuForm('token.edit', 4),
  reference: referenceForm('token.reference', 7),
  'every kind of field': {
    ...editForm('token.edit'),
    fields: [
      { kind: 'choice', id: 'few', label: 'Few', required: true, options: ['a', 'b'], value: 'a' },
      { kind: 'choice', id: 'many', label: 'Many', options: 'abcdefghijklm'.split('') },
      { kind: 'choice', id: 'typed', label: 'Typed', options: ['left'], hint: 'or C2' },
      { kind: 'flag', id: 'exact', label: 'Exactly', value: true },
      { kind: 'image', id: 'image', label: 'Pictures', max: 4 },
    ],
  },
};

const HOME: HomeCard = {
  facts: [{ label: 'Left', value: text('36 of 40, more ', { time: 1_700_000_000_000 }) }],
  recent: [
    { jobId: 'job1', prompt: 'a fox', madeAt: 0, picture: { ...picture(0), url: 'https://easel.example/1.png' } },
  ],
  models: [{ name: 'openai/gpt-image-2', about: text('makes and edits') }],
  tenant: [{ label: 'Running', value: text('2 jobs') }],
};

describe.skipIf(!conform)("Slack's own description of its API (skipped where it is not beside this checkout)", () => {
  const sent = (call: string, body: object) =>
    conform?.check({ vendor: 'slack', method: 'POST', path: `/api/${call}`, contentType: 'application/json', body });

  it.each(Object.entries(MESSAGES))('takes as a message: %s', (_name, laids) => {
    for (const laid of laids) {
      const body = { channel: 'C1', unfurl_links: false, unfurl_media: false, ...laid };
      expect(sent('chat.postMessage', body)).toEqual([]);
      expect(sent('chat.update', { channel: 'C1', ts: '1.2', ...laid })).toEqual([]);
      expect(sent('chat.postEphemeral', { channel: 'C1', user: 'U1', ...laid })).toEqual([]);
    }
  });

  it.each(Object.entries(FORMS))('takes as a modal: %s', (_name, form) => {
    for (const channelId of ['C1', null]) {
      const view = layModal(form, { channelId, threadTs: null, isDirect: false });
      expect(sent('views.open', { trigger_id: '1.2.abc', view })).toEqual([]);
    }
  });

  it('takes as a home page', () => {
    expect(sent('views.publish', { user_id: 'U1', view: layHome(HOME) })).toEqual([]);
    expect(sent('views.publish', { user_id: 'U1', view: layHome({ ...HOME, recent: [] }) })).toEqual([]);
  });

  it('is one that would find a fault', () => {
    const blocks = [{ type: 'image', alt_text: 'x'.repeat(2001), slack_file: { id: 'F1' } }];
    expect(sent('chat.postMessage', { channel: 'C1', text: 'a', blocks })).not.toEqual([]);
  });
});
