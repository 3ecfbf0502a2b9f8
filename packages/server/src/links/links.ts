import type { LinkCard } from '@corridor/sdk/protocol';
import type { Handlers } from '../call.ts';
import type { Page } from './links.page.ts';
import { knownPages, storePages } from './links.queries.ts';

/** A web address as it is fetched, without the place in the page; undefined where it is none. */
function webAddress(url: string): string | undefined {
  try {
    const parsed = new URL(url);
    parsed.hash = '';
    return /^https?:$/.test(parsed.protocol) ? parsed.href : undefined;
  } catch { return undefined; }
}

export const linksHandlers: Handlers<'links'> = {
  'links.preview': async (call, { urls }) => {
    const asked = [...new Set(urls)].flatMap((url) => { const address = webAddress(url); return address === undefined ? [] : [{ url, address }]; });
    const ofRecords = asked.filter(({ url }) => call.links.isRecord(url)), ofPages = asked.filter((one) => !ofRecords.includes(one));
    const addresses = [...new Set(ofPages.map(({ address }) => address))];
    const known = await knownPages(call, addresses);
    await call.commit();
    const fetched = new Map<string, Page | null>();
    const [records] = await Promise.all([
      call.links.records(call.session, ofRecords.map(({ url }) => url)),
      ...addresses.filter((address) => !known.has(address)).map(async (address) => {
        const page = await call.links.page(call.session.tenant, address);
        if (page !== undefined) fetched.set(address, page);
      }),
    ]);
    await storePages(call, fetched);
    const cardOf = ({ url, address }: { url: string; address: string }): LinkCard | undefined => {
      const page = known.get(address) ?? fetched.get(address);
      return records.get(url) ?? (page ? { type: 'page', url, ...page } : undefined);
    };
    return { items: asked.map(cardOf).filter((card) => card !== undefined) };
  },
};
