/** A pattern for `ilike` that finds what a person typed anywhere in a text, letter by letter; null where nothing is looked for. */
export const anywhere = (typed: string | undefined): string | null => (typed === undefined ? null : `%${typed.replaceAll(/[\\%_]/g, '\\$&')}%`);
