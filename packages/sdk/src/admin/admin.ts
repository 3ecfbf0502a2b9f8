import type { Permission } from '../protocol/permissions.ts';
import type { Role } from '../protocol/admin.ts';
import { operations } from '../transport/operations.ts';
import type { Link } from '../transport/transport.ts';

/** What roles allow, and the host's API keys, for those who may say so (`admin.roles`, `admin.keys`). */
export class Admin extends operations('admin', 'createApiKey', 'apiKeys', 'revokeApiKey', 'tools') {
  readonly #link: Link;
  constructor(link: Link) { super(link); this.#link = link; }

  async roles(): Promise<Role[]> { return (await this.#link.request('admin.roles', {})).items; }
  /** Makes a role or changes what it may do, from the next request of anybody who has it. */
  setRole(role: string, permissions: readonly Permission[]): Promise<Role> { return this.#link.request('admin.setRole', { role, permissions: [...permissions] }); }
  /** Built-in roles stay; people who carry a removed one keep what their others allow. */
  async deleteRole(role: string): Promise<void> { await this.#link.request('admin.deleteRole', { role }); }
}
