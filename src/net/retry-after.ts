/** How long the provider asks to be left alone; empty where it does not say. `retry-after` is in seconds or a date. */
export function retryAfterMs(headers: Headers, now: number): { readonly retryAfterMs?: number } {
  const exact = Number.parseFloat(headers.get('retry-after-ms') ?? '');
  const plain = headers.get('retry-after') ?? '';
  const usual = /^\s*\d+(\.\d+)?\s*$/.test(plain) ? Number(plain) * 1000 : msUntil(plain, now);
  const found = [exact, usual].find((value) => Number.isFinite(value));
  return found === undefined ? {} : { retryAfterMs: Math.max(0, Math.ceil(found)) };
}

/** JavaScript would read `-5` as a year, and a date of the header always has letters. */
const msUntil = (date: string, now: number): number => (/[a-z]/i.test(date) ? Date.parse(date) - now : Number.NaN);
