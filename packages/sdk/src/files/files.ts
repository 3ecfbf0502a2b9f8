import type { Input, Output } from '../protocol/contract.ts';
import { operations } from '../transport/operations.ts';
import type { Link } from '../transport/transport.ts';

/** Files: what is there, who sees it, and where it is fetched. */
export class Files extends operations('files', 'beginUpload', 'cancelUpload', 'file', 'list', 'delete', 'update', 'share', 'unshare', 'grants', 'transfer', 'versions', 'restoreVersion',
  'deleted', 'restore', 'links', 'revokeLink', 'comment', 'comments', 'editComment', 'deleteComment', 'resolveComment', 'folders', 'createFolder', 'updateFolder', 'deleteFolder', 'setFavourite',
  'activity', 'downloads', 'figures') {
  readonly #link: Link;
  readonly #server: string;

  constructor(link: Link, server: string) {
    super(link);
    this.#link = link;
    this.#server = server;
  }

  /** Addresses that need no token, until `expiresAt`; what is not there for me is left out. */
  async urls(input: Input<'files.urls'>): Promise<Output<'files.urls'>> {
    const { items } = await this.#link.request('files.urls', input);
    return { items: items.map((item) => this.#whole(item)) };
  }

  /** Makes a link for people without an account; its `url` is told this once. */
  async createLink(input: Input<'files.createLink'>): Promise<Output<'files.createLink'>> { return this.#whole(await this.#link.request('files.createLink', input)); }

  #whole<T extends { url: string }>(item: T): T { return item.url.startsWith('/') ? { ...item, url: this.#server.replace(/\/$/, '') + item.url } : item; }
}
