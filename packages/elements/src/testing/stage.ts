import { createCorridor, type Corridor } from '@corridor/sdk';
import { createMemoryServer, demoPeople, type MemoryServer, type MemoryTransport, type MemoryUser } from '@corridor/sdk/testing';

/** Norvik AS on a server of a story's own, seen as Ada. */
export interface Stage {
  readonly server: MemoryServer;
  /** Ada's line to the server, which can be cut. */
  readonly line: MemoryTransport;
  readonly corridor: Corridor;
  readonly channels: ReturnType<MemoryServer['seed']>;
}

interface Scene {
  /** Somebody else's eyes: a person without conversations, or with more roles. */
  as?: MemoryUser;
  /** Before Ada's client connects. */
  before?: (line: MemoryTransport) => unknown;
  /** Once it is connected. */
  prepare?: (stage: Stage) => unknown;
}

/** A story's loader. What the last story left in the tab is forgotten. */
export const stage = ({ as = 'ada', before, prepare }: Scene = {}) => async (): Promise<{ stage: Stage }> => {
  sessionStorage.clear();
  const server = createMemoryServer({ people: demoPeople });
  const channels = server.seed();
  for (const id of ['ben', 'mari']) await server.client(id).connect();
  const line = server.transport(as);
  const corridor = createCorridor({ transport: line, storage: 'memory' });
  const made: Stage = { server, line, corridor, channels };
  if (before) before(line);
  else await corridor.connect();
  await prepare?.(made);
  return { stage: made };
};

export const stageOf = (loaded: Record<string, unknown>): Stage => loaded['stage'] as Stage;

/** What never comes. */
export const never = <T>(): Promise<T> => new Promise(() => undefined);

/** The answer, once there is one: stories have no test runner to wait for them. */
export async function soon<T>(find: () => T | null | undefined): Promise<T> {
  for (;;) {
    const found = find();
    if (found) return found;
    await new Promise(requestAnimationFrame);
  }
}
