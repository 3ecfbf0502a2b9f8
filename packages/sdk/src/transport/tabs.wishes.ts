import type { WholeRecord } from '../protocol/chat.ts';
import type { Input, OperationName, Output } from '../protocol/contract.ts';
import { recordKey } from '../protocol/record.key.ts';
import type { Transport } from './transport.ts';

type Opened = Input<'chat.listen'>;

interface Tab { readonly opened: Map<string, Opened>; readonly listens: Set<string>; readonly watches: Set<string>; readonly counts: Map<string, WholeRecord>; readonly inCalls: Set<string>; isActive: boolean }

/**
 * What each of several tabs wants to hear on the one connection they share: it hears all of it, and stops hearing what nobody
 * wants any more. After a reconnect every tab asks anew, so nothing is replayed from here.
 */
export class Wishes {
  readonly #request: Transport['request'];
  readonly #tabs = new Map<string, Tab>();

  constructor(request: Transport['request']) { this.#request = request; }

  /** One request of a tab, so that it takes nothing from the others. */
  async ask<N extends OperationName>(tabId: string, name: N, input: Input<N>): Promise<Output<N>> {
    const tab = this.#tab(tabId);
    switch (name) {
      case 'chat.sync': return await this.#sync(tab, input as Input<'chat.sync'>) as Output<N>;
      case 'chat.listen': return await this.#listen(tab, input as Opened) as Output<N>;
      case 'chat.unlisten': {
        const { channelId } = input as Input<'chat.unlisten'>;
        tab.opened.delete(channelId);
        tab.listens.delete(channelId);
        return this.#wants('listens', channelId) ? {} as Output<N> : this.#request(name, input);
      }
      case 'presence.watch':
        for (const id of (input as Input<'presence.watch'>).userIds) tab.watches.add(id);
        return this.#request(name, input);
      case 'presence.unwatch': return await this.#unwatch(tab, (input as Input<'presence.unwatch'>).userIds) as Output<N>;
      case 'chat.watchCounts':
        for (const record of (input as Input<'chat.watchCounts'>).records) tab.counts.set(recordKey(record), record);
        return this.#request(name, input);
      case 'chat.unwatchCounts': return await this.#unwatchCounts(tab, (input as Input<'chat.unwatchCounts'>).records) as Output<N>;
      case 'presence.active': {
        const { isActive } = input as Input<'presence.active'>;
        tab.isActive = isActive;
        return !isActive && this.#some((one) => one.isActive) ? {} as Output<N> : this.#request(name, input);
      }
      default: {
        const answer = await this.#request(name, input), { participantId } = answer as { participantId?: string };
        if (participantId) tab.inCalls.add(participantId);
        return answer;
      }
    }
  }

  /** A new connection hears nothing yet. */
  forget(): void { for (const tab of this.#tabs.values()) for (const one of Object.values(tab) as Partial<Set<string>>[]) one.clear?.(); }

  /** A tab is gone, and with it what it alone wanted. */
  leave(tabId: string): void {
    const tab = this.#tabs.get(tabId);
    if (!tab || !this.#tabs.delete(tabId)) return;
    const ignore = () => undefined;   // without a connection there is nothing to stop
    for (const channelId of tab.listens) if (!this.#wants('listens', channelId)) this.#request('chat.unlisten', { channelId }).catch(ignore);
    this.#unwatch(tab, [...tab.watches]).catch(ignore);
    this.#unwatchCounts(tab, [...tab.counts.values()]).catch(ignore);
    for (const participantId of tab.inCalls) if (!this.#wants('inCalls', participantId)) this.#request('calls.update', { participantId, isAway: true }).catch(ignore); // unless its page was loaded anew
    if (tab.isActive && this.#tabs.size > 0 && !this.#some((one) => one.isActive)) this.#request('presence.active', { isActive: false }).catch(ignore);
  }

  #tab(tabId: string): Tab {
    let tab = this.#tabs.get(tabId);
    if (!tab) this.#tabs.set(tabId, tab = { opened: new Map(), listens: new Set(), watches: new Set(), counts: new Map(), inCalls: new Set(), isActive: true });
    return tab;
  }

  #wants(what: 'listens' | 'watches' | 'counts' | 'inCalls', key: string): boolean { return this.#some((tab) => tab[what].has(key)); }

  #some(is: (tab: Tab) => boolean): boolean { return [...this.#tabs.values()].some(is); }

  /** A sync ends the hearing of all that it does not name, so it names what the other tabs have open, too. */
  async #sync(tab: Tab, { channels = [] }: Input<'chat.sync'>): Promise<Output<'chat.sync'>> {
    const own = new Set(channels.map(({ channelId }) => channelId));
    for (const opened of channels) tab.opened.set(opened.channelId, opened);
    const others = new Map([...this.#tabs.values()].flatMap(({ opened }) => [...opened]).filter(([channelId]) => !own.has(channelId)));
    const answer = await this.#request('chat.sync', { channels: [...channels, ...others.values()].slice(0, 500) });
    return {
      channels: answer.channels.filter(({ id, membership }) => membership !== null || own.has(id)),
      refused: answer.refused.filter((channelId) => own.has(channelId)),
    };
  }

  async #listen(tab: Tab, input: Opened): Promise<Output<'chat.listen'>> {
    const { channelId } = input;
    tab.opened.set(channelId, input);   // before the answer, so that another tab's sync cannot end it meanwhile
    tab.listens.add(channelId);
    try { return await this.#request('chat.listen', input); }
    catch (error) {
      tab.opened.delete(channelId);
      tab.listens.delete(channelId);
      throw error;
    }
  }

  async #unwatchCounts(tab: Tab, records: readonly WholeRecord[]): Promise<Output<'chat.unwatchCounts'>> {
    for (const record of records) tab.counts.delete(recordKey(record));
    const unwanted = records.filter((record) => !this.#wants('counts', recordKey(record)));
    return unwanted.length ? this.#request('chat.unwatchCounts', { records: unwanted }) : {};
  }

  async #unwatch(tab: Tab, userIds: readonly string[]): Promise<Output<'presence.unwatch'>> {
    for (const id of userIds) tab.watches.delete(id);
    const unwanted = userIds.filter((id) => !this.#wants('watches', id));
    for (let at = 0; at < unwanted.length; at += 200) await this.#request('presence.unwatch', { userIds: unwanted.slice(at, at + 200) });
    return {};
  }
}
