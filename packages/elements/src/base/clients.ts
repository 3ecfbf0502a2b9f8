import { CorridorError, createCorridor, type Corridor } from '@corridor/sdk';
import { complain } from './problem.ts';

/** How to reach a Corridor server as the signed-in user of the page. */
export interface ClientAddress {
  readonly server: string;
  readonly tokenUrl?: string | undefined;
  readonly token?: (() => Promise<string>) | undefined;
}

interface Shared {
  readonly address: ClientAddress;
  readonly corridor: Corridor;
  users: number;
}

const clients: Shared[] = [];

/** The page's client for an address: made at its first use, shared by all users, closed when the last one lets go. */
export function useClient(address: ClientAddress): { corridor: Corridor; release: () => void } {
  let shared = clients.find((client) => isSame(client.address, address));
  if (!shared) {
    const { server, token = () => fetchToken(address.tokenUrl ?? '') } = address;
    shared = { address, corridor: createCorridor({ url: new URL(server, document.baseURI).href, token }), users: 0 };
    clients.push(shared);
    // What is refused for good shows in `problem`; everything else is tried again.
    shared.corridor.connect().catch(() => {});
  }
  return { corridor: shared.corridor, release: hold(shared) };
}

/** Keeps a client open that an element has, whatever becomes of that one; one that a page has made itself is the page's own. Answers what lets go of it. */
export function holdClient(corridor: Corridor): () => void {
  const shared = clients.find((client) => client.corridor === corridor);
  return shared ? hold(shared) : () => {};
}

function hold(client: Shared): () => void {
  client.users++;
  let isHeld = true;
  return () => {
    if (!isHeld) return;
    isHeld = false;
    if (--client.users) return;
    clients.splice(clients.indexOf(client), 1);
    client.corridor.close();
  };
}

/** How long a page waits for a token, in ms. */
const patience = 8000;

/** Asks the host's own token endpoint as the page's user. */
export async function fetchToken(url: string): Promise<string> {
  const response = await fetch(url, { credentials: 'same-origin', headers: { accept: 'application/json' }, cache: 'no-store', signal: AbortSignal.timeout(patience) }).catch((cause: unknown) => {
    if ((cause as Error).name === 'TimeoutError') throw unavailable(`No answer from ${url} in ${patience / 1000} s`);
    throw new CorridorError('offline', `No answer from ${url}`, { cause });
  });
  if (response.status === 401 || response.status === 403) throw new CorridorError('unauthenticated', `${url} answered ${response.status}: nobody is signed in`);
  if (!response.ok) throw unavailable(`${url} answered ${response.status}`);
  const answer: unknown = await response.json().catch(() => undefined);
  const token = answer && typeof answer === 'object' && 'token' in answer ? answer.token : undefined;
  if (typeof token !== 'string') throw unavailable(`${url} did not answer { "token": "…" }`);
  return token;
}

/** Tried again all the same: what is wrong may be mended while the page is open. */
function unavailable(why: string): CorridorError {
  complain(`${why}: nobody can be signed in to Corridor.`);
  return new CorridorError('unavailable', why);
}

const isSame = (one: ClientAddress, other: ClientAddress): boolean =>
  one.server === other.server && one.tokenUrl === other.tokenUrl && one.token === other.token;
