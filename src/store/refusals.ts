/** What a server refuses us with, for whoever runs Easel; its own words come behind. */
const REFUSALS: readonly { readonly when: RegExp; readonly says: string }[] = [
  {
    when: /no encryption|SSL required|sslmode/i,
    says: 'The server of DATABASE_URL wants TLS: add ?sslmode=verify-full',
  },
  { when: /does not support SSL/, says: 'The server of DATABASE_URL speaks no TLS: leave out sslmode' },
  {
    when: /WRONG_VERSION_NUMBER|wrong version number|packet length too long/i,
    says: 'The server of DATABASE_URL speaks no TLS at this port: use redis:// where its network is your own',
  },
  { when: /^NOAUTH/, says: 'The server of DATABASE_URL wants a password' },
  {
    when: /^(28P01|28000)|^WRONGPASS|^ERR (AUTH|invalid (username|password)|Client sent AUTH)/,
    says: 'The server of DATABASE_URL refuses this user or password',
  },
  { when: /^3D000|^ERR (DB index|invalid DB)/i, says: 'The server of DATABASE_URL has no such database' },
  { when: /^(42501|NOPERM)/, says: 'The user of DATABASE_URL may not do there what Easel has to' },
  {
    when: /aborted due to timeout/,
    says: 'The server of DATABASE_URL gives no answer: look at its name and port, and whether it speaks TLS',
  },
  {
    when: /^Connection is closed/,
    says: 'The server of DATABASE_URL hangs up at once: where it wants TLS, use rediss://',
  },
];

/** The error with words one can act on before its own, where it is a known refusal. */
export function refusalOf(error: Error): Error {
  const code = 'code' in error ? `${String(error.code)} ` : '';
  const found = REFUSALS.find(({ when }) => when.test(`${code}${error.message}`) || when.test(error.message));
  if (!found || error.message.startsWith(found.says)) return error;
  return Object.assign(new Error(`${found.says} (${error.message})`), code === '' ? {} : { code: code.trim() });
}
