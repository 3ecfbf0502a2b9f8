// What a host's one script tag loads: the provider and the chat widget at once, every other element when the page holds one. The order matters: see trusted-types.ts.
import { restoreTrustedTypes } from './base/trusted-types.ts';
import './base/corridor-provider.ts'; // before all that is inside of it
import './chat/chat-widget.ts';

export { defineElements } from './base/define.ts';

restoreTrustedTypes();

const others = () => import('./cdn.elements.ts');
const languages = () => import('./base/languages.ts');
const undefinedElements = ':not(:defined)';

/** Loads the elements that `root` holds now and those that come: for a shadow root of the host's, which nothing looks into from outside. */
export const loadElements = async (root: Document | ShadowRoot): Promise<void> => (await others()).loadElements(root);

/** Says some of Corridor's words in the host's own, or in a language that Corridor does not speak: see the docs on languages. */
export const overrideMessages = async (...words: Parameters<(typeof import('./base/languages.ts'))['overrideMessages']>): Promise<void> => (await languages()).overrideMessages(...words);

const observer = new MutationObserver((records) => {
  for (const { addedNodes } of records) for (const node of addedNodes) if (node instanceof Element && (node.matches(undefinedElements) || node.querySelector(undefinedElements))) look();
});
/** The page has an element that nobody has defined: perhaps one of ours. */
function look() {
  observer.disconnect();
  void loadElements(document);
}
observer.observe(document, { childList: true, subtree: true });
if (document.querySelector(undefinedElements)) look();
