import type { z } from 'zod';
import type { ProviderConfig } from './config.ts';
import type { ENVIRONMENT_SCHEMA } from './environment-schema.ts';

type Variables = z.infer<typeof ENVIRONMENT_SCHEMA>;

interface Vendor {
  readonly provider: ProviderConfig['provider'];
  readonly label: string;
  readonly key: 'OPENAI_API_KEY' | 'GEMINI_API_KEY' | 'REPLICATE_API_TOKEN' | 'RUNWARE_API_KEY';
  readonly base: 'OPENAI_BASE_URL' | 'GEMINI_BASE_URL' | 'REPLICATE_BASE_URL' | 'RUNWARE_BASE_URL';
  readonly home: string;
  /** Whether a host is the vendor's own. */
  readonly isVendor: (hostname: string) => boolean;
}

/** Below a name: it and all its subdomains. OpenAI also answers under names of regions, such as `eu.api.openai.com`. */
const below = (name: string) => (hostname: string) => hostname === name || hostname.endsWith(`.${name}`);

/** Every vendor with a variable of its own, in the order people are shown them. */
export const VENDORS: readonly Vendor[] = [
  {
    provider: 'openai',
    label: 'OpenAI',
    key: 'OPENAI_API_KEY',
    base: 'OPENAI_BASE_URL',
    home: 'https://api.openai.com/v1',
    isVendor: below('api.openai.com'),
  },
  {
    provider: 'gemini',
    label: 'Gemini',
    key: 'GEMINI_API_KEY',
    base: 'GEMINI_BASE_URL',
    home: 'https://generativelanguage.googleapis.com',
    isVendor: below('googleapis.com'),
  },
  {
    provider: 'replicate',
    label: 'Replicate',
    key: 'REPLICATE_API_TOKEN',
    base: 'REPLICATE_BASE_URL',
    home: 'https://api.replicate.com/v1',
    isVendor: below('api.replicate.com'),
  },
  {
    provider: 'runware',
    label: 'Runware',
    key: 'RUNWARE_API_KEY',
    base: 'RUNWARE_BASE_URL',
    home: 'https://api.runware.ai/v1',
    isVendor: below('runware.ai'),
  },
];

/** The vendors that have a key. */
export function providersIn(variables: Variables): readonly ProviderConfig[] {
  return VENDORS.flatMap(({ provider, label, key, base, home, isVendor }) => {
    const apiKey = variables[key];
    if (apiKey === undefined) return [];
    const baseUrl = variables[base] ?? home;
    return [{ provider, label, apiKey, baseUrl, vendorHosted: isVendor(new URL(baseUrl).hostname) }];
  });
}
