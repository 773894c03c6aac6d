import { type Job, type JobState, statusWord } from '#src/domain/job.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Action, Answer } from '#src/ports/cards.ts';
import type { CommandContext, Options } from '#src/ports/command.ts';
import type { GalleryItem, GalleryPage, GallerySearch } from '#src/ports/gallery.ts';
import { commandAction } from './quota-answers.ts';

const WORDS_SHOWN = 80;
/** Buttons that show a result again. */
const SHOWN_AGAIN = 3;
/** What is asked for again on another page, the most telling first: there may not be room for all. */
const KEPT = ['words', 'user', 'everyone', 'model', 'mode', 'from', 'to', 'n'];
/** What a platform takes in a button. */
const STATE_LENGTH = 80;

interface Listed {
  readonly found: GalleryPage;
  readonly wanted: GallerySearch;
  readonly page: number;
  /** Of the gallery. */
  readonly link: string | undefined;
  readonly options: Options;
}

/** A page of what was found. */
export function listAnswer({ found, wanted, page, link, options }: Listed): Answer {
  const { items } = found;
  const { whose = 'own' } = wanted;
  const { actions, note: turns } = turning(found, page, options);
  const note = [...turns, ...adviceFor(items.length, wanted, page)];
  return {
    kind: 'table',
    title: titleOf(items.length, wanted, page),
    ...(whose === 'own' ? ownRows(items) : othersRows(items)),
    ...(note.length > 0 && { note }),
    actions: [...actions, ...(whose === 'own' ? resultsAgain(items) : [])],
    ...(link !== undefined && { links: [{ label: 'Open gallery', url: link }] }),
  };
}

const isSearch = ({ words, model, mode, from, to }: GallerySearch): boolean =>
  [words, model, mode, from, to].some((one) => one !== undefined);

/** What somebody who sees nothing can do. */
function adviceFor(count: number, wanted: GallerySearch, page: number): Text {
  if (count > 0 || page > 1) return [];
  if (isSearch(wanted)) return text('Try fewer words, or leave out a model, a mode or a day.');
  return (wanted.whose ?? 'own') === 'own' ? text('Begin with ', { code: '/imagine' }, '.') : [];
}

function titleOf(count: number, wanted: GallerySearch, page: number): string {
  const { whose = 'own' } = wanted;
  const isOwn = whose === 'own';
  if (count === 0 && page > 1) return 'There is no more';
  if (count === 0 && isSearch(wanted)) return 'Nothing found';
  if (count === 0) return isOwn ? 'You have made nothing yet' : 'Nothing to see here yet';
  const what = isOwn ? 'Your latest requests' : whose === 'everyone' ? 'Latest requests here' : 'Their latest requests';
  return [isSearch(wanted) ? 'Found' : what, ...(page > 1 ? [`page ${page}`] : [])].join(', ');
}

const ownRows = (items: readonly GalleryItem[]) => ({
  columns: ['When', 'Prompt', 'State', 'Credits', 'Job'],
  rows: items.map((item) => [
    text({ time: item.madeAt }),
    text(clip(item.prompt ?? '')),
    stateWords(item.state),
    text(String(item.credits)),
    text({ code: item.jobId }),
  ]),
});

/** Words of others are there only where they were posted in this very place. */
const othersRows = (items: readonly GalleryItem[]) => ({
  columns: ['When', 'Who', 'Prompt', 'Model', 'Pictures', 'Credits', 'Job'],
  rows: items.map((item) => [
    text({ time: item.madeAt }),
    text({ mention: item.person.id }),
    text(item.prompt === undefined ? '–' : clip(item.prompt)),
    text(item.modelId ?? '–'),
    text(String(item.pictures.length)),
    text(String(item.credits)),
    text({ code: item.jobId }),
  ]),
});

/** Buttons to the pages beside this one; what a button has no room for is told to be said. */
function turning({ next, lookedBackTo }: GalleryPage, page: number, options: Options) {
  const notes: Text[] = [];
  const to = (label: string, number: number): readonly Action[] => {
    const wish = { page: String(number), ...keptOf(options) };
    const action = commandAction(label, 'history', wish, false);
    // Left out is what would not fit, and then it would be another search.
    if (action.state.length <= STATE_LENGTH && hasAll(action, wish)) return [action];
    notes.push(text(`For ${label.toLowerCase()} ones say the same with `, { code: `page:${number}` }, '. '));
    return [];
  };
  const actions = [...(next === undefined ? [] : to('Older', page + 1)), ...(page > 1 ? to('Newer', page - 1) : [])];
  if (lookedBackTo !== undefined)
    notes.push(text('There is more: I looked back to ', { time: lookedBackTo }, '. Name days with from and to.'));
  return { actions, note: text(...notes) };
}

const keptOf = (options: Options): Readonly<Record<string, string>> =>
  Object.fromEntries(
    KEPT.flatMap((name) => {
      const value = name === 'n' ? options.integer(name)?.toString() : (options.text(name) ?? flagOf(options, name));
      return value === undefined ? [] : [[name, value]];
    }),
  );

const flagOf = (options: Options, name: string): string | undefined =>
  name === 'everyone' && options.flag(name) ? 'true' : undefined;

const hasAll = ({ state }: Action, wish: Readonly<Record<string, string>>): boolean => {
  const given = new URLSearchParams(state.split('?')[1]);
  return Object.keys(wish).every((name) => given.has(name));
};

const resultsAgain = (items: readonly GalleryItem[]): readonly Action[] =>
  items
    .filter(({ pictures }) => pictures.length > 0)
    .slice(0, SHOWN_AGAIN)
    .map(({ jobId: job }, index) =>
      commandAction(index === 0 ? 'Newest result' : `Result ${index + 1}`, 'history', { job }, false),
    );

/** One request in full; `undefined` where there is none that may be seen. */
export async function oneAnswer(context: CommandContext, jobId: string): Promise<Answer | undefined> {
  const job = await context.job(jobId);
  if (job) return { ...detailsOf(job), originals: context.originals(job) };
  const item = await context.gallery.item(jobId);
  return item && { ...othersDetails(item), originals: item.pictures };
}

function detailsOf(job: Job): Answer {
  return details(job.id, [
    ['State', stateWords(job.state)],
    ['Prompt', text(job.request.prompt)],
    ['Asked', text({ time: job.createdAt })],
    ['Mode', job.plan && text(`${job.plan.mode}, because ${job.plan.why}`)],
    ['Model', job.plan && text({ code: job.plan.modelId })],
    ['Pictures', job.result && text(String(job.result.pictures.length))],
    ['Credits', text(String(job.result?.charged ?? 0))],
    ['Ended', job.finishedAt === undefined ? undefined : text({ time: job.finishedAt })],
    ['Why', job.failure?.text],
  ]);
}

const othersDetails = ({
  jobId,
  person,
  prompt,
  state,
  madeAt,
  mode,
  modelId,
  pictures,
  credits,
}: GalleryItem): Answer =>
  details(jobId, [
    ['Who', text({ mention: person.id })],
    ['State', stateWords(state)],
    ['Prompt', text(prompt ?? 'posted in another channel, so it is shown only there')],
    ['Asked', text({ time: madeAt })],
    ['Mode', mode && text(mode)],
    ['Model', modelId === undefined ? undefined : text({ code: modelId })],
    ['Pictures', text(String(pictures.length))],
    ['Credits', text(String(credits))],
  ]);

const details = (jobId: string, rows: readonly (readonly [string, Text | undefined])[]): Answer => ({
  kind: 'table',
  title: `Job ${jobId}`,
  columns: ['', ''],
  rows: rows.flatMap(([label, value]) => (value ? [[text(label), value]] : [])),
});

const stateWords = (state: JobState): Text =>
  text(statusWord(state), state === 'outcome-unknown' ? ' (outcome unknown)' : '');

const clip = (words: string): string => {
  const letters = [...words];
  return letters.length <= WORDS_SHOWN ? words : `${letters.slice(0, WORDS_SHOWN - 1).join('')}…`;
};
