const address = /^(?:(?:https?:\/\/|mailto:)[^\s<>"]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})/i;
const schemes = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** The web or mail address that a text begins with. */
export function addressAt(text: string): { href: string; text: string } | undefined {
  const [found] = address.exec(text) ?? [];
  const trimmed = found && trimEnd(found);
  const href = trimmed && safeHref(/^\w+:/.test(trimmed) ? trimmed : `mailto:${trimmed}`);
  return href ? { href, text: trimmed } : undefined;
}

/** The address as a link may have it: of the web, of mail or of a telephone, complete. Everything else is undefined. */
export function safeHref(address: string): string | undefined {
  try {
    const { href, protocol, host, pathname } = new URL(address);
    return schemes.has(protocol) && (protocol.startsWith('http') ? /^[\w.:[\]-]+$/.test(host) : pathname) ? href : undefined;
  } catch {
    return undefined;
  }
}

const place = /(?:https?:\/\/|\bwww\.)[^\s/?#<>"]+|^\s*(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}(?=\s*$|[/:])/iu;
const fileName = /\.(?:pdf|docx?|xlsx?|pptx?|od[stp]|csv|txt|md|log|eml|ics|png|jpe?g|gif|svg|webp|heic|mp[34]|mov|zip|html?|json|xml|ya?ml|js|ts|css|sql|py|dwg|dxf|step|stp)$/i;

/** Whether a link's words name another site than it leads to: a trap, not a link. The name of a file is no site. */
export function isTrap(words: string, href: string): boolean {
  const named = place.exec(words.slice(0, 300))?.[0].trim();
  if (!named || (fileName.test(named) && !named.includes('://'))) return false;
  const shown = safeHref(named.includes('://') ? named : `https://${named}`);
  return !!shown && /^https?:/.test(href) && bare(new URL(shown).host) !== bare(new URL(href).host);
}

const bare = (host: string): string => host.replace(/^www\./, '');
const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };
const count = (text: string, character: string): number => text.split(character).length - 1;

/** Punctuation after an address belongs to the sentence, a closing bracket only where the address opened none. */
function trimEnd(found: string): string {
  const surplus = new Map(Object.entries(opening).map(([close, open]) => [close, count(found, close) - count(found, open)]));
  let end = found.length;
  for (; end > 0; end--) {
    const last = found.charAt(end - 1);
    const extra = surplus.get(last);
    if (!/[.,;:!?'")\]}…»]/.test(last) || (extra !== undefined && extra <= 0)) break;
    if (extra !== undefined) surplus.set(last, extra - 1);
  }
  return found.slice(0, end);
}
