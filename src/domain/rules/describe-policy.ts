import { count, credits } from '#src/domain/error-texts.ts';
import { type Text, type TextPart, text } from '#src/domain/text.ts';
import { type PolicyPath, valueAt } from './policy-path.ts';
import type { TenantPolicy } from './tenant-policy.ts';

/** What differs between two policies, one line for each thing: what it was, and what it is. */
export function describeChange(before: TenantPolicy, after: TenantPolicy): readonly Text[] {
  return [...new Map([...pathsOf(before), ...pathsOf(after)].map((path) => [path.join('\n'), path])).values()].flatMap(
    (path) => {
      const [was, is] = [valueAt(before, path), valueAt(after, path)];
      if (JSON.stringify(was) === JSON.stringify(is)) return [];
      return [text(thing(path), ': ', value(path, was), ' → ', value(path, is))];
    },
  );
}

/** What a sentence calls the thing at a path: `the allowance of everybody`. */
export const thing = (path: PolicyPath): Text => {
  const [first = '', id = '', field = ''] = path;
  if (first === 'people') return text(field === 'blocked' ? 'the block of ' : 'the allowance of ', { mention: id });
  if (first === 'roles') return text('the allowance of the role');
  if (first === 'channels') return text(`${FIELDS[field] ?? field} in the channel `, { channel: id });
  if (first === 'everywhere') return text(`${FIELDS[id] ?? id} everywhere`);
  if (first === 'weights') return text(`the weight of ${id}`);
  if (first === 'qualityWeights') return text(`the weight of the quality ${id}`);
  if (first === 'running') return text(`jobs at once ${BOUNDS[id] ?? id}`);
  if (first === 'perMinute') return text(`requests a minute ${BOUNDS[id] ?? id}`);
  if (first === 'content' && id !== '')
    return text(CONTENT[id] ?? id, ...(field === '' ? [] : [{ plain: ` ${field}` }]));
  return text(THINGS[first] ?? first);
};

const THINGS: Readonly<Record<string, string>> = {
  timeZone: 'the time zone',
  period: 'the period',
  allowance: 'the allowance of everybody',
  tenantAllowance: 'the credits of all together',
  confirmAbove: 'the cost above which is asked first',
  budget: 'the budget of a month',
  linked: 'spending credits of linked accounts here',
  links: 'how long links to originals hold',
  content: 'the rules about content',
  logChannel: 'the log channel',
};

const CONTENT: Readonly<Record<string, string>> = {
  words: 'the rule about content',
  check: "the provider's check of content",
  escalation: 'when cases block somebody',
};

const FIELDS: Readonly<Record<string, string>> = {
  allowance: 'the credits of all together',
  quiet: 'quiet',
  models: 'the models',
  modes: 'the modes',
  maxCount: 'the most pictures of a request',
  maxQuality: 'the best quality',
};

const BOUNDS: Readonly<Record<string, string>> = { perPerson: 'of one person', perTenant: 'of all together' };

/** Every thing a policy decides by itself. Ids are people's own, so they are never read as structure. */
function pathsOf(policy: TenantPolicy): readonly PolicyPath[] {
  const { people, roles, channels, everywhere, weights, qualityWeights, running, perMinute, content, ...plain } =
    policy;
  const { words = [], ...rules } = content ?? {};
  const below = (first: string, record: object = {}): readonly PolicyPath[] =>
    Object.keys(record).map((name) => [first, name]);
  const deeper = (first: string, record: Readonly<Record<string, object>> = {}): readonly PolicyPath[] =>
    Object.entries(record).flatMap(([id, fields]) => Object.keys(fields).map((field) => [first, id, field]));
  return [
    ...Object.keys(plain).map((name) => [name]),
    ...deeper('people', people),
    ...below('roles', roles),
    ...deeper('channels', channels),
    ...below('everywhere', everywhere),
    ...below('weights', weights),
    ...below('qualityWeights', qualityWeights),
    ...below('running', running),
    ...below('perMinute', perMinute),
    ...words.map(({ id }) => ['content', 'words', id]),
    ...below('content', rules),
  ];
}

const NOTHING = 'not set';

function value(path: PolicyPath, stands: unknown): Text {
  if (stands === undefined) return text(NOTHING);
  if (Array.isArray(stands)) return text(stands.join(', '));
  if (typeof stands === 'boolean') return text(stands ? 'yes' : 'no');
  if (typeof stands === 'number') return text(isCredits(path) ? credits(stands) : count(stands));
  if (typeof stands === 'object' && stands !== null) return objectValue(path, stands);
  return text({ plain: String(stands) });
}

const isCredits = (path: PolicyPath): boolean =>
  ['allowance', 'tenantAllowance', 'confirmAbove'].includes(path.at(-1) ?? '');

/** The few things that are more than one value. */
function objectValue([first = '']: PolicyPath, stands: object): Text {
  if (first === 'budget' && 'usdMicros' in stands) return text(`$${(Number(stands.usdMicros) / 1e6).toFixed(2)}`);
  if (first === 'roles' && 'allowance' in stands && 'name' in stands)
    return text(`${credits(Number(stands.allowance))} for `, { plain: String(stands.name) });
  if (first === 'content' && 'said' in stands && 'action' in stands)
    return text(`${String(stands.action)} `, { plain: String(stands.said) });
  if ('reason' in stands) return text(...until(stands), { plain: String(stands.reason) });
  return text('set anew');
}

const until = (block: object): readonly (string | TextPart)[] =>
  'until' in block ? ['until ', { time: Number(block.until) }, ', '] : ['for good, '];
