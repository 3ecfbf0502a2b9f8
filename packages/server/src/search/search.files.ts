import { answerIn, type File, type FileHit, type Forms, hasPhrases, longSnippetOf, nameSnippetOf, type Question, rankOf, spacedName } from '@corridor/sdk/protocol';
import { setImmediate } from 'node:timers/promises';
import type { Call } from '../call.ts';
import { windowSize } from './search.messages.ts';
import { type Asked, cursorOf, type Planned, topOf } from './search.page.ts';

/** What stands in a file's name counts more than what stands in the file. */
const nameScore = 2, contentScore = 1;
const labelOf = ({ name, tags }: File) => [name, spacedName(name), ...tags].join(' ');

/** Ranked among the newest hits, then among older ones, as messages are. */
export async function findFiles(call: Call, { criteria, places, types }: Pick<Planned, 'criteria' | 'places'> & { types: readonly string[] }, asked: Asked, question: Question, forms: Forms): Promise<{ items: FileHit[]; next?: string }> {
  const { top, offset } = topOf(asked.cursor), words = [...criteria.words === undefined ? [] : [criteria.words], ...types].join(' & ') || undefined, now = Date.now();
  const found = await call.fileSearch.find(call, { words, places, from: criteria.from, to: criteria.to }, top, windowSize + 1);
  const files = await call.fileSearch.files(call, found.slice(0, windowSize).map(({ id }) => id));
  const texts = question.phrases.length > 0 ? await call.fileSearch.texts(call, files.map(({ id }) => id)) : undefined;
  const hits = files.filter((file) => !texts || hasPhrases(`${labelOf(file)}\n${texts.get(file.id) ?? ''}`, question)).map((file) => {
    const answer = answerIn(labelOf(file), question, forms);
    return { file, rank: asked.order === 'newest' ? 0 : rankOf(answer ? nameScore + answer.score : contentScore, file.createdAt, now) };
  });
  hits.sort((a, b) => b.rank - a.rank); // the newest first among equals: sorting is stable
  const shown = hits.slice(offset, offset + asked.limit), read = texts ?? await call.fileSearch.texts(call, shown.map(({ file }) => file.id));
  await call.commit(); // long texts are looked through: no connection is held
  const items: FileHit[] = [];
  for (const { file } of shown) {
    items.push({ file, name: nameSnippetOf(file.name, question, forms), snippet: longSnippetOf(read.get(file.id) ?? '', question, forms) });
    await setImmediate();
  }
  if (hits.length > offset + asked.limit) return { items, next: cursorOf(found[0]!, offset + asked.limit) };
  const below = found[windowSize];
  return { items, ...(below && { next: cursorOf(below, 0) }) };
}
