import type { Input, Output } from '../protocol/contract.ts';
import { operations } from '../transport/operations.ts';
import type { Link } from '../transport/transport.ts';

/** Files: what is there, who sees it, and where it is fetched. */
export class Files extends operations('files', 'beginUpload', 'cancelUpload', 'file', 'list', 'delete') {
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
    return { items: items.map((item) => ({ ...item, url: item.url.startsWith('/') ? this.#server.replace(/\/$/, '') + item.url : item.url })) };
  }
}
