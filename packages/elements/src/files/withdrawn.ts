// What was taken back before it left goes into the field that it came from, as soon as there is one.
const texts = new Map<string, string>();
const listeners = new Set<() => void>();

export function giveBack(channelId: string, text: string): void {
  texts.set(channelId, text);
  for (const listener of listeners) listener();
}

/** The text, once. */
export function takeBack(channelId: string): string | undefined {
  const text = texts.get(channelId);
  texts.delete(channelId);
  return text;
}

export function onGivenBack(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
