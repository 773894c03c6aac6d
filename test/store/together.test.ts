import { describe, expect, it } from 'vitest';
import { createTogether } from '#src/store/together.ts';

/** Work that stands still until it is let go, and remembers its runs. */
function standing() {
  const runs: { readonly name: string; end(): void; fail(): void }[] = [];
  const together = createTogether(
    (name) =>
      new Promise<void>((resolve, reject) => {
        runs.push({ name, end: resolve, fail: () => reject(new Error('no')) });
      }),
  );
  return { runs, together };
}

/** Everything that only waits for promises has gone on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('work done together', () => {
  it('runs at once, and once more for all who ask while it runs', async () => {
    const { runs, together } = standing();
    const first = together('ada');
    const others = [together('ada'), together('ada'), together('ada')];
    expect(runs).toHaveLength(1);
    runs[0]?.end();
    await first;
    await settled();
    expect(runs).toHaveLength(2);
    runs[1]?.end();
    await Promise.all(others);
    await settled();
    expect(runs).toHaveLength(2);
  });

  it('of another name does not wait', () => {
    const { runs, together } = standing();
    void together('ada');
    void together('grace');
    expect(runs.map(({ name }) => name)).toEqual(['ada', 'grace']);
  });

  it('that fails tells those who waited for it, and nobody else', async () => {
    const { runs, together } = standing();
    const first = together('ada');
    const second = together('ada');
    runs[0]?.fail();
    await expect(first).rejects.toThrow('no');
    await settled();
    runs[1]?.end();
    await expect(second).resolves.toBeUndefined();
    void together('ada');
    expect(runs).toHaveLength(3);
  });
});
