import ipaddr from 'ipaddr.js';
import { lookup as resolve, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector, request } from 'undici';

/** Where and how pages are fetched; tests fetch from their own machine. */
export interface FetchRules {
  isAllowed?: (address: string) => boolean;
  ports?: readonly string[];
  resolve?: (name: string, told: (error: Error | null, found: LookupAddress[]) => void) => void;
  timeoutMs?: number;
}

/** What a page answered: the beginning of its bytes, and what they are said to be. */
export interface Fetched { url: string; contentType: string; body: Buffer }

const largest = 512 * 1024;
const mostHops = 4;
const patienceMs = 5000;
const redirects = [301, 302, 303, 307, 308];

/** Whether an address is one of the open internet: not of this machine, its networks, a cloud's metadata, or a way around through IPv6. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address); // IPv4 written as IPv6 is judged as what it is
  if (parsed.range() !== 'unicast') return false;
  if (parsed.kind() === 'ipv4') return !parsed.match(ipaddr.parseCIDR('198.18.0.0/15'));
  return parsed.match(ipaddr.parseCIDR('2000::/3')) && !parsed.match(ipaddr.parseCIDR('3fff::/20')); // all that is given out, without what documents use
}

const refused = (what: string) => new Error(`Not fetched: ${what}`);

/**
 * Fetches pages that anybody may name, so that nothing inside our own network can be reached: the address is judged where the connection is made, after
 * the name is resolved, for each redirect anew. Only http and https at their usual ports, without credentials; no cookies; at most 512 KiB and five seconds.
 */
export function createSafeFetch({ isAllowed = isPublic, ports = [''], resolve: ask, timeoutMs = patienceMs }: FetchRules = {}): { fetchPage(url: string): Promise<Fetched | null>; close(): Promise<void> } {
  const find = ask ?? ((name, told) => { resolve(name, { all: true }, told); });
  const lookup: LookupFunction = (name, options, told) => {
    find(name, (error, found) => {
      const allowed = error ? [] : found.filter(({ address }) => isAllowed(address)), [first] = allowed;
      if (!first) told(error ?? refused('its name leads to an address that is not public'), '', 0);
      else if (options.all) told(null, allowed);
      else told(null, first.address, first.family);
    });
  };
  const connect = buildConnector({ timeout: timeoutMs, lookup });
  const agent = new Agent({
    connect: (options, told) => {
      const name = options.hostname.replace(/^\[|\]$/g, '');
      if (isIP(name) && !isAllowed(name)) told(refused('an address that is not public'), null);
      else connect(options, told);
    },
    keepAliveTimeout: 1000, headersTimeout: timeoutMs, bodyTimeout: timeoutMs, maxHeaderSize: 16_384,
  });

  function check(url: URL): void {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw refused('neither http nor https');
    if (!ports.includes(url.port)) throw refused('another port');
    if (url.username || url.password) throw refused('credentials');
  }

  return {
    async fetchPage(address) {
      const signal = AbortSignal.timeout(timeoutMs);
      for (let url = new URL(address), hop = 0; hop < mostHops; hop++) {
        check(url);
        const { statusCode, headers, body } = await request(url, {
          dispatcher: agent, signal, headers: { accept: 'text/html,application/xhtml+xml', 'accept-encoding': 'identity', 'user-agent': 'Corridor link preview' },
        });
        body.on('error', () => undefined); // ended before its end, on purpose
        try {
          const { location } = headers;
          if (redirects.includes(statusCode) && typeof location === 'string') { url = new URL(location, url); continue; }
          const contentType = String(headers['content-type'] ?? '');
          if (statusCode !== 200 || !/^(text\/html|application\/xhtml\+xml)\b/i.test(contentType) || !/^(|identity)$/.test(String(headers['content-encoding'] ?? ''))) return null;
          return { url: url.href, contentType, body: await beginningOf(body) };
        } finally { body.destroy(); }
      }
      return null;
    },
    close: () => agent.destroy(),
  };
}

async function beginningOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= largest) break;
  }
  return Buffer.concat(chunks).subarray(0, largest);
}
