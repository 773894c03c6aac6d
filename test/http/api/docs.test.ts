import { describe, expect, it } from 'vitest';
import { IMAGES } from '#src/http/api/answer-schemas.ts';
import { EXAMPLE_ANSWER, EXAMPLE_EDIT, EXAMPLE_GENERATION } from '#src/http/api/examples.ts';
import { EDIT_FIELDS, GENERATION_FIELDS } from '#src/http/api/picture-fields.ts';
import { openApiKit } from './open-api-kit.ts';

interface Operation {
  readonly operationId?: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, object>> };
  readonly responses: Readonly<
    Record<string, { readonly headers?: object; readonly content?: Readonly<Record<string, object>> }>
  >;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly version: string };
  readonly servers: readonly { readonly url: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly headers: Readonly<Record<string, object>>;
    readonly schemas: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
}

const documentOf = async ({ call }: Awaited<ReturnType<typeof openApiKit>>) =>
  (await (await call('/openapi.json', { key: '' })).json()) as Document;

describe('/openapi.json', () => {
  it('is an OpenAPI 3.1 document whose references all lead somewhere', async () => {
    const kit = await openApiKit();
    const document = await documentOf(kit);
    expect(document).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' }, servers: [{ url: kit.url }] });
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];
    expect(references.length).toBeGreaterThan(10);
    for (const [, name = ''] of references) expect(Object.keys(document.components.schemas)).toContain(name);
    for (const [, name = ''] of JSON.stringify(document).matchAll(/"\$ref":"#\/components\/headers\/([^"]+)"/g))
      expect(Object.keys(document.components.headers)).toContain(name);
  });

  it('gives every call a name of its own, examples, and the headers of each answer', async () => {
    const { paths } = await documentOf(await openApiKit());
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    const names = operations.map(({ operationId }) => operationId);
    expect(names).toContain('createImageBatch');
    expect(names).not.toContain(undefined);
    expect(new Set(names).size).toBe(names.length);
    for (const { operationId, responses, requestBody } of operations) {
      for (const [status, { headers = {}, content = {} }] of Object.entries(responses)) {
        expect(headers, `${operationId} ${status}`).toHaveProperty('x-request-id');
        if (status === '429') expect(headers, operationId).toHaveProperty('retry-after');
        if (status !== '200')
          expect(content['application/json'], `${operationId} ${status}`).toHaveProperty('example.error');
      }
      for (const [type, body] of Object.entries(requestBody?.content ?? {}))
        if (type !== 'multipart/form-data') expect(body, `${operationId} ${type}`).toHaveProperty('example');
    }
  });

  it('gives examples that its own schemas take', async () => {
    expect(GENERATION_FIELDS.safeParse(EXAMPLE_GENERATION).success).toBe(true);
    const { images: _images, ...fields } = EXAMPLE_EDIT;
    expect(EDIT_FIELDS.safeParse(fields).success).toBe(true);
    expect(IMAGES.safeParse(EXAMPLE_ANSWER).success).toBe(true);
  });

  it('names every field that is taken, with a description', async () => {
    const { components } = await documentOf(await openApiKit());
    for (const name of ['CreateImageRequest', 'CreateImageEditForm', 'CreateImageEditRequest']) {
      const { properties, additionalProperties } = components.schemas[name] ?? {};
      expect(additionalProperties, name).toBe(false);
      for (const [field, schema] of Object.entries(properties ?? {}))
        expect(JSON.stringify(schema), `${name}.${field}`).toMatch(/"description"|\$ref|"items"/);
    }
  });
});

describe('/docs', () => {
  it('says the same for people, without a script and with nothing from elsewhere', async () => {
    const kit = await openApiKit();
    const answer = await kit.call('/docs', { key: '' });
    const page = await answer.text();
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    for (const path of Object.keys((await documentOf(kit)).paths)) expect(page).toContain(path);
    expect(page).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)|\son\w+="|\sstyle="/);
    // Every link within it leads somewhere.
    for (const [, anchor = ''] of page.matchAll(/href="#([^"]+)"/g)) expect(page, anchor).toContain(`id="${anchor}"`);
  });

  it('has its looks beside it, and no other file', async () => {
    const kit = await openApiKit();
    const looks = await kit.call('/docs/docs.css', { key: '' });
    expect([looks.status, looks.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
    for (const name of ['nothing.css', '..%2fapi.ts', 'docs.html'])
      expect((await kit.call(`/docs/${name}`, { key: '' })).status).toBe(404);
  });
});
