/** A listener whose failures nobody hears: showing progress is a courtesy, and must not cost a picture that is paid for. */
export const quietly =
  <A extends readonly unknown[]>(listener: (...told: A) => void) =>
  (...told: A): void => {
    try {
      listener(...told);
    } catch {
      // See above.
    }
  };
