import { HTTPException } from 'hono/http-exception';

/**
 * Lets one piece of work of each name run at a time. Reading a mask takes its turn among everybody's pictures, so nobody may stand
 * in line twice, however many links they have.
 */
export function createOneAtATime() {
  const running = new Set<string>();
  return async function oneAtATime<T>(name: string, work: () => Promise<T>): Promise<T> {
    if (running.has(name))
      throw new HTTPException(429, {
        message: 'You are asking already, here or on another page. Wait for that answer.',
      });
    running.add(name);
    try {
      return await work();
    } finally {
      running.delete(name);
    }
  };
}
