import type { ProviderConfig } from './config.ts';

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

/** The one compatible server with variables of its own. Base address: Accenture/airefinery-sdk 1.32.0. */
export const AI_REFINERY = {
  name: 'airefinery',
  label: 'AI Refinery',
  key: 'AIREFINERY_API_KEY',
  base: 'AIREFINERY_BASE_URL',
  home: 'https://api.airefinery.accenture.com/v1',
} as const;

/** The provider that needs no account. */
export const SIMULATOR = 'simulator';
