import type { z } from 'zod';
import type { ProviderConfig } from './config.ts';
import type { ENVIRONMENT_SCHEMA } from './environment-schema.ts';
import { VENDORS } from './vendors.ts';

type Variables = z.infer<typeof ENVIRONMENT_SCHEMA>;

/** The vendors that have a key. */
export function providersIn(variables: Variables): readonly ProviderConfig[] {
  return VENDORS.flatMap(({ provider, label, key, base, home, isVendor }) => {
    const apiKey = variables[key];
    if (apiKey === undefined) return [];
    const baseUrl = variables[base] ?? home;
    const vendorHosted = isVendor(new URL(baseUrl).hostname);
    return [{ provider, label, apiKey, keyFrom: key, baseUrl, vendorHosted }];
  });
}
