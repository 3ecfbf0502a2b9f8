import type { Server } from 'socket.io';
import type { Publication } from '../call.ts';
import type { Roles } from '../permissions.ts';
import type { Publish } from '../publish.ts';
import { type LiveSocket, reopen } from '../socket.ts';
import type { Tokens } from '../tokens.ts';
import type { ClusterListener } from './cluster.ts';

/** What somebody's devices at one process come to: one is in use, or none, or there is none. */
export type There = 'active' | 'idle' | 'gone';
/** Who has a conversation open at one process: at most fifty of them, and how many they are. */
export interface Viewing { readonly tenant: string; readonly channelId: string; readonly userIds: readonly string[]; readonly total: number }

/** What server processes tell each other. Users are named by tenant and id. */
export type Word =
  /** For those who are connected to others. */
  | { readonly publish: readonly [tenant: string, publications: readonly Publication[]] }
  /** Who is there. */
  | { readonly there: readonly [tenant: string, user: string, state: There] }
  /** What somebody has chosen to be seen as, which is stored. */
  | { readonly chose: readonly [tenant: string, user: string] }
  /** Who of this process has a conversation open. */
  | { readonly viewing: Viewing }
  /** What a token says of its user has been stored; `said` is a digest of that. */
  | { readonly stored: readonly [tenant: string, user: string, said: string] }
  /** Connections that have to come anew: of these users, or of a role whose permissions are others now. */
  | { readonly reopen: readonly [tenant: string, who: Reopened] };

/** Whose connections have to come anew. */
export type Reopened = { readonly users: readonly string[] } | { readonly role: string };

type Key = Readonly<{ tenant: string; user: string }>;
interface Surroundings {
  io: Server; tellHere: Publish; tokens: Pick<Tokens, 'forget'>; roles: Pick<Roles, 'forget'>;
  presence: { here(): [Key, There][]; elsewhere(process: string, key: Key, state: There): void; elsewhereGone(process: string): void; choseElsewhere(key: Key): void };
  viewers: { here(): Viewing[]; elsewhere(process: string, viewing: Viewing): void; elsewhereGone(process: string): void };
}

/** What words of others do at this process, and what it says of itself. */
export function createWords({ io, tellHere, tokens, presence, viewers, roles }: Surroundings): Pick<ClusterListener, 'onWord' | 'introduce' | 'onGone' | 'onMissed'> {
  return {
    onWord(word, from) {
      if ('publish' in word) tellHere(...word.publish);
      else if ('there' in word) { const [tenant, user, state] = word.there; presence.elsewhere(from, { tenant, user }, state); }
      else if ('chose' in word) { const [tenant, user] = word.chose; presence.choseElsewhere({ tenant, user }); }
      else if ('stored' in word) tokens.forget(...word.stored);
      else if ('viewing' in word) viewers.elsewhere(from, word.viewing);
      else if ('reopen' in word) {
        const [tenant, who] = word.reopen;
        if ('role' in who) roles.forget(tenant);
        reopen(io, tenant, ({ user, roles: held }) => ('users' in who ? who.users.includes(user) : who.role === 'member' || held.includes(who.role)));
      }
    },
    *introduce() {
      for (const [{ tenant, user }, state] of presence.here()) yield { there: [tenant, user, state] };
      for (const viewing of viewers.here()) yield { viewing };
    },
    onGone(from) {
      presence.elsewhereGone(from);
      viewers.elsewhereGone(from);
    },
    // Whoever connects anew catches up with all of it.
    onMissed() {
      tokens.forget();
      for (const tenant of new Set([...io.of('/').sockets.values() as Iterable<LiveSocket>].map((socket) => socket.data.session.tenant))) {
        roles.forget(tenant);
        reopen(io, tenant, () => true);
      }
    },
  };
}
