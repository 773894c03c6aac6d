import { z } from 'zod';
import { listOf } from './shapes.ts';
import { mustBe } from './wording.ts';

const RULE = mustBe('a host name alone, such as cdn.example.com, or *.example.com for every host below');

/** Names with a dot that end in letters, so that neither addresses nor whole top-level domains fit. */
const HOST = /^(\*\.(?=[^.]+\.))?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$/;

const host = z.string({ error: RULE }).trim().toLowerCase().max(253, { error: RULE }).regex(HOST, { error: RULE });

/** Host names, in small letters; `*.example.com` is every host below. */
export const hosts = listOf(host);
