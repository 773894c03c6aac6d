/** Somebody's browser: it keeps cookies by itself and goes where it is told. */
export function openBrowser() {
  const cookies = new Map<string, string>();

  async function visit(
    url: string,
  ): Promise<{ status: number; location: string | null; text: string; headers: Headers }> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const { status, headers } = response;
    return { status, headers, location: headers.get('location'), text: await response.text() };
  }

  return { visit, cookies };
}
