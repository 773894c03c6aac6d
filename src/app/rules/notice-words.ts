import { megabytes } from '#src/domain/error-texts.ts';
import type { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { BudgetWarning } from './budget-warnings.ts';

/** What whoever runs Easel has to know, and what they can do. */
export interface Notice {
  /** What is told once: the same trouble has the same. */
  readonly id: string;
  readonly what: Text;
  readonly toDo: Text;
}

/** Errors that only whoever runs Easel can mend; `undefined` for all others. */
export function troubleNotice(error: EaselError): Notice | undefined {
  if (isOf(error, 'auth'))
    return notice(`key of ${error.details.provider}`, `${error.details.provider} does not accept Easel's key.`, [
      'Put a valid key into the environment and start Easel again; `easel doctor` tries every key.',
    ]);
  if (isOf(error, 'quota'))
    return notice(
      `quota at ${error.details.provider}`,
      `Easel's account at ${error.details.provider} has no money or quota left.`,
      [
        `Add credit or raise the limit in the account at ${error.details.provider}. Until then its models fail; nobody is charged.`,
      ],
    );
  if (isOf(error, 'model-unavailable'))
    return notice(
      `offer of ${error.details.model}`,
      `${error.details.provider} does not offer ${error.details.model} to Easel's account.`,
      [`Ask ${error.details.provider} for access to it, or set another model in the file at EASEL_CONFIG.`],
    );
  const ofS3 = error.cause instanceof Error && error.cause.name === 'S3Error' ? error.cause.message : undefined;
  if (isOf(error, 'store-full') && ofS3 !== undefined)
    return notice('bucket full', `The bucket of Easel's pictures is full: ${ofS3}`, [
      'Free some space there, raise its quota, or keep pictures for a shorter time by retentionDays.',
    ]);
  if (isOf(error, 'store-unavailable') && ofS3 !== undefined)
    return notice('bucket unreachable', `Easel cannot use the bucket of its pictures: ${ofS3}`, [
      'Until that is mended no pictures can be made; nobody is charged. `easel doctor` tries it.',
    ]);
  if (isOf(error, 'store-full'))
    return notice('disk full', "The disk of Easel's data folder is full, so pictures could not be kept.", [FREE_SPACE]);
  return undefined;
}

const FREE_SPACE =
  'Free some space, move EASEL_DATA_DIR to a larger disk, or keep pictures for a shorter time by retentionDays.';
const LEAST_FREE_BYTES = 1_073_741_824;

/** Told while there is still room for hundreds of pictures. */
export function diskNotice({ freeBytes, totalBytes }: { freeBytes: number; totalBytes: number }): Notice | undefined {
  if (freeBytes >= LEAST_FREE_BYTES) return undefined;
  const percent = Math.floor((100 * freeBytes) / Math.max(totalBytes, 1));
  return notice(
    'disk nearly full',
    `The disk of Easel's data folder has only ${megabytes(freeBytes)} left (${percent} %).`,
    [FREE_SPACE],
  );
}

/** One model that ends soon. */
interface Ending {
  readonly id: string;
  readonly model: ModelEntry;
  readonly at: string;
}

const DAY_MS = 86_400_000;
/** So many days before its end a model is told of, once each. */
const MILESTONES = [1, 7, 30] as const;

/** Models that their vendors shut down within the month, each with the milestone it has come to. */
export function shutdownsSoon(models: readonly ModelEntry[], now: number): readonly Ending[] {
  return models.flatMap((model) => {
    const at = model.lifecycle.shutdownAt;
    const daysLeft = at === undefined ? Number.POSITIVE_INFINITY : (Date.parse(at) - now) / DAY_MS;
    const milestone = daysLeft > 0 ? MILESTONES.find((days) => daysLeft <= days) : undefined;
    return at === undefined || milestone === undefined ? [] : [{ id: `end of ${model.id}, ${milestone}`, model, at }];
  });
}

export function shutdownNotice(endings: readonly Ending[]): Notice {
  const lines = endings.map(({ model, at }) => {
    const { successor } = model.lifecycle;
    return `${model.id} on ${at}${successor === undefined ? '' : `, replaced by ${successor}`}`;
  });
  return notice('models ending', `These models are shut down by their vendors soon: ${lines.join('; ')}.`, [
    'Name others in the file at EASEL_CONFIG and in the rules of your servers before that day.',
  ]);
}

/** Money is told to moderators and operators only. */
export function budgetNotice({ kind, of, tenantId, budgetUsdMicros, spentUsdMicros, endsAt }: BudgetWarning): Notice {
  const whose = of === 'all-money' ? 'The budget of the whole installation' : `The budget of ${tenantId}`;
  const share = Math.floor((100 * spentUsdMicros) / Math.max(budgetUsdMicros, 1));
  const spent = `${dollars(spentUsdMicros)} of ${dollars(budgetUsdMicros)} this month (${share} %)`;
  const what = kind === 'near' ? `${whose} is nearly used up: ${spent}.` : `${whose} is used up: ${spent}.`;
  const how = of === 'all-money' ? 'budget in the file at EASEL_CONFIG' : '/quota set';
  const toDo = text(
    kind === 'near'
      ? `Raise it by ${how}, or requests are refused once it is used up. `
      : `Requests are refused. Raise it by ${how}, or wait. `,
    'A new month begins at ',
    { time: endsAt },
    '.',
  );
  return { id: `budget ${kind} ${of} ${tenantId}`, what: text(what), toDo };
}

const dollars = (usdMicros: number): string => `$${(usdMicros / 1e6).toFixed(2)}`;

const notice = (id: string, what: string, toDo: readonly string[]): Notice => ({
  id,
  what: text(what),
  toDo: text(...toDo),
});

const isOf = <C extends EaselError['code']>(error: EaselError, code: C): error is EaselError<C> => error.code === code;
