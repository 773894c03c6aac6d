import type { Job } from '#src/domain/job.ts';
import type { Log } from '#src/ports/log.ts';

/** So many words in a row that somebody wrote are theirs, wherever they stand; fewer are anybody's. */
const RUN = 3;
/** What is longer is cut: an error says what it has to say at its beginning. */
const LOOKED_AT = 10_000;
const DEEPEST = 8;
/** Some errors drag a whole connection along. */
const MOST_PARTS = 500;
const HIDDEN = '(words)';

const words = new Intl.Segmenter('und', { granularity: 'word' });

/** A job's log, in whose errors nothing stands of what its person wrote: providers like to repeat what they refuse. */
export function withoutWordsOf(job: Job, log: Log): Log {
  let hide: ((words: string) => string) | undefined;
  return hidingLog(log, (said) => {
    hide ??= hideRuns(wordsOf(job));
    return hide(said);
  });
}

/** The same for words that belong to no job. */
export const withoutWords = (written: readonly string[], log: Log): Log => hidingLog(log, hideRuns(written));

function wordsOf({ request, plan, elsewhere }: Job): readonly string[] {
  const { avatar, options } = request;
  const brief = avatar ? [avatar.name, avatar.gender, ...avatar.bios] : [];
  const planned = [plan, elsewhere].flatMap((one) => [
    one?.prompt,
    ...(one?.prompts ?? []).map(({ prompt }) => prompt),
  ]);
  return [request.prompt, options.negative, options.region, ...brief, ...planned].filter((word) => word !== undefined);
}

function hidingLog(log: Log, hide: (said: string) => string): Log {
  const safe = (fields: object): object => ('err' in fields ? { ...fields, err: hiddenIn(fields.err, hide) } : fields);
  return {
    debug: (fields, message) => log.debug(safe(fields), message),
    info: (fields, message) => log.info(safe(fields), message),
    warn: (fields, message) => log.warn(safe(fields), message),
    error: (fields, message) => log.error(safe(fields), message),
    child: (fields) => hidingLog(log.child(fields), hide),
  };
}

/** A copy with every text in it passed through `hide`; what leads back to itself is copied once. */
function hiddenIn(value: unknown, hide: (said: string) => string): unknown {
  const copies = new Map<object, unknown>();
  return copyOf(value, 0);

  function copyOf(part: unknown, depth: number): unknown {
    if (typeof part === 'string') return hide(part);
    if (typeof part !== 'object' || part === null) return typeof part === 'function' ? undefined : part;
    if (copies.has(part)) return copies.get(part);
    if (part instanceof Date || part instanceof URL) return hide(String(part));
    if (depth > DEEPEST || copies.size > MOST_PARTS || ArrayBuffer.isView(part)) return '(more)';
    const copy: object = Array.isArray(part) ? [] : part instanceof Error ? likeIt(part) : {};
    copies.set(part, copy);
    for (const name of Reflect.ownKeys(part)) {
      const own = Object.getOwnPropertyDescriptor(part, name);
      if (own === undefined || (Array.isArray(part) && name === 'length')) continue;
      const kept =
        part instanceof Error && name === 'stack' ? stackOf(part, hide) : copyOf(readOf(part, name), depth + 1);
      Object.defineProperty(copy, name, { value: kept, enumerable: own.enumerable ?? false, configurable: true });
    }
    return copy;
  }
}

/** Still an error of its class, for whoever tells them apart. */
const likeIt = (error: Error): object => Object.create(Object.getPrototypeOf(error));

/** Something that breaks when it is looked at must not break the log. */
function readOf(part: object, name: PropertyKey): unknown {
  try {
    return Reflect.get(part, name);
  } catch {
    return undefined;
  }
}

/** A stack begins with the message, which may have any number of lines; places in our own code are nobody's words. */
function stackOf({ stack = '', name, message }: Error, hide: (said: string) => string): string {
  const places = stack.search(/\n {4}at /);
  return `${name}: ${hide(message)}${places < 0 ? '' : stack.slice(places)}`;
}

/** Hides every run of words that stands in what was written, whatever is between them; of fewer words than a run, all together. */
function hideRuns(written: readonly string[]): (said: string) => string {
  const runs = new Set<string>();
  for (const one of written) {
    const plain = segments(one).map(({ word }) => word);
    const length = Math.min(RUN, plain.length);
    for (let at = 0; length > 0 && at + length <= plain.length; at++) runs.add(plain.slice(at, at + length).join(' '));
  }
  return (said) => (runs.size === 0 ? said : hiddenRuns(said.slice(0, LOOKED_AT), runs));
}

function hiddenRuns(said: string, runs: ReadonlySet<string>): string {
  const all = segments(said);
  const theirs = new Set<number>();
  for (let length = 1; length <= RUN; length++)
    for (let at = 0; at + length <= all.length; at++) {
      const run = all.slice(at, at + length);
      if (runs.has(run.map(({ word }) => word).join(' '))) for (let n = 0; n < length; n++) theirs.add(at + n);
    }
  let [shown, copied] = ['', 0];
  for (const [at, { from, to }] of all.entries()) {
    if (!theirs.has(at)) continue;
    if (!theirs.has(at - 1)) shown += said.slice(copied, from) + HIDDEN;
    copied = to;
  }
  return shown + said.slice(copied);
}

interface Segment {
  /** As it is compared: without capitals. */
  readonly word: string;
  readonly from: number;
  readonly to: number;
}

function segments(text: string): readonly Segment[] {
  // What JSON writes for a line break is no letter of the word behind it.
  const plain = text.replace(/\\[nrt]/g, '  ');
  const found: Segment[] = [];
  for (const { segment, index, isWordLike } of words.segment(plain))
    if (isWordLike)
      found.push({ word: segment.normalize('NFKC').toLowerCase(), from: index, to: index + segment.length });
  return found;
}
