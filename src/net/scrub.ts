const LONGEST = 300;
/** More is not looked at: the patterns take a time that grows with the square of the length. */
const LOOKED_AT = 2000;

/** What must never leave the log's debug level, let alone reach a chat. The order matters: links before the tokens inside them. */
const SECRETS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+/gi, '(link)'],
  [/\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|ai|dev)\b(?:\/[^\s"'<>]*)?/gi, '(link)'],
  [/\bBearer\s+\S+/gi, '(key)'],
  [/\b(?:sk|pk|rk|org|proj|sess)-[\w*.…-]{8,}/gi, '(key)'],
  [/[A-Za-z0-9_*-]{32,}/g, '(key)'],
];

/**
 * A provider's words, fit for other eyes: keys, account names and links taken out, in one line of at most 300 characters.
 * @param secrets what is known to be secret, such as the key in use, whatever it looks like.
 */
export function scrub(words: string, secrets: readonly string[] = []): string {
  const known = secrets.filter((secret) => secret.length > 3);
  const hidden = known.reduce((text, secret) => text.replaceAll(secret, '(key)'), words);
  const clean = SECRETS.reduce(
    (text, [pattern, instead]) => text.replace(pattern, instead),
    hidden.slice(0, LOOKED_AT),
  );
  const line = clean.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
