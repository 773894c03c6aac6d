import { parseDay } from '#src/domain/day.ts';
import { EaselError } from '#src/domain/errors.ts';
import { MODES } from '#src/domain/mode.ts';
import { text } from '#src/domain/text.ts';
import type { Command, CommandContext, Options } from '#src/ports/command.ts';
import type { GalleryBegun, GallerySearch } from '#src/ports/gallery.ts';
import { listAnswer, oneAnswer } from './history-answers.ts';

const SHOWN = 10;

/** What a person asked for, newest first, searched, or one of it in full. Moderators see what others could see, too. */
export const history: Command = {
  name: 'history',
  description: 'Search what you made, open your gallery, or show one request',
  who: 'everyone',
  visibility: 'private',
  options: {
    n: { kind: 'integer', about: 'How many', min: 1, max: 50 },
    words: { kind: 'text', about: 'Words of the prompt', max: 200 },
    model: { kind: 'text', about: 'Made with this model', max: 100, complete: 'models' },
    mode: { kind: 'choice', about: 'Made in this way', of: MODES },
    from: { kind: 'text', about: 'From this day on, such as 2026-11-21, today or 7d', max: 20 },
    to: { kind: 'text', about: 'Up to this day, that one included', max: 20 },
    page: { kind: 'integer', about: 'Which page; 1 is the newest', min: 1, max: 500 },
    job: { kind: 'text', about: 'Show this one in full, with its pictures (the job id)', max: 40 },
    user: { kind: 'person', about: 'Whose; only moderators see what others made' },
    everyone: { kind: 'flag', about: 'Of everybody here; for moderators' },
  },

  async run(context, options) {
    const jobId = options.text('job') ?? idIn(options.text('words'));
    const one = jobId === undefined ? undefined : await oneAnswer(context, jobId);
    if (one) return context.answer(one);
    if (options.text('job') !== undefined)
      return context.answer({ kind: 'text', text: text('You have no request of that id.') });
    const wanted = await searchOf(context, options);
    const page = options.integer('page') ?? 1;
    const [found, link] = await Promise.all([
      context.gallery.search(wanted),
      // Turning a page must not end the gallery that was opened from the first one.
      page === 1 ? context.gallery.pageLink(begunOf(wanted)) : undefined,
    ]);
    await context.answer(listAnswer({ found, wanted, page, link, options }));
  },
};

/** Whoever pastes an id where words are expected means that one. */
const idIn = (words: string | undefined): string | undefined =>
  /^[a-z0-9]{16}$/.test(words ?? '') ? words : undefined;

async function searchOf(context: CommandContext, options: Options): Promise<GallerySearch> {
  const limit = options.integer('n') ?? SHOWN;
  const [words, model, mode] = [options.text('words'), options.text('model'), modeOf(options.text('mode'))];
  return {
    whose: whoseOf(context, options),
    ...(words !== undefined && { words }),
    ...(model !== undefined && { model }),
    ...(mode !== undefined && { mode }),
    ...(await daysOf(context, options)),
    limit,
    skip: ((options.integer('page') ?? 1) - 1) * limit,
  };
}

/** What the gallery begins with. Days are left out: there they are by the browser's clock. */
const begunOf = ({ whose, words, model, mode }: GallerySearch): GalleryBegun => ({
  ...(whose !== undefined && { whose }),
  ...(words !== undefined && { words }),
  ...(model !== undefined && { model }),
  ...(mode !== undefined && { mode }),
});

const modeOf = (said: string | undefined) => MODES.find((mode) => mode === said);

function whoseOf({ personId }: CommandContext, options: Options): NonNullable<GallerySearch['whose']> {
  const user = options.text('user');
  if (user !== undefined && user !== personId) return { personId: user };
  return options.flag('everyone') ? 'everyone' : 'own';
}

/** @throws {EaselError} `option-invalid`. */
async function daysOf({ gallery, now }: CommandContext, options: Options): Promise<Pick<GallerySearch, 'from' | 'to'>> {
  const [from, to] = [options.text('from'), options.text('to')];
  if (from === undefined && to === undefined) return {};
  const zone = await gallery.timeZone();
  const begin = from === undefined ? undefined : parseDay('from', from, now, zone).startsAt;
  const end = to === undefined ? undefined : parseDay('to', to, now, zone).endsAt;
  if (begin !== undefined && end !== undefined && begin >= end)
    throw new EaselError('option-invalid', {
      option: 'from',
      value: from ?? '',
      allowed: `a day that is not behind ${to}`,
    });
  return { ...(begin !== undefined && { from: begin }), ...(end !== undefined && { to: end }) };
}
