import { html, raw } from 'hono/html';
import type { ApiDocument } from './openapi-document.ts';

type Html = ReturnType<typeof html>;

/** What this page reads of the document; everything else is in the document alone. */
interface Operation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Contents };
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Contents }>>;
}

type Contents = Readonly<Record<string, { readonly schema: Schema; readonly example?: unknown }>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: Schema;
  readonly description?: string;
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The document as a page for people: no script, nothing from elsewhere. */
export function docsPage(document: ApiDocument): Html {
  const { info, servers = [], paths = {} } = document;
  // Proof: the document is made by us from schemas that have these parts only.
  const schemas = (document.components?.schemas ?? {}) as Readonly<Record<string, Schema>>;
  const headers = (document.components?.headers ?? {}) as Readonly<Record<string, { readonly description: string }>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Readonly<Record<string, Operation>>).map(([method, operation]) => ({
      path,
      method,
      operation,
    })),
  );
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title}: HTTP API</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="docs/look/look.css" />
        <link rel="stylesheet" href="docs/docs.css" />
      </head>
      <body>
        <header>
          <h1>${info.title}</h1>
          <p>${info.description} Version ${info.version}. <a href="openapi.json">openapi.json</a></p>
          <p>
            Point any OpenAI client here: <code>baseURL: "${servers[0]?.url}/v1"</code>. Send your key as
            <code>Authorization: Bearer KEY</code>.
          </p>
          <nav>
            <ul>
              <li><a href="#headers">Headers of answers</a></li>
              ${operations.map(({ path, method, operation }) => html`<li><a href="#${anchor(method, path)}"><b>${method.toUpperCase()}</b> ${path}</a> <span>${operation.summary}</span></li>`)}
            </ul>
          </nav>
        </header>
        <main>
          ${operations.map(({ path, method, operation }) => section(method, path, operation, schemas))}
          <section id="headers">
            <h2>Headers of answers</h2>
            ${rows(Object.entries(headers).map(([name, about]) => ({ name, schema: TEXT, needed: false, about: about.description })))}
          </section>
          <h2>Shapes</h2>
          ${Object.entries(schemas).map(([name, schema]) => html`<section id="${name}"><h3>${name}</h3>${words(schema.description)}${fields(schema)}</section>`)}
        </main>
      </body>
    </html>`;
}

function section(method: string, path: string, operation: Operation, schemas: Readonly<Record<string, Schema>>): Html {
  const { summary, parameters = [], requestBody, responses } = operation;
  const bodies = Object.entries(requestBody?.content ?? {});
  return html`<section id="${anchor(method, path)}">
    <h2><b>${method.toUpperCase()}</b> ${path}</h2>
    <p>${summary}.</p>
    ${parameters.length > 0 ? rows(parameters.map((each) => ({ name: each.name, schema: each.schema ?? {}, needed: each.required === true, about: each.description }))) : ''}
    ${bodies.map(([type, { schema, example }]) => html`<h3>Body, <code>${type}</code></h3>${fields(resolved(schema, schemas))}${shown(example)}`)}
    <h3>Answers</h3>
    <dl>
      ${Object.entries(responses).map(([status, { description, content }]) => html`<dt>${status}</dt><dd>${description} ${shapeOf(content)}</dd>`)}
    </dl>
    ${Object.entries(responses['200']?.content ?? {}).map(([type, { example }]) => (example === undefined ? '' : html`<h3>Example, <code>${type}</code></h3>${shown(example)}`))}
  </section>`;
}

/** As it goes over the wire. */
const shown = (example: unknown): Html | string =>
  example === undefined
    ? ''
    : html`<pre tabindex="0">${typeof example === 'string' ? example : JSON.stringify(example, null, 2)}</pre>`;

const TEXT: Schema = { type: 'string' };

function shapeOf(content: Operation['responses'][string]['content']): Html | string {
  const [first] = Object.values(content ?? {});
  return first?.schema.$ref === undefined ? '' : link(first.schema.$ref);
}

interface Row {
  readonly name: string;
  readonly schema: Schema;
  readonly needed: boolean;
  readonly about?: string | undefined;
}

function fields({ properties = {}, required = [] }: Schema): Html | string {
  const all = Object.entries(properties).map(
    ([name, schema]): Row => ({ name, schema, needed: required.includes(name) }),
  );
  return all.length > 0 ? rows(all) : '';
}

const rows = (all: readonly Row[]): Html =>
  html`<table>
    <tbody>
      ${all.map(({ name, schema, needed, about }) => html`<tr><th scope="row"><code>${name}</code>${needed ? html` <em>needed</em>` : ''}</th><td>${typeWords(schema)}</td><td>${marked(about ?? schema.description ?? '')}</td></tr>`)}
    </tbody>
  </table>`;

function typeWords(schema: Schema): Html | string {
  if (schema.$ref !== undefined) return link(schema.$ref);
  const values = (schema.enum ?? []).filter((value) => value !== null).map(String);
  if (values.length > 0) return values.join(', ');
  if (schema.const !== undefined) return String(schema.const);
  if (schema.items) return html`list of ${typeWords(schema.items)}`;
  if (schema.format === 'binary') return 'file';
  const [first, second] = schema.anyOf ?? [];
  if (first && second) return html`${typeWords(first)} or ${typeWords(second)}`;
  const types = [schema.type ?? 'anything'].flat().filter((type) => type !== 'null');
  const bounds =
    schema.minimum !== undefined && schema.maximum !== undefined ? ` ${schema.minimum} to ${schema.maximum}` : '';
  return `${types.join(' or ')}${Math.abs(schema.maximum ?? 0) > 1e9 ? '' : bounds}`;
}

const resolved = (schema: Schema, schemas: Readonly<Record<string, Schema>>): Schema =>
  schema.$ref === undefined ? schema : (schemas[nameOf(schema.$ref)] ?? {});

const nameOf = (ref: string): string => ref.split('/').at(-1) ?? ref;

const link = (ref: string): Html => html`<a href="#${nameOf(ref)}">${nameOf(ref)}</a>`;

const anchor = (method: string, path: string): string => `${method}${path.replace(/[^a-z]+/g, '-')}`;

const words = (text: string | undefined): Html | string => (text ? html`<p>${marked(text)}</p>` : '');

/** Words between backticks as code. */
const marked = (text: string): Html =>
  html`${text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : raw(escaped(part))))}`;

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
