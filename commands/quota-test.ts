import { credits } from '#src/domain/error-texts.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import type { Trial } from '#src/ports/moderation.ts';
import { dollars, ruleRows } from './quota-answers.ts';

const RULES = 10;

/** What would become of somebody's request. */
export const quotaTest: Command = {
  name: 'quota test',
  description: 'Try what would become of a request, and by which rule; nothing is spent',
  who: 'moderators',
  visibility: 'private',
  options: {
    user: { kind: 'person', about: 'Whose request', required: true },
    prompt: { kind: 'text', about: 'What they would write', required: true, max: 2000 },
    channel: { kind: 'channel', about: 'Where; here, unless you say otherwise' },
    model: { kind: 'text', about: 'Which model they would name', complete: 'models' },
    n: { kind: 'integer', about: 'How many pictures', min: 1, max: 10 },
    quality: { kind: 'text', about: 'From low to max', complete: 'qualities' },
  },

  async run({ moderation, answer, channelId }, options) {
    const user = options.text('user') ?? '';
    const [model, quality, n] = [options.text('model'), options.text('quality'), options.integer('n')];
    const trial = await moderation.trial({
      personId: user,
      channelId: options.text('channel') ?? channelId,
      prompt: options.text('prompt') ?? '',
      options: {
        ...(model !== undefined && { model }),
        ...(quality !== undefined && { quality }),
        ...(n !== undefined && { n }),
      },
    });
    await answer({
      kind: 'table',
      title: trial.allowed ? 'This would be made' : 'This would be refused',
      columns: ['Rule', 'Value', 'By'],
      rows: ruleRows(trial.because, RULES),
      note: text('For ', { mention: user }, ': ', outcome(trial), 'Nothing was held, stored or sent.'),
    });
  },
};

function outcome({ allowed, refusal = [], modelId, costCredits = 0, costUsdMicros, left = 0, warnings }: Trial): Text {
  if (!allowed) return text(refusal, ' ');
  const money = costUsdMicros === undefined ? '' : `, about ${dollars(costUsdMicros)} at the provider`;
  return text(
    `by ${modelId}, for ${credits(costCredits)}${money}; ${credits(left)} would remain. `,
    ...warnings.map((warning) => text(warning, ' ')),
  );
}
