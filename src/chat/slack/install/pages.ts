/** What a browser shows after an installation; plain, without a script. */
export interface Page {
  readonly status: 200 | 400 | 502;
  readonly html: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (words: string): string => words.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? '');

const page = (status: Page['status'], title: string, body: string): Page => ({
  status,
  html: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1>${body}</html>\n`,
});

const AGAIN = '<p><a href="/slack/install">Begin again</a></p>';

export const installedPage = (where: string): Page =>
  page(
    200,
    'Easel is installed',
    `<p>It is in ${escaped(where)} now. Invite it to a channel with <code>/invite @Easel</code>, and type <code>/imagine</code> there.</p>`,
  );

export const cancelledPage = (): Page =>
  page(400, 'Easel was not installed', `<p>Slack says that it was cancelled.</p>${AGAIN}`);

export const strangePage = (): Page =>
  page(
    400,
    'Easel was not installed',
    `<p>This began in another browser, or more than ten minutes ago, or was done already.</p>${AGAIN}`,
  );

export const failedPage = (): Page =>
  page(502, 'Easel was not installed', `<p>Slack did not complete it. Easel's log says why.</p>${AGAIN}`);
