import type { Corridor, FileComment, Person } from '@corridor/sdk';
import { css, type CSSResultGroup, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { CorridorElement } from '../base/corridor-element.ts';
import { define } from '../base/define.ts';
import { html } from '../base/html.ts';
import { isPlainEnter } from '../base/keys.ts';
import { formatFull, formatShort, msg } from '../base/localisation.ts';
import { optionsStyles } from '../base/options.styles.ts';
import '../people/user-avatar.ts';
import { why } from './file-browser.acts.ts';

const named = /<@([^\s<>&]{1,1000})>/g;
const beingNamed = /(?:^|\s)@([^\s@]{0,40})$/;

/** What people say about a file, with answers below what they answer. */
export class FileComments extends CorridorElement {
  static override styles: CSSResultGroup = [CorridorElement.styles, optionsStyles, css`
    :host {
      display: block;
      font-size: var(--c-font-size-small);
    }
    li {
      padding-block: 8px;
    }
    ul ul {
      padding-inline-start: 24px;
      border-inline-start: 2px solid var(--c-line);
    }
    .head {
      display: flex;
      align-items: center;
      gap: 8px;
    }
    b {
      font-weight: 600;
    }
    .words {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      margin-block: 4px;
    }
    .gone,
    .solved .words {
      color: var(--c-muted);
    }
    .gone {
      font-style: italic;
    }
    .name {
      color: var(--c-accent-text);
    }
    .ways {
      display: flex;
      flex-wrap: wrap;
      gap: 12px;
    }
    .question {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px;
      margin-block-start: 8px;
    }
    .writing {
      position: relative;
      display: grid;
      gap: 8px;
      margin-block-start: 8px;
    }
    textarea {
      inline-size: 100%;
      min-block-size: 64px;
      padding: 6px 10px;
      border: 0;
      border-radius: var(--c-radius-s);
      background: var(--c-surface);
      box-shadow: inset 0 0 0 1px var(--c-line-strong);
      resize: vertical;
    }
    .problem {
      color: var(--c-danger);
    }
    .people button {
      display: flex;
      align-items: center;
      gap: 8px;
      inline-size: 100%;
      padding: 4px 8px;
      border-radius: var(--c-radius-s);
    }
    .people [aria-selected='true'] {
      background: var(--c-accent-soft);
    }
  `];
  static override properties: PropertyDeclarations = {
    fileId: { attribute: 'file-id' }, canComment: { attribute: false }, isOwner: { attribute: false }, items: { attribute: false }, next: { attribute: false }, answering: { attribute: false }, editing: { attribute: false }, deleting: { attribute: false },
    failure: { attribute: false }, offered: { attribute: false }, active: { attribute: false },
  };

  /** Which file. */
  fileId = '';
  canComment = false;
  /** Deletes what others say, too. */
  isOwner = false;
  private items: readonly FileComment[] | undefined;
  private next: string | undefined;
  /** The comment that is answered. */
  private answering: string | undefined;
  private editing: string | undefined;
  /** The comment of which it is asked whether it is to go. */
  private deleting: string | undefined;
  private failure: string | undefined;
  /** Who may be meant by what is being typed. */
  private offered: readonly Person[] = [];
  private active = 0;
  #asked = 0;
  #off: (() => void) | undefined;
  readonly #meant = new Map<string, string>();

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#off?.();
    this.#off = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { corridor } = this;
    if (!corridor || !this.isConnected || (!this.#off && corridor.connection.get() === 'connecting')) return;
    const isFirst = !this.#off;
    this.#off ??= corridor.on('files.commented', ({ fileId }) => { if (fileId === this.fileId) void this.#load(corridor); });
    if (isFirst || changed.has('fileId')) void this.#load(corridor);
    if (changed.has('deleting') && this.deleting) this.renderRoot.querySelector<HTMLElement>('.keep')?.focus();
    if (changed.has('answering') || changed.has('editing')) this.renderRoot.querySelector<HTMLTextAreaElement>('li textarea')?.focus();
    // What had the focus went with the answer, the change or the question.
    const isClosed = ['answering', 'editing', 'deleting'].some((name) => changed.get(name)) && !this.answering && !this.editing && !this.deleting;
    if (isClosed && !this.shadowRoot?.activeElement) this.renderRoot.querySelector<HTMLTextAreaElement>('.writing textarea')?.focus();
  }

  protected override render() {
    const { corridor, items } = this;
    if (!corridor) return this.renderWithoutCorridor();
    this.watch(corridor.connection);
    const first = items?.filter(({ threadId }) => threadId === null) ?? [];
    return html`${this.failure ? html`<div class="problem" role="alert">${this.failure}</div>` : nothing}
      ${!items ? (this.failure ? nothing : html`<div class="state late" role="status">${msg('Looking…')}</div>`)
      : items.length ? html`<ul aria-label=${msg('Comments')}>${repeat(first, ({ id }) => id, (comment) => this.#renderThread(corridor, comment, items.filter(({ threadId }) => threadId === comment.id)))}</ul>` : html`<div class="state" role="status">${msg('Nobody has said anything about this file yet.')}</div>`}
      ${this.next ? html`<button class="link" type="button" @click=${() => void this.#load(corridor, this.next)}>${msg('Show more')}</button>` : nothing}
      ${this.canComment ? (this.answering || this.editing ? nothing : this.#renderWriting(corridor, msg('Comment'), (text) => corridor.files.comment({ fileId: this.fileId, text }))) : html`<p class="meta">${msg('You may look at this file, but not comment on it; its owner can grant it.')}</p>`}`;
  }

  #renderThread(corridor: Corridor, comment: FileComment, answers: readonly FileComment[]): TemplateResult {
    return html`<li class=${comment.resolvedAt ? 'solved' : ''}>${this.#renderComment(corridor, comment)}
      ${answers.length ? html`<ul>${answers.map((answer) => html`<li>${this.#renderComment(corridor, answer)}</li>`)}</ul>` : nothing}
      ${this.answering === comment.id ? this.#renderWriting(corridor, msg('Answer'), (text) => corridor.files.comment({ fileId: this.fileId, threadId: comment.id, text })) : nothing}</li>`;
  }

  #renderComment(corridor: Corridor, comment: FileComment): TemplateResult {
    const { language } = this, { id, authorId, text, createdAt, editedAt, deletedAt, resolvedAt, threadId } = comment, isMine = authorId === this.watch(corridor.me)?.id;
    if (deletedAt) return html`<p class="gone">${msg('Comment deleted')}</p>`;
    if (this.editing === id) return this.#renderWriting(corridor, msg('Save'), (words) => corridor.files.editComment({ commentId: id, text: words }), this.#said(corridor, text));
    return html`<div class="head"><user-avatar size="small" user-id=${authorId}></user-avatar><b class="cut" dir="auto">${this.watch(corridor.people.person(authorId)).name}</b><time class="meta" datetime=${createdAt} title=${formatFull(language, createdAt)}>${formatShort(language, createdAt)}</time>${editedAt ? html`<span class="meta">${msg('(edited)')}</span>` : nothing}${resolvedAt ? html`<span class="meta">${msg('Done')}</span>` : nothing}</div>
      <p class="words" dir="auto">${this.#words(corridor, text)}</p>
      ${this.canComment ? html`<span class="ways">
        ${threadId === null ? html`<button class="link" type="button" @click=${() => (this.answering = id)}>${msg('Answer')}</button><button class="link" type="button" @click=${() => void this.#run(() => corridor.files.resolveComment({ commentId: id, isResolved: !resolvedAt }))}>${resolvedAt ? msg('Not done') : msg('Mark as done')}</button>` : nothing}
        ${isMine ? html`<button class="link" type="button" @click=${() => (this.editing = id)}>${msg('Edit')}</button>` : nothing}
        ${isMine || this.isOwner ? html`<button class="link" type="button" @click=${() => (this.deleting = this.deleting === id ? undefined : id)} aria-expanded=${this.deleting === id ? 'true' : 'false'}>${msg('Delete')}</button>` : nothing}</span>
        ${this.deleting === id ? html`<div class="question" role="group" aria-label=${msg('Delete this comment?')}><span>${msg('Delete this comment?')}</span><button class="button danger" type="button" @click=${() => { this.deleting = undefined; void this.#run(() => corridor.files.deleteComment({ commentId: id })); }}>${msg('Delete')}</button><button class="button keep" type="button" @click=${() => (this.deleting = undefined)}>${msg('Keep')}</button></div>` : nothing}` : nothing}`;
  }

  #words(corridor: Corridor, text: string) {
    return text.split(named).map((part, index) => (index % 2 ? html`<span class="name">@${this.watch(corridor.people.person(decode(part))).name}</span>` : part));
  }

  /** As it was written, with names: those stay who they are when it is saved. */
  #said(corridor: Corridor, text: string): string {
    return text.replace(named, (_, part: string) => {
      const id = decode(part), name = `@${corridor.people.person(id).get().name}`;
      this.#meant.set(name, id);
      return name;
    });
  }

  #renderWriting(corridor: Corridor, label: string, send: (text: string) => Promise<unknown>, text = ''): TemplateResult {
    const isFirst = !this.answering && !this.editing;
    const go = (field: HTMLTextAreaElement) => void this.#run(async () => {
      const words = this.#stored(field.value.trim());
      if (!words || field.readOnly) return;
      field.readOnly = true; // a second press of two says nothing twice
      try {
        await send(words);
        field.value = '';
        this.answering = this.editing = undefined;
      } finally {
        field.readOnly = false;
      }
    });
    const onKeydown = (event: KeyboardEvent) => {
      const field = event.target as HTMLTextAreaElement, count = this.offered.length;
      const act =
        count && event.key === 'ArrowDown' ? () => (this.active = (this.active + 1) % count)
        : count && event.key === 'ArrowUp' ? () => (this.active = (this.active + count - 1) % count)
        : count && (isPlainEnter(event) || event.key === 'Tab') ? () => this.#name(field, this.offered[this.active]!)
        : count && event.key === 'Escape' ? () => (this.offered = [])
        : isPlainEnter(event) ? () => go(field)
        : event.key === 'Escape' && !isFirst ? () => (this.answering = this.editing = undefined) : undefined;
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    return html`<div class="writing"><textarea aria-label=${label} dir="auto" maxlength="10000" placeholder=${msg('Write a comment; @ names somebody')} .value=${text} aria-autocomplete="list" @keydown=${onKeydown} @input=${(event: Event) => void this.#offer(corridor, event.target as HTMLTextAreaElement)}></textarea>
      ${this.offered.length ? html`<div class="people" role="listbox" aria-label=${msg('People')}>${this.offered.map((person, index) => html`<button type="button" role="option" tabindex="-1" aria-selected=${index === this.active ? 'true' : 'false'} @click=${(event: Event) => this.#name((event.currentTarget as Element).closest('.writing')!.querySelector('textarea')!, person)}><user-avatar size="tiny" user-id=${person.id}></user-avatar><span class="cut" dir="auto">${person.name}</span></button>`)}</div>` : nothing}
      <span class="ways"><button class="button primary" type="button" @click=${(event: Event) => go((event.currentTarget as Element).closest('.writing')!.querySelector('textarea')!)}>${label}</button>${isFirst ? nothing : html`<button class="button" type="button" @click=${() => (this.answering = this.editing = undefined)}>${msg('Cancel')}</button>`}</span></div>`;
  }

  async #offer(corridor: Corridor, field: HTMLTextAreaElement): Promise<void> {
    const asked = ++this.#asked, [, query] = beingNamed.exec(field.value.slice(0, field.selectionStart)) ?? [];
    const { items } = query === undefined ? { items: [] } : await corridor.people.list({ query, limit: 5 }).catch(() => ({ items: [] as Person[] }));
    if (asked !== this.#asked) return;
    this.offered = items;
    this.active = 0;
  }

  #name(field: HTMLTextAreaElement, { id, name }: Person): void {
    const before = field.value.slice(0, field.selectionStart).replace(/@[^\s@]*$/, `@${name} `);
    field.value = before + field.value.slice(field.selectionStart);
    field.setSelectionRange(before.length, before.length);
    field.focus();
    this.#meant.set(`@${name}`, id);
    this.offered = [];
  }

  /** Names become ids; the longest first, for one may begin like another. */
  #stored(text: string): string {
    return [...this.#meant].sort(([one], [other]) => other.length - one.length).reduce((words, [name, id]) => words.replaceAll(name, `<@${encodeURIComponent(id)}>`), text);
  }

  async #run(act: () => Promise<unknown>): Promise<void> {
    this.failure = undefined;
    try {
      await act();
      await this.#load(this.corridor!);
    } catch (error) {
      this.failure = why(error);
    }
  }

  async #load(corridor: Corridor, cursor?: string): Promise<void> {
    const { fileId } = this;
    try {
      const page = await corridor.files.comments({ fileId, limit: 200, ...(cursor && { cursor }) });
      if (fileId !== this.fileId) return;
      this.items = cursor ? [...this.items ?? [], ...page.items] : page.items;
      this.next = page.next;
    } catch (error) {
      this.failure = why(error);
    }
  }
}

const decode = (id: string): string => { try { return decodeURIComponent(id); } catch { return id; } };

define('file-comments', FileComments);

declare global {
  interface HTMLElementTagNameMap {
    'file-comments': FileComments;
  }
}
