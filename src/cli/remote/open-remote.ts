import OpenAI from 'openai';
import { type Environment, readEnvironment } from '#src/config/environment.ts';
import { EaselError } from '#src/domain/errors.ts';
import { type RemoteFlags, serverOf } from './server-of.ts';

/** A running Easel that a command talks to instead of working itself. */
export interface Remote {
  readonly url: string;
  /** OpenAI's own client: what works with it works with Easel. */
  readonly client: OpenAI;
}

const MINUTES_MS = 10 * 60_000;
/** The server gives up first, and says why. */
const LONGER_MS = 10_000;

/** @throws {EaselError} `option-invalid` where the address is none. */
export function openRemote(flags: RemoteFlags, env: Environment = readEnvironment(process.cwd())): Remote {
  const url = addressOf(serverOf(flags, env) ?? '');
  const apiKey = flags.key ?? env.EASEL_KEY?.trim();
  const timeout = flags.timeout === undefined ? MINUTES_MS : flags.timeout * 1000 + LONGER_MS;
  const client = new OpenAI({
    apiKey: apiKey || 'none',
    baseURL: `${url}/v1`,
    timeout,
    // Without a key none is sent: on its own machine Easel may need none.
    ...(!apiKey && { defaultHeaders: { authorization: null } }),
  });
  return { url, client };
}

function addressOf(said: string): string {
  const url = URL.canParse(said) ? new URL(said) : undefined;
  const isUsable = url && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '';
  if (!isUsable)
    throw new EaselError('option-invalid', {
      option: 'server',
      value: said.slice(0, 100),
      allowed: 'an address such as https://easel.example.org',
    });
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    console.error(`Everything travels unencrypted to ${url.host}, your key included. Use https where you can.`);
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '').replace(/\/v1$/, '');
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
