import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { bound, DamagedError } from './frames.ts';

/** Tenants' wrapped keys, one each, where the server keeps them. */
export interface TenantKeys {
  load(tenant: string): Promise<Buffer | undefined>;
  /** Answers the key that the tenant has from now on: this one, or one that came before it. */
  add(tenant: string, wrapped: Buffer): Promise<Buffer>;
  replace(tenant: string, wrapped: Buffer): Promise<void>;
}

const cipher = 'aes-256-gcm';
const keyBytes = 32, nonceBytes = 12, tagBytes = 16, nameBytes = 8;
const version = Buffer.from([1]);
/** Keys of tenants that are kept in memory unwrapped. */
const mostKept = 1000;

function wrap(key: Buffer, under: Buffer, context: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes);
  const gcm = createCipheriv(cipher, under, nonce, { authTagLength: tagBytes }).setAAD(context);
  return Buffer.concat([nonce, gcm.update(key), gcm.final(), gcm.getAuthTag()]);
}

function unwrap(wrapped: Buffer, under: Buffer, context: Buffer, whose: string): Buffer {
  try {
    const end = wrapped.length - tagBytes;
    const gcm = createDecipheriv(cipher, under, wrapped.subarray(0, nonceBytes), { authTagLength: tagBytes }).setAAD(context).setAuthTag(wrapped.subarray(end));
    return Buffer.concat([gcm.update(wrapped.subarray(nonceBytes, end)), gcm.final()]);
  } catch (cause) { throw new DamagedError(`The key of ${whose} cannot be unwrapped`, { cause }); }
}

interface Master { readonly name: Buffer; readonly key: Buffer }
const masterOf = (key: Buffer): Master => ({ key, name: createHash('sha256').update('corridor master key\0').update(key).digest().subarray(0, nameBytes) });
const contextOfTenant = (tenant: string): Buffer => bound('corridor tenant key 1', tenant);
const contextOfObject = (tenant: string, id: string): Buffer => bound('corridor object key 1', tenant, id);

/**
 * Keys in three layers: each object has its own, wrapped by its tenant's, which is wrapped by the master key of the configuration.
 * A tenant's key under the previous master key still opens, and is wrapped anew when it does.
 */
export class Keyring {
  readonly #current: Master;
  readonly #masters: readonly Master[];
  readonly #tenants: TenantKeys;
  readonly #open = new Map<string, Promise<Buffer>>();

  /** Master keys of 32 bytes each. */
  constructor(tenants: TenantKeys, current: Buffer, previous?: Buffer) {
    this.#tenants = tenants;
    this.#current = masterOf(current);
    this.#masters = previous ? [this.#current, masterOf(previous)] : [this.#current];
  }

  async newKey(tenant: string, id: string): Promise<{ key: Buffer; wrapped: Buffer }> {
    const key = randomBytes(keyBytes);
    return { key, wrapped: Buffer.concat([version, wrap(key, await this.#keyOf(tenant), contextOfObject(tenant, id))]) };
  }

  async openKey(tenant: string, id: string, wrapped: Buffer): Promise<Buffer> {
    if (wrapped[0] !== version[0]) throw new DamagedError(`The key of ${id} is of a newer version`);
    return unwrap(wrapped.subarray(1), await this.#keyOf(tenant), contextOfObject(tenant, id), id);
  }

  /** Wraps a tenant's key by the current master key where it is not; answers whether it was not. */
  async rewrap(tenant: string): Promise<boolean> {
    const wrapped = await this.#tenants.load(tenant);
    if (!wrapped || this.#isCurrent(wrapped)) return false;
    await this.#tenants.replace(tenant, this.#wrap(tenant, this.#unwrap(tenant, wrapped)));
    return true;
  }

  #keyOf(tenant: string): Promise<Buffer> {
    const known = this.#open.get(tenant);
    if (known) return known;
    const [oldest] = this.#open.size >= mostKept ? this.#open.keys() : [];
    if (oldest !== undefined) this.#open.delete(oldest);
    const opening = this.#load(tenant);
    this.#open.set(tenant, opening);
    opening.catch(() => { this.#open.delete(tenant); });
    return opening;
  }

  async #load(tenant: string): Promise<Buffer> {
    const wrapped = await this.#tenants.load(tenant) ?? await this.#tenants.add(tenant, this.#wrap(tenant, randomBytes(keyBytes)));
    const key = this.#unwrap(tenant, wrapped);
    if (!this.#isCurrent(wrapped)) await this.#tenants.replace(tenant, this.#wrap(tenant, key));
    return key;
  }

  #wrap(tenant: string, key: Buffer): Buffer { return Buffer.concat([version, this.#current.name, wrap(key, this.#current.key, contextOfTenant(tenant))]); }

  #unwrap(tenant: string, wrapped: Buffer): Buffer {
    const name = wrapped.subarray(1, 1 + nameBytes), master = wrapped[0] === version[0] ? this.#masters.find((one) => one.name.equals(name)) : undefined;
    if (!master) throw new DamagedError(`The files of ${tenant} were encrypted with another key; CORRIDOR_FILES_KEY_PREVIOUS takes the one before`);
    return unwrap(wrapped.subarray(1 + nameBytes), master.key, contextOfTenant(tenant), `tenant ${tenant}`);
  }

  #isCurrent(wrapped: Buffer): boolean { return wrapped.subarray(1, 1 + nameBytes).equals(this.#current.name); }
}
