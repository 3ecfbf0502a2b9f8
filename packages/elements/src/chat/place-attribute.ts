import type { RecordPlace } from '@corridor/sdk';

/** Where a host's element says which place it shows. */
export const placeAttribute = 'data-corridor-place';

/**
 * `line:3;field:price` as a place: pairs between semicolons, each a key and after its first colon a value. What has `;`, `:` or `%` in it is
 * written as `encodeURIComponent` does. Undefined where it names nothing.
 */
export function parsePlace(text: string): RecordPlace | undefined {
  const pairs = text.split(';').filter((pair) => pair.trim()).map((pair) => {
    const at = pair.indexOf(':');
    return [decoded(pair.slice(0, at)), decoded(pair.slice(at + 1))] as const;
  });
  const isGood = pairs.length > 0 && pairs.length <= 10 && pairs.every(([key, value]) => key && key.length <= 100 && value.length <= 320) && text.split(';').every((pair) => !pair.trim() || pair.includes(':'));
  return isGood ? Object.fromEntries(pairs) : undefined;
}

/** A place in words, where the host gives none: "line 3, field price". */
export const placeWords = (place: RecordPlace): string => Object.entries(place).map(([key, value]) => `${key} ${value}`).join(', ');

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return text.trim(); // a lone percent sign stands for itself
  }
}
