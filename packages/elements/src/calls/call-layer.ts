// What calls show above a page by themselves. Loaded with the first call that rings, is begun or goes on.
import type { Corridor } from '@corridor/sdk';
import { isRung } from '@corridor/sdk/calls';
import { computed } from 'nanostores';
import { holdClient } from '../base/clients.ts';
import { innerName } from '../base/define.ts';
import type { CorridorProvider } from '../base/corridor-provider.ts';
import { languageOf } from '../base/localisation.ts';
import { sheetQuery } from '../chat/sheet.ts';
import type { CallMode, CallPanel } from './call-panel.ts';
import type { CallReminder } from './call-reminder.ts';

const loadProvider = () => import('../base/corridor-provider.ts');
const loadIncoming = () => import('./incoming-call.ts');
const loadPanel = () => import('./call-panel.ts');
const loadReminder = () => import('./call-reminder.ts');

const layers = new WeakMap<Corridor, CallLayer>();
const modeKey = 'corridor-call-mode';
/** What is said at the end of a call, and a call that follows, need the client for longer. */
const patienceMs = 3000;

/** Shows calls of a client above the page, whatever its own elements become; to be called by each element that has one. */
export function showCalls(host: Element, corridor: Corridor): void {
  let layer = layers.get(corridor);
  if (!layer) layers.set(corridor, (layer = new CallLayer(corridor)));
  layer.host = host;
  if ('hide' in host) layer.sheets.add(host as Sheet);
}

type Sheet = Element & { hide(): void };

class CallLayer {
  /** What may lie above a call where there is little room. */
  readonly sheets = new Set<Sheet>();
  /** The element whose looks and language it takes; the last one that came. */
  host: Element = document.body;
  readonly #corridor: Corridor;
  #provider: CorridorProvider | undefined;
  #panel: CallPanel | undefined;
  #release: (() => void) | undefined;
  #leaving: ReturnType<typeof setTimeout> | undefined;

  constructor(corridor: Corridor) {
    this.#corridor = corridor;
    const { live, current } = corridor.calls;
    computed([live, current], (calls, session) => calls.length > 0 || session !== undefined).subscribe((isAny) => { if (isAny) void this.#show(); });
    void corridor.calls.loaded().then(({ reminders }) => { const off = reminders.subscribe(({ length }) => { if (length) { void this.#remind(reminders); setTimeout(() => { off(); }); } }); }, () => undefined);
    current.subscribe((session) => {
      if (!session) return;
      void this.#open();
      session.phase.subscribe(() => { this.#settle(); });
    });
    live.listen(() => { this.#settle(); });
  }

  /** What rings. */
  async #show(): Promise<CorridorProvider | undefined> {
    try { await Promise.all([loadProvider(), loadIncoming()]); } catch { return undefined; } // without a network nothing rings either
    const { host } = this;
    if (!this.#provider) {
      this.#provider = Object.assign(document.createElement(innerName('corridor-provider')) as CorridorProvider, { corridor: this.#corridor });
      this.#provider.append(document.createElement(innerName('incoming-call')));
    }
    const looks = getComputedStyle(host);
    Object.assign(this.#provider, { lang: languageOf(host), dir: looks.direction });
    this.#provider.style.colorScheme = looks.colorScheme;
    for (const token of ['--corridor-accent', '--corridor-font', '--corridor-z-index']) this.#provider.style.setProperty(token, looks.getPropertyValue(token));
    this.#provider.style.fontFamily = looks.fontFamily;
    if (!this.#provider.isConnected) document.body.append(this.#provider);
    return this.#provider;
  }

  /** Calls that start soon. */
  async #remind(reminders: CallReminder['reminders']): Promise<void> {
    const [provider] = await Promise.all([this.#show(), loadReminder().catch(() => undefined)]);
    if (provider && !provider.querySelector(innerName('call-reminder'))) provider.append(Object.assign(document.createElement(innerName('call-reminder')) as CallReminder, { reminders }));
  }

  /** The call that this page is in. A panel in the page has it first. */
  async #open(): Promise<void> {
    const provider = await this.#show();
    const loaded = await loadPanel().catch(() => undefined);
    if (!provider || !loaded) return;
    const sheet = matchMedia(sheetQuery), uncover = () => { if (sheet.matches && this.#isIn) for (const one of this.sheets) if (one.isConnected) one.hide(); else this.sheets.delete(one); };
    uncover(); // a sheet is modal, and would lie above; so it would where the window becomes narrow in the call
    if (this.#panel) return;
    sheet.addEventListener('change', () => { setTimeout(uncover); });
    const panel = this.#panel = document.createElement(innerName('call-panel')) as CallPanel;
    const inPage = () => loaded.placed.get().filter((one) => one.client === this.#corridor);
    const settle = () => { panel.isAway = inPage().some(({ isAway }) => !isAway); };
    panel.mode = recallMode();
    panel.addEventListener('corridor-call-mode', (event) => {
      const { mode } = event.detail;
      keepMode(mode);
      if (mode === 'dock') for (const one of inPage()) one.isAway = false;
      settle();
    });
    loaded.placed.subscribe(settle);
    provider.append(panel);
  }

  get #isIn(): boolean {
    const session = this.#corridor.calls.current.get();
    return session !== undefined && session.phase.get() !== 'over';
  }

  /** The page's own elements may go while I am in a call, or one rings: the client stays until the server has heard how it ended. */
  #settle(): void {
    const { calls: { live }, me } = this.#corridor, isNeeded = () => this.#isIn || live.get().some(({ participants }) => participants.some((one) => one.userId === me.get()?.id && isRung(one)));
    clearTimeout(this.#leaving);
    if (isNeeded()) this.#release ??= holdClient(this.#corridor);
    else if (this.#release) this.#leaving = setTimeout(() => {
      this.#release?.();
      this.#release = undefined;
    }, patienceMs);
  }
}

function recallMode(): CallMode {
  try { return sessionStorage.getItem(modeKey) as CallMode | null ?? (matchMedia(sheetQuery).matches ? 'full' : 'float'); } catch { return 'float'; }
}

function keepMode(mode: CallMode): void {
  try { sessionStorage.setItem(modeKey, mode); } catch { /* It begins small then. */ }
}
