import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommandText } from '#src/chat/slack/intake/read-command-text.ts';
import type { Command } from '#src/ports/command.ts';
import { commands } from '../../../../commands/index.ts';

const optionsOf = (name: string): Command['options'] => {
  const command = commands.find((one) => one.name === name);
  if (!command) throw new Error(`There is no /${name}.`);
  return command.options;
};

/** As moderators' commands are: whom, how much, and why. */
const GRANT: Command['options'] = {
  user: { kind: 'person', about: 'Whom' },
  role: { kind: 'role', about: 'Or everybody of a role' },
  channel: { kind: 'channel', about: 'Or a channel' },
  amount: { kind: 'integer', about: 'How many credits', min: 1, max: 1_000_000 },
  period: { kind: 'choice', about: 'How often', of: ['day', 'week'] },
  reason: { kind: 'text', about: 'Why', max: 200 },
  expires: { kind: 'text', about: 'Until when', max: 20 },
};

const granted = (text: string) => readCommandText(text, GRANT);

describe("what is written behind a moderators' command", () => {
  it.each([
    ['<@U0ADA00001|ada> 50 --reason "thank you"', { user: 'U0ADA00001', amount: 50, reason: 'thank you' }],
    ['50 <@U0ADA00001> thank you', { user: 'U0ADA00001', amount: 50, reason: 'thank you' }],
    ['thank you <@U0ADA00001> 50', { user: 'U0ADA00001', amount: 50, reason: 'thank you' }],
    ['<!subteam^S0DESIGN1|@designers> 50', { role: 'S0DESIGN1', amount: 50 }],
    ['50 week <#C0STUDIO1|studio>', { channel: 'C0STUDIO1', amount: 50, period: 'week' }],
    ['--user <@U0ADA00001> --amount 50', { user: 'U0ADA00001', amount: 50 }],
    [
      '<@U0ADA00001> 50 --expires 2026-12-31 for the 3 posters',
      { user: 'U0ADA00001', amount: 50, expires: '2026-12-31 for the 3 posters' },
    ],
    ['@ada 50', { user: '@ada', amount: 50 }],
    ['#studio 50', { channel: '#studio', amount: 50 }],
    ['made 3 posters', { reason: 'made 3 posters' }],
    ['mail ada@example.com 50', { amount: 50, reason: 'mail ada@example.com' }],
  ])('is read in any order: %s', (text, options) => {
    expect(granted(text)).toEqual(options);
  });
});

const imagined = (text: string) => readCommandText(text, optionsOf('imagine'));

describe('what is written behind a command', () => {
  it.each([
    ['a fox --ar 16:9 --n 2 --model flare', { prompt: 'a fox', aspect: '16:9', n: 2, model: 'flare' }],
    ['--ar=16:9 a fox', { prompt: 'a fox', aspect: '16:9' }],
    ['a fox ar:16:9 n:2', { prompt: 'a fox', aspect: '16:9', n: 2 }],
    ['a fox -m flare -q high', { prompt: 'a fox', model: 'flare', quality: 'high' }],
    ['a fox —ar 16:9', { prompt: 'a fox', aspect: '16:9' }],
    ['a fox –n 3', { prompt: 'a fox', n: 3 }],
    ['a fox --AR: 16:9', { prompt: 'a fox', aspect: '16:9' }],
    ['a fox --count 2', { prompt: 'a fox', n: 2 }],
    ['a fox --dry_run', { prompt: 'a fox', 'dry-run': true }],
    ['a fox --background Transparent', { prompt: 'a fox', background: 'transparent' }],
    ['a fox --model "gpt image"', { prompt: 'a fox', model: 'gpt image' }],
    ['a fox --model “gpt image”', { prompt: 'a fox', model: 'gpt image' }],
    ['a fox --model ‘gpt image’ at night', { prompt: 'a fox at night', model: 'gpt image' }],
    ['a fox --negative text, frames, --n 2', { prompt: 'a fox', negative: 'text, frames,', n: 2 }],
    ['a fox --no text', { prompt: 'a fox', negative: 'text' }],
    ['--negative text a fox', { prompt: 'a fox', negative: 'text' }],
    ['a fox --region top third', { prompt: 'a fox', region: 'top third' }],
    ['prompt:a fox in the snow', { prompt: 'a fox in the snow' }],
    ['--prompt "a fox --n 2" --n 3', { prompt: 'a fox --n 2', n: 3 }],
    ['"a fox --n 2"', { prompt: 'a fox --n 2' }],
    ['a sign saying "use --n 2" --n 3', { prompt: 'a sign saying "use --n 2"', n: 3 }],
    ["a cat's hat, the dog's bone", { prompt: "a cat's hat, the dog's bone" }],
    ['a  fox\n  in snow', { prompt: 'a  fox\n  in snow' }],
    ['', {}],
    ['   ', {}],
  ])('is read forgivingly: %s', (text, options) => {
    expect(imagined(text)).toEqual(options);
  });

  it.each([
    'a fox --sparkle 3 --shiny',
    'a fox -- really',
    'a fox – in snow',
    'a fox --model',
    'a fox --n',
    'see https://example.com and 16:9',
    'a well-known fox, price: 5',
    'style: vivid',
    'n:many foxes',
    '--image cat.png a fox',
    '--constructor 1 --__proto__ 2 toString:3',
  ])('keeps what is no option among the words: %s', (text) => {
    expect(imagined(text)).toEqual({ prompt: text });
  });

  it('keeps a number that is none, so that the app can say so', () => {
    expect(imagined('a fox --n many')).toEqual({ prompt: 'a fox', n: 'many' });
  });

  it.each([
    ['--private a fox', { prompt: 'a fox', private: true }],
    ['a fox --private', { prompt: 'a fox', private: true }],
    ['a fox --exact no', { prompt: 'a fox', exact: false }],
    ['a fox --exact no --n 2', { prompt: 'a fox', exact: false, n: 2 }],
    ['a fox --exact=nein', { prompt: 'a fox', exact: false }],
    ['a fox --no-exact', { prompt: 'a fox', exact: false }],
    ['exact:no a fox', { prompt: 'a fox', exact: false }],
    ['a fox --private=perhaps', { prompt: 'a fox --private=perhaps' }],
  ])('reads flags: %s', (text, options) => {
    expect(imagined(text)).toEqual(options);
  });

  it('shows nothing to others because of a word of the prompt', () => {
    expect(imagined('--private no people')).toEqual({ prompt: 'no people', private: true });
  });

  it.each([
    ['a &lt;b&gt; &amp;amp; c', 'a <b> &amp; c'],
    ['like <https://example.com/a|example.com/a>', 'like example.com/a'],
    ['like <https://example.com>', 'like https://example.com'],
    ['<@U123|ada> in <#C1|art> and <#C2>', '@ada in #art and #C2'],
    ['<!channel> <!subteam^S1|@devs> <!date^1^{date}|today>', '@channel @devs today'],
    ['<mailto:a@b.example|a@b.example>', 'a@b.example'],
    ['&lt;@U123&gt;', '<@U123>'],
  ])("undoes Slack's entities: %s", (text, prompt) => {
    expect(imagined(text)).toEqual({ prompt });
  });
});

describe('words alone', () => {
  it.each([
    ['credits', '<@U123|bob>', { user: 'U123' }],
    ['credits', '--user <@U123>', { user: 'U123' }],
    ['credits', 'user:<@U123|bob>', { user: 'U123' }],
    ['credits', '@nobody', { user: '@nobody' }],
    ['history', '5', { n: 5 }],
    ['history', 'red fox', { words: 'red fox' }],
    ['history', 'fox --model flare --from 7d', { words: 'fox', model: 'flare', from: '7d' }],
    ['history', '5 job:abc', { n: 5, job: 'abc' }],
    ['cancel', 'abc', { job: 'abc' }],
    ['help', '/imagine', { command: '/imagine' }],
    ['avatar', 'likes tea --name Ada Lovelace --n 8', { bio: 'likes tea', name: 'Ada Lovelace', count: 8 }],
    ['edit', 'remove the cup --region left', { prompt: 'remove the cup', region: 'left' }],
    ['imagine', '5 foxes', { prompt: '5 foxes' }],
    ['imagine', 'a portrait of <@U123|bob>', { prompt: 'a portrait of @bob' }],
  ])('are what /%s asks for first: %s', (name, text, options) => {
    expect(readCommandText(text, optionsOf(name))).toEqual(options);
  });
});

/** As somebody would write it who takes no risk. */
const write = (prompt: string, options: Readonly<Record<string, string | number | boolean>>): string =>
  [
    ...Object.entries(options).map(([name, value]) =>
      typeof value === 'string' ? `--${name} "${value}"` : `--${name}=${value}`,
    ),
    `"${prompt}"`,
  ].join(' ');

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const words = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .filter((text) => !/["“”„«»]/.test(text) && text.trim() !== '')
  .map((text) => text.trim());

const written = fc.record(
  {
    model: words,
    negative: words,
    n: fc.integer({ min: 1, max: 10 }),
    private: fc.boolean(),
    exact: fc.boolean(),
    format: fc.constantFrom('png', 'jpeg', 'webp'),
  },
  { requiredKeys: [] },
);

describe('any text', () => {
  it('that was written with care is read back', () => {
    fc.assert(
      fc.property(words, written, (prompt, options) => {
        expect(imagined(escaped(write(prompt, options)))).toEqual({ ...options, prompt });
      }),
    );
  });

  it('without an option is the prompt as it stands', () => {
    const plain = fc.string({ unit: 'grapheme' }).filter((text) => !/["“”„«»:‒–—―−-]/.test(text));
    fc.assert(
      fc.property(plain, (text) => {
        const prompt = text.trim();
        expect(imagined(escaped(text))).toEqual(prompt === '' ? {} : { prompt });
      }),
    );
  });

  it('throws nothing, and gives only options of the command', () => {
    const bits = fc.constantFrom(
      '--',
      '—',
      '-n',
      'ar:',
      '=',
      '"',
      '„',
      "'",
      '<@U1',
      '<',
      '>',
      '|',
      ' ',
      '\n',
      '&lt;',
      '2',
      'exact',
      'no',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(bits, fc.string()), { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(...commands), (said, command) => {
        const read = readCommandText(said, command.options);
        expect(Object.keys(read).filter((name) => !Object.hasOwn(command.options, name))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('of many signs that nothing closes is read in good time', () => {
    for (const sign of ['„ ', '<', '<a ', '--n ', '--negative ', '"', '‒'])
      expect(imagined(`a fox ${sign.repeat(5000)}`)).toBeTypeOf('object');
    // Many times what it takes, for a machine that has other work.
  }, 10_000);
});
