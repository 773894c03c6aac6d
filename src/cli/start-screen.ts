import type { Config } from '#src/config/config.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import { table } from './table.ts';

/** One screen that says what is on, what is off, and which variable turns it on. */
export function startScreen(config: Config, url: string, catalogue: Catalogue): string {
  const keyless = catalogue.defaultModel?.provider === 'simulator';
  const lines = [
    '',
    `  Easel is ready: ${url}`,
    '',
    table(partsOf(config, url, catalogue)),
    '',
    ...config.notices.map((notice) => `  Note: ${notice}`),
    ...config.notYet.map((name) => `  Note: ${name} is set, but this version does not use it yet.`),
    keyless
      ? '  No provider key is set, so the simulator draws stand-in pictures. Set OPENAI_API_KEY for real ones.'
      : `  Pictures are made by ${catalogue.defaultModel?.id} unless somebody names another model.`,
    '  Stop with Ctrl+C.',
    '',
  ];
  return lines.join('\n');
}

function partsOf({ providers, databaseUrl, credits, dataDir }: Config, url: string, { models }: Catalogue): string[][] {
  const openai = providers.find(({ provider }) => provider === 'openai');
  const count = (provider: string) => models.filter((model) => model.provider === provider).length;
  return [
    ['  playground', 'on ', url],
    [
      '  openai',
      openai ? 'on ' : 'off',
      openai ? `${count('openai')} models at ${openai.baseUrl}` : 'set OPENAI_API_KEY',
    ],
    ['  simulator', 'on ', `${count('simulator')} models, pictures are drawn, not generated`],
    ['  store', 'on ', databaseUrl.startsWith('sqlite:') ? `SQLite in ${dataDir}` : (databaseUrl.split(':')[0] ?? '')],
    ['  credits', 'on ', `${credits.allowance} a ${credits.period} for each person`],
    ['  http', 'on ', `${url}/healthz  /readyz  /metrics  /v1/models`],
  ];
}
