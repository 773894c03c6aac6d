/**
 * For how long other processes have said nothing, in beats of our own: each says what the others had said by then.
 *
 * A silence is no matter of hours. Where the store was gone, the machine slept or a clock was set, everybody was silent, and whoever looks
 * first afterwards must not take all others for dead. So only beats count that came after another in good order, and that a process
 * let pass which could have beaten as well as we.
 */
export function createSilence() {
  /** By process: its last beat that we have seen, and how many of ours it let pass since. */
  let seen = new Map<string, { readonly beatAt: number; readonly missed: number }>();

  return {
    /** We have beaten. @param others when each process has last beaten, by whatever clock. */
    heard(others: ReadonlyMap<string, { readonly beatAt: number }>): void {
      seen = new Map(
        [...others].map(([id, { beatAt }]) => {
          const last = seen.get(id);
          return [id, { beatAt, missed: last?.beatAt === beatAt ? last.missed + 1 : 0 }];
        }),
      );
    },

    /** We could not beat, so others may not have been able to either: everybody gets their whole time again. */
    unsure(): void {
      seen = new Map();
    },

    /** How many of our beats it let pass, whose last one is `beatAt`. */
    of(id: string, beatAt: number): number {
      const last = seen.get(id);
      return last?.beatAt === beatAt ? last.missed : 0;
    },
  };
}
