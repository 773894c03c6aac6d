import type { Manifest } from './manifest.ts';

/** For people, so without the API's address. */
const CREATE = 'https://api.slack.com/apps?new_app=1&manifest_json=';

/** Where somebody creates the app with everything filled in. */
export const createLink = (manifest: Manifest): string => `${CREATE}${inQuery(JSON.stringify(manifest))}`;

/** As short as a query allows, where a plus stands for a space: a server need not take an address of any length. */
const inQuery = (words: string): string =>
  encodeURIComponent(words)
    .replaceAll('%20', '+')
    .replace(/%(?:3A|2C|2F)/g, decodeURIComponent);
