import { describe, expect, it } from 'vitest';
import type { ErrorCode, ErrorDetails } from '#src/domain/error-details.ts';
import { count, credits, ERROR_TEXTS, megabytes } from '#src/domain/error-texts.ts';
import { asEaselError, type Blame, EaselError, explain, toFailure } from '#src/domain/errors.ts';
import { plainText, text } from '#src/domain/text.ts';

/** One example of each code, as the parts of Easel raise it. */
const EXAMPLES: { readonly [C in ErrorCode]: ErrorDetails[C] } = {
  'empty-prompt': {},
  'prompt-too-long': { length: 2143, limit: 2000 },
  'content-blocked': { stage: 'output', categories: ['violence'] },
  'image-too-large': { name: 'cat.png', byteLength: 5_242_881, limitBytes: 5_242_880 },
  'image-type': { name: 'notes.png', found: 'text/plain' },
  'image-broken': { name: 'cat.png' },
  'image-animated': { name: 'cat.gif' },
  'image-too-many-pixels': { name: 'cat.png', width: 30_000, height: 30_000, limitPixels: 25_000_000 },
  'image-missing': { name: 'cat.png' },
  'images-refused': { reasons: ['Your picture cat.gif is animated. Send a still picture'], of: 3 },
  'needs-image': {},
  'too-many-references': { count: 17, limit: 16, model: 'atelier/able', instead: ['atelier/other'] },
  'mode-without-mask': { mode: 'upscale' },
  'too-many-pictures': { count: 500, max: 40 },
  'mask-without-image': {},
  'mask-size': { mask: '512 x 512', image: '1024 x 768' },
  'mask-not-found': { name: 'mask.png' },
  'mask-unreadable': { name: 'mask.png' },
  'region-unknown': { said: 'J3', why: 'There is no such cell: columns go from A to H and rows from 1 to 8.' },
  'nothing-painted': {},
  'all-painted': {},
  'mask-too-large': { byteLength: 4_500_000, limitBytes: 4_194_304 },
  'count-out-of-range': { count: 11, max: 10 },
  'transparent-needs-alpha': { format: 'jpeg' },
  'option-invalid': { option: 'quality', value: 'shiny', allowed: 'low, high' },
  'unknown-model': { name: 'atelier/abel', near: ['atelier/able'] },
  'unknown-version': { said: 'v7', known: ['v1', 'v2'] },
  'ambiguous-model': { name: 'able', near: ['atelier/able', 'studio/able'] },
  'model-retired': { model: 'atelier/old', at: '2026-12-01', successor: 'atelier/able' },
  'model-cannot': { model: 'atelier/plain', what: 'use a mask', instead: ['atelier/able'], withKey: [] },
  'model-off': { model: 'atelier/able' },
  'template-invalid': { why: 'The template poster has itself inside. Change your template' },
  'unknown-template': { name: 'postr', near: ['poster'] },
  'batch-invalid': { why: 'Not one line of this can be made. Change the lines that are listed' },
  'not-confirmed': {},
  'needs-confirmation': { cost: 48, limit: 20 },
  'no-models': {},
  'not-enough-credits': { cost: 8, available: 2, moreAt: Date.UTC(2026, 10, 22) },
  'too-many-jobs': { limit: 10 },
  'not-found': { what: 'This picture' },
  'page-over': { how: 'Go back to the chat and press Paint mask again.' },
  'price-changed': { seen: 4, cost: 8 },
  'not-allowed': { what: "delete somebody else's result" },
  'place-forbids': { permissions: ['Attach Files'] },
  'rate-limited': { provider: 'Atelier' },
  unavailable: { provider: 'Atelier' },
  'timed-out': { provider: 'Atelier', afterMs: 180_000 },
  'provider-failed': { provider: 'Atelier', status: 500 },
  'invalid-request': { provider: 'Atelier', said: 'size is not supported' },
  'no-image': { provider: 'Atelier' },
  'image-corrupt': { provider: 'Atelier' },
  'outcome-unknown': { provider: 'Atelier' },
  auth: { provider: 'Atelier' },
  quota: { provider: 'Atelier' },
  'model-unavailable': { provider: 'Atelier', model: 'atelier/able' },
  'store-unavailable': {},
  'store-full': {},
  'output-exists': { path: 'out/light.png' },
  'output-failed': { path: 'out/light.png', said: 'permission denied', key: 'abc.png' },
  canceled: {},
  paused: { everywhere: false, reason: 'the bill' },
  'blocked-person': { until: Date.UTC(2026, 10, 22), reason: 'too much' },
  'place-quiet': {},
  'rule-forbids': { what: 'the model atelier/able', by: 'the rule for this channel', allowed: ['atelier/plain'] },
  'no-model-allowed': { by: 'the rule for this channel' },
  'too-fast': { perMinute: 4, moreAt: Date.UTC(2026, 10, 22), of: 'person' },
  'budget-spent': { of: 'tenant-money', moreAt: Date.UTC(2026, 11, 1) },
  'changed-meanwhile': { by: 'Grace', what: 'the allowance of everybody' },
  'content-rule': { rule: 'no faces', appeal: true },
  'held-for-review': {},
  'link-refused': { why: 'This code is older than ten minutes' },
  interrupted: {},
  'shutting-down': {},
  internal: {},
};

/** Every key of the table is a code, for the type above says so and none can be missing. */
const CODES = Object.keys(EXAMPLES) as ErrorCode[];

const errorOf = <C extends ErrorCode>(code: C, charged = false) => new EaselError(code, EXAMPLES[code], { charged });
const sentenceOf = (code: ErrorCode) => plainText(explain(errorOf(code)));

/** The words by which a person knows whose problem it is. */
const WHOSE: Readonly<Record<Blame, RegExp>> = {
  prompt: /\bprompt\b/i,
  image: /\b(picture|pictures|mask|file)\b/i,
  provider: /\bAtelier\b/,
  settings: /\b(you|your|model|option|file|format|jpeg|atelier\/\S+|picture|this)\b/i,
  operator: /\bwhoever runs Easel\b/i,
  easel: /\bEasel\b/,
};

/** The words by which a person knows what to do next, or that somebody else does it. */
const NEXT_STEP =
  /\b(Write|Shorten|Word|Send|Save|Attach|Leave|Erase|Mark|draw|Use|Choose|Copy|Say which|Say yes|Did you mean|Try|press|Let one|Ask for|Change|More come at|has been told|waits for|Ask a moderator|Look at it again|has to add|atelier\/able can)\b/;

describe.each(CODES)('%s', (code) => {
  const sentence = sentenceOf(code);

  it('is told in whole sentences', () => {
    expect(sentence).toMatch(/^([A-Z0-9]|atelier\/).*[^.][.?] Nothing was charged\.$/s);
    expect(sentence).not.toMatch(/undefined|NaN|\[object|\.\.| {2}/);
  });

  it('says whose problem it is', () => {
    expect(plainText(ERROR_TEXTS[code](EXAMPLES[code] as never))).toMatch(WHOSE[errorOf(code).blame]);
  });

  it('says that it was charged when it was', () => {
    expect(plainText(explain(errorOf(code, true)))).toMatch(/ You were charged for it\.$/);
  });
});

// What may not be done has no next step but the one its caller names.
it.each(CODES.filter((code) => code !== 'not-allowed'))('%s says what to do next', (code) => {
  expect(sentenceOf(code)).toMatch(NEXT_STEP);
});

describe('the words of an error', () => {
  const said = <C extends ErrorCode>(code: C, details: ErrorDetails[C]) =>
    plainText(explain(new EaselError(code, details)));

  it.each([
    [said('prompt-too-long', { length: 2143, limit: 2000 }), '2,143 characters; the limit is 2,000'],
    [said('content-rule', { rule: 'no faces', appeal: true }), 'no faces. Word your prompt differently, or ask'],
    [said('content-rule', { rule: 'no faces', appeal: true, reword: false }), 'no faces. Ask the moderators to look'],
    [said('content-rule', { rule: 'no faces', appeal: false, reword: false }), 'this: no faces. Nothing'],
    [sentenceOf('image-too-large'), 'cat.png has 5.01 MB; the limit is 5 MB'],
    [sentenceOf('image-too-many-pixels'), '30,000 x 30,000 pixels; the limit is 25 megapixels'],
    [said('image-type', { name: 'x.png' }), 'x.png is not a picture Easel can read'],
    [said('content-blocked', {}), 'blocked this request. Word'],
    [sentenceOf('content-blocked'), 'blocked the finished picture (violence). Word'],
    [said('unknown-model', { name: 'zzz', near: [] }), 'There is no model zzz. See the list of models.'],
    [said('unknown-model', { name: 'z', near: ['a', 'b', 'c'] }), 'Did you mean a, b or c?'],
    [
      said('model-cannot', { model: 'm', what: 'use a mask', instead: [], withKey: [] }),
      'm cannot use a mask. No configured model can.',
    ],
    [
      said('model-cannot', { model: 'm', what: 'use a mask', instead: ['a', 'b'], withKey: [] }),
      'm cannot use a mask. a or b can.',
    ],
    [said('model-retired', { model: 'm', at: '2026-01-01' }), 'on 2026-01-01. Choose another model.'],
    [
      said('place-forbids', { permissions: [] }),
      'Easel is not in the channel you asked in, so nothing could be shown there. Ask a moderator to add it, or',
    ],
    [
      said('place-forbids', {
        permissions: [],
        how: text('Invite it with ', { code: '/invite @Easel' }, ', or use another channel.'),
      }),
      'could be shown there. Invite it with /invite @Easel, or use another channel. Nothing was charged.',
    ],
    [
      said('image-missing', { name: 'cat.png', how: text('Invite Easel to the channel it is in.') }),
      'cat.png could not be fetched. Invite Easel to the channel it is in. Nothing',
    ],
    [sentenceOf('unknown-version'), 'There is no v7 in this conversation. Use v1 or v2. Nothing'],
    [
      said('unknown-version', { said: 'v8', known: ['v1'], before: true }),
      'Use v1. If you mean no version, begin with',
    ],
    [sentenceOf('image-missing'), 'Your picture cat.png could not be fetched. Attach it again.'],
    [sentenceOf('not-enough-credits'), 'This costs 8 credits and you have 2. More come at 2026-11-22 00:00 UTC.'],
    [said('not-enough-credits', { cost: 1, available: 0, moreAt: 0 }), 'This costs 1 credit and you have 0.'],
    [sentenceOf('timed-out'), 'within 3 minutes'],
    [said('timed-out', { provider: 'p', afterMs: 45_000 }), 'within 45 seconds'],
    [said('timed-out', { provider: 'p', afterMs: 1000 }), 'within 1 second.'],
    [said('provider-failed', { provider: 'p' }), 'p failed. Try again.'],
    [sentenceOf('invalid-request'), 'refused the request: size is not supported. Change'],
    [said('invalid-request', { provider: 'p', said: 'No such size! ' }), 'No such size! Change'],
    [
      sentenceOf('images-refused'),
      '1 of your 3 pictures could not be used. Your picture cat.gif is animated. Send a still picture.',
    ],
  ])('%s', (sentence, part) => expect(sentence).toContain(part));

  it('keep what a person wrote apart from ours', () => {
    const words = '**bold** @everyone <b>';
    const parts = ERROR_TEXTS['unknown-model']({ name: words, near: [] });
    expect(parts).toContainEqual({ plain: words });
  });
});

describe('EaselError', () => {
  it('may be repeated only where it is proven that nobody worked on the request', () => {
    const retryable = CODES.filter((code) => errorOf(code).retryable);
    expect(retryable.toSorted()).toEqual(['rate-limited', 'unavailable']);
  });

  it("blames the operator for the account, never the person's words", () => {
    for (const code of ['auth', 'quota', 'model-unavailable', 'no-models', 'store-full', 'store-unavailable'] as const)
      expect(errorOf(code).blame).toBe('operator');
  });

  it('carries its cause, its wait and its sentence', () => {
    const cause = new Error('429');
    const error = new EaselError('rate-limited', { provider: 'Atelier' }, { cause, retryAfterMs: 1500 });
    expect(error).toMatchObject({ name: 'EaselError', cause, retryAfterMs: 1500, charged: false });
    expect(error.message).toContain('Atelier is taking no more requests');
  });

  it('becomes data that a job can keep', () => {
    expect(toFailure(errorOf('quota', true))).toEqual({
      code: 'quota',
      message: expect.stringMatching(/run out of money.*You were charged for it\.$/),
      text: expect.arrayContaining([{ plain: ' You were charged for it.' }]),
      blame: 'operator',
      charged: true,
    });
  });

  it('is what anything thrown becomes, with the original as cause and none of its words', () => {
    const secret = new TypeError('cannot read key sk-1');
    const error = asEaselError(secret);
    expect(error).toMatchObject({ code: 'internal', cause: secret });
    expect(error.message).not.toContain('sk-1');
    expect(asEaselError(error)).toBe(error);
    expect(asEaselError(undefined).code).toBe('internal');
  });
});

describe('numbers in sentences', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [2048, '2,048'],
  ])('count(%i) is %s', (value, words) => expect(count(value)).toBe(words));

  it.each([
    [0, '0 credits'],
    [1, '1 credit'],
    [1200, '1,200 credits'],
  ])('credits(%i) is %s', (value, words) => expect(credits(value)).toBe(words));

  it.each([
    [5_242_880, '5 MB'],
    [5_242_881, '5.01 MB'],
    [1, '0.01 MB'],
    [26_214_400, '25 MB'],
    [26_214_401, '25.1 MB'],
  ])('megabytes(%i) is %s', (value, words) => expect(megabytes(value)).toBe(words));
});
