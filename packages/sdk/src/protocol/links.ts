import { z } from 'zod';
import { operation } from './operation.ts';
import { Text } from './schema.ts';

const isWebAddress = (url: string) => { try { return ['http:', 'https:'].includes(new URL(url, 'https://host.invalid').protocol); } catch { return false; } };
/** http or https; on the host's page it may be a path. */
const WebAddress = Text(2000).refine(isWebAddress, 'must be an http or https address, or a path on the host');

/** What a link to a record of the host shows: one line of title, one of meta, its status, up to two ways on. */
export const RecordCard = z.object({
  type: z.literal('record'), url: Text(2000), title: Text(200).min(1), meta: Text(200).optional(),
  status: z.object({ text: Text(60).min(1), tone: z.enum(['neutral', 'info', 'success', 'warning', 'danger']).default('neutral') }).optional(),
  actions: z.array(z.object({ label: Text(40).min(1), url: WebAddress })).max(2).optional(),
}).meta({ id: 'RecordCard' });
export type RecordCard = z.infer<typeof RecordCard>;

/** What any other page says of itself. */
export const PageCard = z.object({
  type: z.literal('page'), url: Text(2000), title: Text(200).min(1), description: Text(300).optional(), site: Text(100).optional(),
}).meta({ id: 'PageCard' });
export type PageCard = z.infer<typeof PageCard>;

export const LinkCard = z.discriminatedUnion('type', [RecordCard, PageCard]).meta({ id: 'LinkCard' });
export type LinkCard = z.infer<typeof LinkCard>;

export const linksOperations = {
  /**
   * What links lead to, each by the `url` it was asked by; those that show nothing are left out. Addresses of the host's records are asked of the host
   * for me, all others are fetched by the server, never by the page.
   */
  'links.preview': operation({
    http: 'POST /links/preview', input: z.object({ urls: z.array(Text(2000).min(1)).min(1).max(20) }), output: z.object({ items: z.array(LinkCard) }),
    permission: 'chat.access_channels', limit: 'read',
  }),
};
