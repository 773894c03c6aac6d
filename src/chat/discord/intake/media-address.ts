/** Where Discord serves files from. */
export const MEDIA_HOSTS: readonly string[] = ['cdn.discordapp.com', 'media.discordapp.net'];

/** Whether Discord itself serves what is at an address: its files' hosts, or the API that the operator chose. */
export function isMediaAddress(address: string, apiUrl: string): boolean {
  const url = URL.parse(address);
  if (!url) return false;
  if (url.origin === URL.parse(apiUrl)?.origin) return true;
  return url.protocol === 'https:' && url.port === '' && MEDIA_HOSTS.includes(url.hostname);
}

/** The same for one file on both hosts, however it is signed, converted or resized. */
export const fileOf = (address: string): string => URL.parse(address)?.pathname ?? address;
