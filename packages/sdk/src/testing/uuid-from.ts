/** The same UUID for the same words (version 5 in shape, not in its hash): what stands for a derived id. */
export function uuidFrom(...words: readonly string[]): string {
  const text = JSON.stringify(words);
  const parts = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef].map((seed) => {
    let hash = seed;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return ((hash ^ (hash >>> 16)) >>> 0).toString(16).padStart(8, '0');
  });
  const hex = parts.join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
