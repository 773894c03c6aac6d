import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openWorkplace, type Workplace } from './run-easel.ts';

const LIST = 'prompt,n,size\na fox,1,816x816\n,1,\n"{red,blue} car",1,816x816\nbad,x,\n';

function workplace(text = LIST, env: Readonly<Record<string, string>> = {}): Workplace {
  const place = openWorkplace(env);
  writeFileSync(join(place.folder, 'prompts.csv'), text);
  return place;
}

const manifestIn = (folder: string, name = 'easel-prompts') =>
  JSON.parse(readFileSync(join(folder, name, 'manifest.json'), 'utf8'));

const plain = (count: number) => `prompt\n${Array.from({ length: count }, (_, at) => `picture ${at}`).join('\n')}\n`;

const paidIn = ({ easel }: Workplace): Promise<number> =>
  easel('credits', '--json').then(({ stdout }) => 40 - JSON.parse(stdout).available);

// Each command is a process of its own, and several of them follow each other.
describe('easel batch', { timeout: 60_000 }, () => {
  it('tells one price and the broken lines, and spends nothing with --dry-run', async () => {
    const place = workplace();
    const { code, stderr, stdout } = await place.easel('batch', 'prompts.csv', '--dry-run');
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain('2 lines cannot be made and are left out:\n  line 3: Your prompt is empty.');
    expect(stderr).toContain('line 5: The value x does not fit the option n.');
    expect(stderr).toContain('2 lines, 3 pictures, 6 credits; you have 40.\nNothing was spent.');
    expect(await paidIn(place)).toBe(0);
  });

  it('asks before it spends, and where nobody can be asked refuses without --yes', async () => {
    const place = workplace();
    expect(await place.easel('batch', 'prompts.csv')).toMatchObject({ code: 2, stdout: '' });
    expect(await paidIn(place)).toBe(0);
  });

  it('makes what can be made, with a manifest, and the same command again makes nothing anew', async () => {
    const place = workplace();
    const { folder, easel } = place;
    const first = await easel('batch', 'prompts.csv', '--yes');
    // Two lines are broken, so not all of it is done.
    expect(first).toMatchObject({ code: 1, stdout: 'easel-prompts\n' });
    const files = ['000002-a-fox.png', '000004-red-blue-car-1.png', '000004-red-blue-car-2.png'];
    expect(readdirSync(join(folder, 'easel-prompts')).toSorted()).toEqual([...files, 'manifest.csv', 'manifest.json']);
    const { batch, lines } = manifestIn(folder);
    expect(batch).toMatchObject({ state: 'done', made: 2, credits: 6, pictures: 3, broken: 2 });
    expect(lines).toMatchObject([
      {
        line: 2,
        state: 'made',
        prompt: 'a fox',
        model: 'simulator/sketch',
        mode: 'generate',
        credits: 2,
        files: [files[0]],
      },
      { line: 3, state: 'broken', error: expect.stringContaining('empty') },
      { line: 4, state: 'made', files: files.slice(1) },
      { line: 5, state: 'broken' },
    ]);
    expect(readFileSync(join(folder, 'easel-prompts/manifest.csv'), 'utf8')).toContain(
      '2,made,a fox,size 816x816; n 1,',
    );
    const again = await easel('batch', 'prompts.csv', '--yes', '--output', 'all.zip');
    expect(again.stderr).toContain('It is made already; --again makes it anew.');
    expect(readFileSync(join(folder, 'all.zip')).subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
    expect(await paidIn(place)).toBe(6);
    expect(await easel('batch', 'prompts.csv', '--yes', '--output', 'all.zip')).toMatchObject({ code: 2 });
    expect(await easel('batch', 'prompts.csv', '--yes', '--again', '--output', 'new')).toMatchObject({ code: 1 });
    expect(await paidIn(place)).toBe(12);
  });

  it('goes on after kill -9 where it was, and pays for nothing twice', async () => {
    const place = workplace(plain(8));
    const started = place.start('batch', 'prompts.csv', '--yes');
    await expect
      .poll(() => /[1-7] of 8 lines made/.test(started.stderr()), { timeout: 14_000, interval: 20 })
      .toBe(true);
    started.child.kill('SIGKILL');
    await started.ended;
    const resumed = await place.easel('batch', 'prompts.csv', '--resume');
    expect(resumed.stderr).toContain('Going on where it was.');
    const { batch, lines } = manifestIn(place.folder);
    expect(batch.state).toBe('done');
    expect(batch.made + batch.unknown).toBe(8);
    expect(batch.made).toBeGreaterThan(0);
    expect(new Set(lines.flatMap(({ jobId }: { jobId: string }) => jobId)).size).toBe(8);
    expect(await paidIn(place)).toBe(batch.made * 2);
  });

  it('ends gently with Ctrl-C: what is under way is kept, the rest is made by the same command', async () => {
    const place = workplace(plain(12));
    const started = place.start('batch', 'prompts.csv', '--yes');
    await expect
      .poll(() => /\d+ of 12 lines made/.test(started.stderr()), { timeout: 14_000, interval: 20 })
      .toBe(true);
    started.child.kill('SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('left. To go on: easel batch prompts.csv');
    const stopped = manifestIn(place.folder).batch;
    expect(stopped.state).toBe('stopped');
    expect(stopped.unknown + stopped.failed).toBe(0);
    expect(await paidIn(place)).toBe(stopped.made * 2);
    expect(await place.easel('batch', 'prompts.csv')).toMatchObject({ code: 0 });
    expect(manifestIn(place.folder).batch).toMatchObject({ state: 'done', made: 12, credits: 24 });
  });

  it('stops where credits run out, says how many are done, and exits with 4', async () => {
    const place = workplace(plain(30));
    writeFileSync(join(place.folder, 'easel.json'), JSON.stringify({ credits: { allowance: 6 } }));
    const { folder, dataDir } = place;
    const poor = openWorkplace({ EASEL_DATA_DIR: dataDir, EASEL_CONFIG: join(folder, 'easel.json') }, folder);
    const ended = await poor.easel('batch', 'prompts.csv', '--yes');
    expect(ended.code).toBe(4);
    expect(ended.stderr).toContain('That is more than the 6 you have: it stops where they end.');
    expect(ended.stderr).toContain('3 of 30 lines made');
    expect(ended.stderr).toContain('27 lines left. To go on: easel batch prompts.csv');
    expect(manifestIn(folder).lines.filter(({ state }: { state: string }) => state === 'open')).toHaveLength(27);
    const more = (credits: object) => writeFileSync(join(folder, 'easel.json'), JSON.stringify({ credits }));
    more({ allowance: 1000, costs: { textToImage: 3 } });
    const dearer = await poor.easel('batch', 'prompts.csv');
    expect(dearer.code).toBe(1);
    expect(dearer.stderr).toContain('This costs 3 credits by now, not 2.');
    expect(dearer.stderr).toContain('or all of it anew with --again');
    const anew = await poor.easel('batch', 'prompts.csv', '--again', '--dry-run');
    expect(anew.stderr).toContain('30 lines, 30 pictures, 90 credits');
    // To look at a price gives up nothing.
    more({ allowance: 10 });
    expect((await poor.easel('batch', 'prompts.csv')).stderr).toContain('5 of 30 lines made');
  });

  it('takes pictures that stand beside the list', async () => {
    const place = workplace('prompt,image\na fox,\n');
    await place.easel('generate', 'a house', '--size', '816x816', '-o', 'house.png');
    writeFileSync(join(place.folder, 'edits.csv'), 'prompt,image\nin winter,house.png\nin spring,gone.png\n');
    const ended = await place.easel('batch', 'edits.csv', '--yes', '--raw');
    expect(JSON.parse(ended.stdout)).toMatchObject({ batch: { state: 'done', lines: 1, broken: 1, made: 1 } });
    expect(manifestIn(place.folder, 'easel-edits').lines).toMatchObject([
      { state: 'made', mode: 'edit' },
      { state: 'broken', error: expect.stringContaining('gone.png') },
    ]);
  });

  it.each([
    [['nothing.csv'], 'There is no file nothing.csv'],
    [['prompts.csv', '--resume'], 'Nothing of prompts.csv was begun'],
    [['prompts.csv', '--list', 'pdf'], 'Allowed choices are csv, jsonl, lines'],
  ])('says what is wrong with %j', async (args, why) => {
    const { easel, folder } = workplace();
    const ended = await easel('batch', ...args);
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(why);
    expect(existsSync(join(folder, 'easel-prompts'))).toBe(false);
  });
});
