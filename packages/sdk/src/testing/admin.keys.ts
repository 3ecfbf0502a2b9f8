import { uuidv7 } from '../core/uuid.ts';
import { refuse, type Handlers } from './call.ts';

type Names = 'admin.createApiKey' | 'admin.apiKeys' | 'admin.revokeApiKey';

const mostKeys = 100;

/** A key opens nothing here: there is no REST. What one does is asked as somebody with `isKey`. */
export const apiKeyHandlers: Pick<Handlers<'admin'>, Names> = {
  'admin.createApiKey': ({ tenant, user, now }, { name }) => {
    if ([...tenant.keys.values()].filter(({ revokedAt }) => !revokedAt).length >= mostKeys) refuse('conflict', `There are at most ${mostKeys} API keys; revoke those that nobody uses`);
    const key = { id: uuidv7(), name: name.trim(), createdBy: user, createdAt: now, lastUsedAt: null, revokedAt: null };
    tenant.keys.set(key.id, key);
    return { ...key, key: `corridor_key_${key.id}` };
  },
  'admin.apiKeys': ({ tenant }) => ({ items: [...tenant.keys.values()].reverse() }),
  'admin.revokeApiKey': ({ tenant, now }, { keyId }) => {
    const key = tenant.keys.get(keyId) ?? refuse('not-found', 'No such API key');
    const revoked = { ...key, revokedAt: key.revokedAt ?? now };
    tenant.keys.set(keyId, revoked);
    return revoked;
  },
};
