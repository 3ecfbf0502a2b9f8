/** A feature whose methods all answer later: it is loaded with the first one that is asked, and `own` is there at once. */
export const later = <T extends object, Own extends object = object>(load: () => Promise<T>, own: Own = {} as Own): T & Own => new Proxy(own as T & Own, {
  get: (_, name) => (name in own ? own[name as keyof Own] : name === 'then' ? undefined : async (...input: unknown[]) => (await load() as Record<string | symbol, (...input: unknown[]) => unknown>)[name]!(...input)),
});
