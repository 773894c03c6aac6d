import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';

/** Each has a button, and every place has room for so many. */
const SHOWN = 5;

/** What waits for a moderator, or one case in full. */
export const rulesCases: Command = {
  name: 'rules cases',
  description: 'List what waits for a moderator, or open one case',
  who: 'moderators',
  visibility: 'private',
  options: { case: { kind: 'text', about: 'Open this one, with its words and pictures (the case id)', max: 60 } },

  async run({ content, answer }, options) {
    const id = options.text('case')?.trim();
    if (id !== undefined) {
      const shown = await content.showCase(id);
      return answer(shown ?? { kind: 'text', text: text('There is no case of that id here.') });
    }
    const waiting = await content.cases();
    await answer({
      kind: 'table',
      title: waiting.length === 0 ? 'Nothing waits for you' : `${waiting.length.toLocaleString('en-US')} waiting`,
      columns: ['Since', 'Who', 'Kind', 'Rule', 'Case'],
      rows: waiting
        .slice(0, SHOWN)
        .map(({ id: caseId, at, personId, kind, what }) => [
          text({ time: at }),
          text({ mention: personId }),
          text(kind),
          text(what),
          text({ code: caseId }),
        ]),
      ...(waiting.length > SHOWN && { note: text(`The ${SHOWN} that wait longest are shown.`) }),
      actions: waiting.slice(0, SHOWN).map(({ open }) => open),
    });
  },
};
