/** More are never on their way at once. */
const REMEMBERED = 10_000;

/** Tells of a job once, however many ways the news comes by. */
export function oncePerJob(tell: (jobId: string) => void): (jobId: string) => void {
  const told = new Set<string>();
  return (jobId) => {
    if (told.has(jobId)) return;
    told.add(jobId);
    const [oldest] = told;
    if (told.size > REMEMBERED && oldest !== undefined) told.delete(oldest);
    tell(jobId);
  };
}
