// What a host's one script tag loads. The order matters: see trusted-types.ts.
import { restoreTrustedTypes } from './base/trusted-types.ts';
import { defineElements } from './index.ts';

restoreTrustedTypes();

// `elements.js?prefix=acme` also defines <acme-chat-widget> and its like.
const prefix = new URL(import.meta.url).searchParams.get('prefix');
if (prefix) defineElements({ prefix });

export * from './index.ts';
