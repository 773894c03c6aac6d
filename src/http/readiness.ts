/** Whether the process can do its work, and how its parts are. */
export interface Readiness {
  /** False where a part is down without which nothing works. */
  readonly ok: boolean;
  /** In words, what keeps the process from its work. Never a secret. */
  readonly why?: readonly string[];
  /** A few words on each part, such as `up` or `2 running, 5 waiting`. Never a secret. */
  readonly parts: Readonly<Record<string, string>>;
}
