import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOfList, type ListEntry, type ListFormat, readList } from '#src/batch-files/read-list.ts';

async function* chunksOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Uint8Array, format: ListFormat, size = 7): Promise<readonly ListEntry[]> {
  const entries: ListEntry[] = [];
  for await (const entry of readList(chunksOf(Buffer.from(text), size), format)) entries.push(entry);
  return entries;
}

const told = (entries: readonly ListEntry[]) =>
  entries.map((entry) =>
    'broken' in entry ? `${entry.line} broken: ${entry.broken}` : [entry.line, Object.fromEntries(entry.fields)],
  );

describe('a list as CSV', () => {
  it('has columns by its first line, in any order and case, and by the names others use', async () => {
    expect(
      told(await read('\ufeffN,Prompt,output-format\r\n2,a fox,webp\r\n,"a ""red"" car, fast",\r\n', 'csv')),
    ).toEqual([
      [2, { n: '2', prompt: 'a fox', format: 'webp' }],
      [3, { n: '', prompt: 'a "red" car, fast', format: '' }],
    ]);
  });

  it('may be parted by semicolons or tabs, as spreadsheets do', async () => {
    expect(told(await read('prompt;n\na, b;2\n', 'csv'))).toEqual([[2, { prompt: 'a, b', n: '2' }]]);
    expect(told(await read('prompt\tn\na; b\t2\n', 'csv'))).toEqual([[2, { prompt: 'a; b', n: '2' }]]);
  });

  it('may have prompts over several lines, and empty lines between', async () => {
    expect(told(await read('prompt\n"one\ntwo"\n\nthree', 'csv'))).toEqual([
      [2, { prompt: 'one\ntwo' }],
      [5, { prompt: 'three' }],
    ]);
  });

  it('tells the broken lines and reads the rest', async () => {
    const long = 'x'.repeat(40_000);
    const text = `prompt,n\na,1\n"never closed,1\nb,2\nc,3,more\n${long},1\nd "quoted",4\n"e" f,5\ng\n`;
    expect(told(await read(text, 'csv', 1000))).toEqual([
      [2, { prompt: 'a', n: '1' }],
      '3 broken: A quotation mark is never closed.',
      [4, { prompt: 'b', n: '2' }],
      '5 broken: It has 3 cells, and the first line names 2 columns.',
      '6 broken: It is too long.',
      [7, { prompt: 'd "quoted"', n: '4' }],
      [8, { prompt: '"e" f', n: '5' }],
      [9, { prompt: 'g', n: '' }],
    ]);
  });

  it('is spoiled by a quotation mark that is never closed in that line alone, also where others follow', async () => {
    expect(told(await read('prompt,n\n"never closed,1\n"a, b",2\nc,3\n', 'csv'))).toEqual([
      '2 broken: A quotation mark is never closed.',
      [3, { prompt: 'a, b', n: '2' }],
      [4, { prompt: 'c', n: '3' }],
    ]);
  });

  it.each([
    ['subject,n\na,1', 'and "subject" is none'],
    ['n,model\n1,x', 'names its columns'],
    ['prompt,prompt\na,b', 'two columns prompt'],
    ['__proto__,prompt\na,b', 'and "__proto__" is none'],
  ])('is refused as a whole where its first line names no columns: %j', async (text, why) => {
    await expect(read(text, 'csv')).rejects.toThrow(why);
  });

  it('is empty where it is empty', async () => {
    expect(await read('', 'csv')).toEqual([]);
    expect(await read('prompt\n\n', 'csv')).toEqual([]);
  });

  it('comes back as it was written, whatever quotes, commas and line breaks are in it', async () => {
    const cell = fc.string({ maxLength: 12, unit: fc.constantFrom(...'ab ",;\n\r\té') });
    const written = (value: string) => `"${value.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, size) => {
          const text = `prompt,negative\n${rows.map((row) => row.map(written).join(',')).join('\n')}\n`;
          const entries = await read(text, 'csv', size);
          // Carriage returns before a line break belong to the break.
          const plain = (value: string) => value.replace(/\r+\n/g, '\n');
          expect(entries.map((entry) => ('fields' in entry ? [...entry.fields.values()].map(plain) : entry))).toEqual(
            rows.map((row) => row.map(plain)),
          );
        },
      ),
    );
  });

  it('always ends, and tells of every line at most once, whatever comes', async () => {
    const junk = fc.string({ maxLength: 200, unit: fc.constantFrom(...'a",\n;\r') });
    await fc.assert(
      fc.asyncProperty(junk, fc.integer({ min: 1, max: 20 }), async (text, size) => {
        const lines = (await read(`prompt,n\n${text}`, 'csv', size)).map(({ line }) => line);
        expect(new Set(lines).size).toBe(lines.length);
        expect(lines.toSorted((one, other) => one - other)).toEqual(lines);
      }),
    );
  });

  it('is read fast also where every line is broken', async () => {
    const began = performance.now();
    const entries = await read(`prompt\n${'"never closed\n'.repeat(20_001)}`, 'csv', 65_536);
    expect(entries.length).toBeGreaterThan(9000);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('is read fast also where a line that goes on is full of quotation marks', async () => {
    const marks = `prompt\n"x\n${'"'.repeat(30_000)}\n`.repeat(30);
    const since = performance.now();
    await read(marks, 'csv', 65_536);
    expect(performance.now() - since).toBeLessThan(10_000);
  });
});

describe('a list as JSON lines', () => {
  it('has an object or only the words in each', async () => {
    expect(
      told(
        await read(
          '{"prompt": "a fox", "n": 2, "seed": null}\n"a hen"\n\n{"prompt":"x","image":["a.png","b.png"]}',
          'jsonl',
        ),
      ),
    ).toEqual([
      [1, { prompt: 'a fox', n: '2', seed: '' }],
      [2, { prompt: 'a hen' }],
      [4, { prompt: 'x', image: 'a.png;b.png' }],
    ]);
  });

  it('tells the broken lines and reads the rest', async () => {
    const deep = `${'['.repeat(10_000)}${']'.repeat(10_000)}`;
    const text = [
      '{"prompt": "a"',
      '[1]',
      '{"prmpt": "a"}',
      '{"prompt": {"a": 1}}',
      '{"__proto__": "x", "prompt": "a"}',
      deep,
      '{"prompt": "b"}',
    ];
    expect(told(await read(text.join('\n'), 'jsonl')).map((line) => String(line).slice(0, 40))).toEqual([
      '1 broken: It is no JSON object, such as ',
      '2 broken: It is no JSON object, such as ',
      '3 broken: There is no option prmpt. Ther',
      '4 broken: prompt has to be words or a nu',
      '5 broken: There is no option __proto__. ',
      '6 broken: It is no JSON object, such as ',
      '7,[object Object]',
    ]);
  });
});

it('a list of plain lines has a prompt in each, braces, commas, quotes and all', async () => {
  expect(told(await read('{red,blue} car, "fast"\r\n\n  \nlast', 'lines'))).toEqual([
    [1, { prompt: '{red,blue} car, "fast"' }],
    [4, { prompt: 'last' }],
  ]);
});

it.each<[Uint8Array, string]>([
  [Buffer.from('\ufeffprompt', 'utf16le'), 'UTF-16'],
  [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13]), 'no text'],
])('what is no text is refused', async (bytes, why) => {
  await expect(read(bytes, 'lines', 1000)).rejects.toThrow(why);
});

it('letters that are cut between two chunks stay whole', async () => {
  expect(told(await read('größe 猫 🎉', 'lines', 1))).toEqual([[1, { prompt: 'größe 猫 🎉' }]]);
});

it.each([
  ['prompts.csv', 'csv'],
  ['A.TSV', 'csv'],
  ['x.jsonl', 'jsonl'],
  ['x.ndjson', 'jsonl'],
  ['prompts.txt', 'lines'],
  ['-', 'lines'],
])('%s is read as %s', (name, format) => {
  expect(formatOfList(name)).toBe(format);
});
