import { z } from 'zod';
import { Text } from './schema.ts';

const mostKeys = 20;
const Key = Text(100).min(1), Value = z.union([Text(200), z.number(), z.boolean()]);
const hasAtMost = (most: number) => [(all: object) => Object.keys(all).length <= most, `has at most ${most} keys`] as const;

/** What the host says of a channel, thread or message: up to twenty flat keys of its own, with texts of up to 200 characters, numbers, and yes or no. People read it, and never write it. */
export const Metadata = z.record(Key, Value).refine(...hasAtMost(mostKeys)).meta({ id: 'Metadata' });
export type Metadata = z.infer<typeof Metadata>;

/** Keys to set; null removes one. What is left out stays. */
export const MetadataChanges = z.record(Key, Value.nullable()).refine(...hasAtMost(2 * mostKeys)).meta({ id: 'MetadataChanges' });
export type MetadataChanges = z.infer<typeof MetadataChanges>;

const Bound = z.union([Text(200), z.number()]).optional();
const Range = z.strictObject({ from: Bound, to: Bound, above: Bound, below: Bound })
  .refine((range) => new Set(Object.values(range).filter((bound) => bound !== undefined).map((bound) => typeof bound)).size === 1, 'needs bounds, all of them numbers or all of them texts');

/**
 * What is wanted of metadata; all of it must hold. A value: exactly this one. `null`: there is no such key. `{ prefix }`: a text that begins so. `{ from, to, above, below }`, any of them: a number
 * or text between, with `from` and `to` themselves, without `above` and `below`; texts in the order of their code points, so that dates as ISO 8601 writes them go by time.
 */
// No id: a query's parameter is read by the type that its schema says here.
export const MetadataFilter = z.record(Key, z.union([Value, z.null(), z.strictObject({ prefix: Text(200).min(1) }), Range])).refine(...hasAtMost(mostKeys));
export type MetadataFilter = z.infer<typeof MetadataFilter>;

/** What metadata becomes; undefined where more than twenty keys would be left. Without any it is null. */
export function changedMetadata(before: Metadata | null | undefined, changes: MetadataChanges): Metadata | null | undefined {
  const kept = Object.entries({ ...before, ...changes }).filter((entry): entry is [string, Metadata[string]] => entry[1] !== null);
  return kept.length > mostKeys ? undefined : kept.length > 0 ? Object.fromEntries(kept) : null;
}

/** As the database compares: by code points, not by UTF-16 units. */
function compareTexts(a: string, b: string): number {
  const [left, right] = [Array.from(a), Array.from(b)];
  const at = left.findIndex((character, i) => character !== right[i]);
  return at < 0 ? left.length - right.length : at >= right.length ? 1 : left[at]!.codePointAt(0)! - right[at]!.codePointAt(0)!;
}

const isBetween = { from: (order: number) => order >= 0, to: (order: number) => order <= 0, above: (order: number) => order > 0, below: (order: number) => order < 0 };

function isWanted(value: Metadata[string] | undefined, wanted: MetadataFilter[string]): boolean {
  if (wanted === null) return value === undefined;
  if (typeof wanted !== 'object') return value === wanted;
  if ('prefix' in wanted) return typeof value === 'string' && value.startsWith(wanted.prefix);
  return Object.entries(wanted).every(([key, bound]) => {
    if (bound === undefined) return true;
    const order = typeof value === 'number' && typeof bound === 'number' ? value - bound : typeof value === 'string' && typeof bound === 'string' ? compareTexts(value, bound) : undefined;
    return order !== undefined && isBetween[key as keyof typeof isBetween](order);
  });
}

/** Whether metadata answers a filter: the same as metadata_matches in the server's migrations. */
export const matchesMetadata = (metadata: Metadata | null | undefined, filter: MetadataFilter | undefined): boolean =>
  Object.entries(filter ?? {}).every(([key, wanted]) => isWanted(metadata && Object.hasOwn(metadata, key) ? metadata[key] : undefined, wanted));
