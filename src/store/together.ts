/**
 * Work of one name that serves everybody who asks for it: who asks while it runs waits for one more run, together with all others
 * who ask meanwhile, because the one that runs may have begun too early for them.
 */
export function createTogether(work: (name: string) => Promise<void>): (name: string) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();

  function run(name: string): Promise<void> {
    const mine = work(name).finally(() => {
      if (running.get(name) === mine) running.delete(name);
    });
    running.set(name, mine);
    return mine;
  }

  async function after(name: string, current: Promise<void>): Promise<void> {
    await current.catch(() => undefined);
    next.delete(name);
    await run(name);
  }

  return function together(name) {
    const current = running.get(name);
    if (!current) return run(name);
    const waiting = next.get(name) ?? after(name, current);
    next.set(name, waiting);
    return waiting;
  };
}
