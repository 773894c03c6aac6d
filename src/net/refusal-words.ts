import { scrub } from './scrub.ts';

/** The words a person reads of why a provider refused a request, or that it gave none. @param status where one is known. */
export const refusalWords = (message: string, status: number | undefined, secrets: readonly string[]): string =>
  scrub(message, secrets) || `it gave no reason${status === undefined ? '' : ` (error ${status})`}.`;

/** The message, unless it is a page of HTML: proxies answer so, and it says nothing to people. */
export const unlessMarkup = (message: string): string => (message.trimStart().startsWith('<') ? '' : message);
