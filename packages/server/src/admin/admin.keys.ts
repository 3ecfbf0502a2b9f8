import { audit } from '../audit.ts';
import type { Handlers } from '../call.ts';
import { CallError } from '../errors.ts';
import { mintKey } from '../keys.ts';
import { apiKeys, countLiveKeys, insertApiKey, revokeApiKey } from './admin.keys.queries.ts';

const mostKeys = 100;

export const apiKeyHandlers = {
  'admin.createApiKey': async (call, { name }) => {
    if (await countLiveKeys(call) >= mostKeys) throw new CallError('conflict', `There are at most ${mostKeys} API keys; revoke those that nobody uses`);
    const { key, ...minted } = mintKey(call.session.tenant);
    const stored = await insertApiKey(call, { ...minted, name: name.trim() });
    await audit(call, 'admin.createApiKey', { id: stored.id, name: stored.name });
    return { ...stored, key };
  },

  'admin.apiKeys': async (call) => ({ items: await apiKeys(call) }),

  'admin.revokeApiKey': async (call, { keyId }) => {
    const found = await revokeApiKey(call, keyId);
    if (!found) throw new CallError('not-found', 'No such API key');
    const { wasLive, ...key } = found;
    if (wasLive) await audit(call, 'admin.revokeApiKey', { id: key.id, name: key.name });
    return key;
  },
} satisfies Partial<Handlers<'admin'>>;
