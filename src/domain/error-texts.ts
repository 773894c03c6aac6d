import type { ErrorCode, ErrorDetails } from './error-details.ts';
import { clip, list, stopped } from './name-list.ts';
import { RULE_ERROR_TEXTS } from './rule-error-texts.ts';
import { type Text, text } from './text.ts';

/**
 * The one table from codes to what a person reads. Each sentence says what happened, whose problem it is and what to do next;
 * whether it was charged is added by `explain`.
 */
export const ERROR_TEXTS: { readonly [C in ErrorCode]: (details: ErrorDetails[C]) => Text } = {
  ...RULE_ERROR_TEXTS,
  'empty-prompt': () => text('Your prompt is empty. Write what the picture should show.'),
  'prompt-too-long': ({ length, limit }) =>
    text(`Your prompt has ${count(length)} characters; the limit is ${count(limit)}. Shorten it and send it again.`),
  'content-blocked': ({ stage, categories }) =>
    text(
      `The provider's content policy blocked ${stage === 'output' ? 'the finished picture' : 'this request'}`,
      categories?.length ? ` (${clip(categories.join(', '), 200)})` : '',
      '. Word the prompt differently, or use other pictures.',
    ),
  'image-too-large': ({ name, byteLength, limitBytes }) =>
    text(
      `Your picture ${name} has ${megabytes(byteLength)}; the limit is ${megabytes(limitBytes)}. Send a smaller copy.`,
    ),
  'image-type': ({ name, found }) =>
    text(
      `Your file ${name} is ${found ? `of the type ${found}` : 'not a picture Easel can read'}. Send a PNG, JPEG, WebP, AVIF or HEIC.`,
    ),
  'image-broken': ({ name }) =>
    text(`Your picture ${name} is damaged or cut short and cannot be opened. Save it again and send that.`),
  'image-animated': ({ name }) => text(`Your picture ${name} is animated. Send a still picture.`),
  'image-too-many-pixels': ({ name, width, height, limitPixels }) =>
    text(
      `Your picture ${name} measures ${count(width)} x ${count(height)} pixels; the limit is ${Math.floor(limitPixels / 1e6)} megapixels. Send a smaller copy.`,
    ),
  'image-missing': ({ name, isFile, how }) =>
    isFile
      ? text(`There is no file ${name} here that can be read. Check its name.`)
      : text(`Your picture ${name} could not be fetched. `, how ?? 'Attach it again.'),
  'images-refused': ({ reasons, of }) =>
    text(`${reasons.length} of your ${of} pictures could not be used. `, reasons.map(stopped).join(' ')),
  'needs-image': ({ inMessage }) =>
    text(
      inMessage
        ? 'This message has no picture that Easel can use. Pick one that shows a picture.'
        : 'An edit needs a picture. Attach one, or use the picture of a result.',
    ),
  'too-many-references': ({ count: sent, limit, model, instead }) =>
    text(
      `You sent ${sent} pictures; ${model} takes at most ${limit}. Leave some out`,
      instead.length ? `, or use ${list(instead)}.` : '.',
    ),
  'mode-without-mask': ({ mode }) =>
    text(`The mode ${mode} works on the whole picture, so it takes no mask and no region. Leave that out.`),
  'too-many-pictures': ({ count: asked, max }) =>
    text(
      `This asks for ${manyOf(asked)} pictures at once; the limit is ${max}. Leave choices out of your prompt, or ask for fewer of each.`,
    ),
  'mask-without-image': () => text('A mask needs the picture it belongs to. Attach that picture too.'),
  'mask-size': ({ mask, image }) =>
    text(
      `Your mask measures ${mask} but its picture ${image}. Both must be the same size; draw the mask on the picture itself.`,
    ),
  'mask-not-found': ({ name }) =>
    text(
      `No mark was found in ${name}: it shows what your picture shows. Use a pen of a clear colour to draw over the part that should change, or name that part, such as "top third" or "C2-F5".`,
    ),
  'mask-unreadable': ({ name }) =>
    text(
      `Your mask ${name} marks nothing Easel can read. Erase the part that should change and save it as PNG, or paint that part white and the rest black, or draw over it on a copy of the picture itself.`,
    ),
  'region-unknown': ({ said, why }) =>
    text(
      ...(said ? ['Easel does not understand ', { plain: clip(said) }, ' as a part of the picture. '] : []),
      `${why} Use words such as "top third", "center" or "everything but the left", cells such as "C2-F5, H8", or "box 10,20,60,80" in percent.`,
    ),
  'nothing-painted': () => text('Nothing is painted yet. Mark the part of the picture that may change.'),
  'all-painted': () =>
    text(
      'All of the picture is painted, so nothing of it would stay. Erase what is to stay, or say that all may change.',
    ),
  'mask-too-large': ({ byteLength, limitBytes }) =>
    text(
      `Your mask has ${megabytes(byteLength)} once prepared; the model takes ${megabytes(limitBytes)}. Use a simpler or smaller mask.`,
    ),
  'count-out-of-range': ({ count: asked, max }) => text(`You asked for ${asked} pictures. Ask for 1 to ${max}.`),
  'transparent-needs-alpha': ({ format }) =>
    text(`A transparent background is not possible in ${format}. Use png or webp.`),
  'option-invalid': ({ option, value, allowed }) =>
    value === ''
      ? text(`The option ${option} is empty. Use ${allowed}.`)
      : text('The value ', { plain: clip(value) }, ` does not fit the option ${option}. Use ${allowed}.`),
  'unknown-model': ({ name, near }) =>
    text(
      'There is no model ',
      { plain: clip(name) },
      near.length ? `. Did you mean ${list(near)}?` : '. See the list of models.',
    ),
  'unknown-version': ({ said, known, before }) =>
    text(
      `There is no ${said} in this conversation. Use ${list(known)}.`,
      before ? ' If you mean no version, begin with another word.' : '',
    ),
  'ambiguous-model': ({ name, near }) =>
    text('The name ', { plain: clip(name) }, ` fits several models: ${list(near)}. Say which.`),
  'model-retired': ({ model, at, successor }) =>
    text(
      `${model} was shut down by its provider on ${at}.`,
      successor ? ` Use ${successor}.` : ' Choose another model.',
    ),
  'model-cannot': ({ model, what, instead, withKey }) =>
    text(
      `${model} cannot ${what}.`,
      instead.length ? ` ${list(instead)} can.` : ' No configured model can.',
      withKey.length ? ` ${list(withKey)} could, once whoever runs Easel adds the provider's key.` : '',
    ),
  'model-off': ({ model }) =>
    text(`${model} needs a key of its provider, which whoever runs Easel has not added. Choose another model.`),
  'template-invalid': ({ why }) => text({ plain: stopped(why) }),
  'unknown-template': ({ name, near }) =>
    text(
      'There is no template ',
      { plain: name },
      near.length ? `. Did you mean ${list(near)}?` : ' for you here. Use /template list to see those you can use.',
    ),
  'batch-invalid': ({ why }) => text({ plain: stopped(why) }),
  'not-confirmed': () =>
    text('Nobody said yes to the price within an hour, so nothing was made. Send it again if you still want it.'),
  'needs-confirmation': ({ cost, limit }) =>
    text(
      `This costs ${credits(cost)}${limit > 0 ? `, more than the ${count(limit)} that are spent without asking` : ''}. Say yes to it first, on the command line with --yes.`,
    ),
  'no-models': () => text('No provider is configured here. Whoever runs Easel has to add a key.'),
  'not-enough-credits': ({ cost, available, moreAt }) =>
    text(`This costs ${credits(cost)} and you have ${available}. More come at `, { time: moreAt }, '.'),
  'too-many-jobs': ({ limit }) => text(`You have ${limit} requests waiting already. Let one finish, or cancel one.`),
  'not-found': ({ what }) => text(`${what} is not here any more. Send your request anew.`),
  'page-over': ({ how }) => text(`This link was used or replaced by a newer one, is too old, or is not whole. ${how}`),
  'price-changed': ({ seen, cost }) =>
    text(`This costs ${credits(cost)} by now, not ${count(seen)}. Say yes to the new price, if you still want it.`),
  'not-allowed': ({ what }) => text(`You may not ${what}.`),
  'place-forbids': ({ permissions, how }) =>
    text(
      ...(permissions.length === 0
        ? ['Easel is not']
        : [
            `Easel lacks ${permissions.length === 1 ? 'the permission' : 'the permissions'} `,
            { bold: permissions.join(', ') },
          ]),
      ' in the channel you asked in, so nothing could be shown there. ',
      how ?? `Ask a moderator to ${permissions.length === 0 ? 'add' : 'allow'} it, or use another channel.`,
    ),
  'rate-limited': ({ provider }) =>
    text(`${provider} is taking no more requests at the moment. Try again in a minute.`),
  unavailable: ({ provider }) => text(`${provider} cannot be reached or is overloaded. Try again in a few minutes.`),
  'timed-out': ({ provider, afterMs }) =>
    text(`${provider} gave no picture within ${seconds(afterMs)}. Try again, or a faster model or a lower quality.`),
  'provider-failed': ({ provider, status }) =>
    text(`${provider} failed${status ? ` (error ${status})` : ''}. Try again.`),
  'invalid-request': ({ provider, said }) =>
    text(`${provider} refused the request: `, { plain: stopped(said) }, ' Change the request and send it again.'),
  'no-image': ({ provider, unfetched }) =>
    unfetched
      ? text(`${provider} made a picture, and it could not be fetched from there. Try again; it is not the prompt.`)
      : text(`${provider} answered without a picture. Try again, or word the prompt differently.`),
  'image-corrupt': ({ provider }) => text(`${provider} sent a damaged picture. Try again.`),
  'outcome-unknown': ({ provider, restarted }) =>
    text(
      restarted
        ? `Easel was restarted while ${provider} was drawing`
        : `The connection to ${provider} broke after your request was sent`,
      `, so nobody knows whether a picture was made. It is not repeated by itself; press Reroll to ask again.`,
    ),
  auth: ({ provider }) =>
    text(
      `${provider} does not accept Easel's key. Whoever runs Easel has been told; there is nothing wrong with your request.`,
    ),
  quota: ({ provider }) =>
    text(
      `Easel's account at ${provider} has run out of money or quota. Whoever runs Easel has been told; there is nothing wrong with your request.`,
    ),
  'model-unavailable': ({ provider, model }) =>
    text(
      `${provider} does not offer ${model} to Easel's account. Choose another model; whoever runs Easel has been told.`,
    ),
  'store-unavailable': () =>
    text('Easel cannot reach its store and takes no work until it can. Whoever runs Easel has been told.'),
  'store-full': () =>
    text('Easel has no room left for pictures, so they could not be kept. Whoever runs Easel has been told.'),
  'output-exists': ({ path }) =>
    text('The file ', { plain: path }, ' exists already. Choose another name, or overwrite it with --force.'),
  'output-failed': ({ path, said, key }) =>
    text(
      'The picture is made but cannot be written to ',
      { plain: path },
      `: ${stopped(said)} Copy it from the data folder, where it is kept as blobs/${key}.`,
    ),
  canceled: () => text('This was canceled. Send it again if you want it after all.'),
  interrupted: () => text('Easel was restarted before your request was sent. Send it again.'),
  'shutting-down': () => text('Easel is restarting. Send it again in a minute.'),
  internal: () => text('Something went wrong inside Easel. Try again; whoever runs Easel can find it in the log.'),
};

/** 2048 -> `2,048`. */
/** Kept, because making one takes far longer than writing a number. */
const numbers = new Intl.NumberFormat('en-US');

export const count = (value: number): string => numbers.format(value);

const MANY = 1_000_000;

/** A number of dozens of digits tells nobody anything. */
const manyOf = (value: number): string => (value > MANY ? `more than ${count(MANY)}` : count(value));

/** 1 -> `1 credit`, 8 -> `8 credits`. */
export const credits = (value: number): string => `${count(value)} ${value === 1 ? 'credit' : 'credits'}`;

/**
 * 5242880 -> `5 MB` (binary megabytes, as upload limits are written). Rounded up, so that one byte above a limit does not read
 * as the limit itself.
 */
export function megabytes(byteLength: number): string {
  const steps = byteLength < 10_485_760 ? 100 : 10;
  return `${count(Math.ceil((byteLength / 1_048_576) * steps) / steps)} MB`;
}

const seconds = (ms: number): string => {
  if (ms >= 120_000) return `${Math.round(ms / 60_000)} minutes`;
  const whole = Math.max(1, Math.round(ms / 1000));
  return whole === 1 ? '1 second' : `${whole} seconds`;
};
