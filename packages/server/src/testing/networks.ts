import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/**
 * Two callers in networks of their own, and a crossing between them, as network namespaces of this machine: `a` has two interfaces, of which one is up. Nothing leaves them. This machine is reached
 * at `here`, the crossing at `crossing` from each side.
 */
export interface Networks {
  readonly here: string;
  readonly crossing: { readonly a: string; readonly b: string };
  readonly spaces: Readonly<Record<'a' | 'b' | 'crossing', string>>;
  /** A command of a program that runs there. */
  inside(space: 'a' | 'b' | 'crossing'): string[];
  /** A program that starts Chromium there. */
  chromium(space: 'a' | 'b'): Promise<string>;
  /** Whether the callers reach each other without a relay. */
  connect(isDirect: boolean): void;
  /** `a` goes from one of its interfaces to the other; answers since when the first is gone (ms since 1970). */
  move(): number;
  /** Of the packets by UDP that arrive there, in percent. */
  lose(space: 'a' | 'b', percent: number): void;
  /** UDP does not leave `a`. */
  blockUdp(isBlocked: boolean): void;
  down(): Promise<void>;
}

/** Why there can be no networks here; undefined where there can. */
export function whyNoNetworks(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs Linux and root, for network namespaces';
  const missing = [['ip', 'iproute2'], ['nft', 'nftables']].filter(([program]) => !['/usr/sbin', '/sbin', '/usr/bin', '/bin'].some((folder) => existsSync(path.join(folder, program!)))).map(([, name]) => name);
  if (missing.length > 0) return `needs Debian's packages: apt-get install --no-install-recommends ${missing.join(' ')}`;
  try {
    execFileSync('ip', ['netns', 'add', `corridor-try-${process.pid}`], { stdio: 'ignore' });
    execFileSync('ip', ['netns', 'del', `corridor-try-${process.pid}`], { stdio: 'ignore' });
  } catch { return 'this system allows no network namespaces'; }
  return undefined;
}

const run = (command: string): void => { const [program = '', ...args] = command.split(' '); execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] }); };

export async function openNetworks(): Promise<Networks> {
  const id = process.pid % 100_000, spaces = { a: `corridor-a-${id}`, b: `corridor-b-${id}`, crossing: `corridor-x-${id}` }, net = '10.213', folder = await mkdtemp(path.join(os.tmpdir(), 'networks-'));
  const at = (space: keyof typeof spaces, command: string) => { run(`ip netns exec ${spaces[space]} ${command}`); };
  /** A cable from the crossing to somewhere: .1 is the crossing's end. */
  const cable = (number: number, to: string | undefined) => {
    const near = `xc${id}${number}`, far = `xe${id}${number}`;
    run(`ip link add ${near} type veth peer name ${far}`);
    run(`ip link set ${near} netns ${spaces.crossing}`);
    if (to) run(`ip link set ${far} netns ${to}`);
    const ends = to ? `ip netns exec ${to} ip` : 'ip';
    at('crossing', `ip addr add ${net}.${number}.1/24 dev ${near}`);
    at('crossing', `ip link set ${near} up`);
    run(`${ends} addr add ${net}.${number}.2/24 dev ${far}`);
    return { up: () => { run(`${ends} link set ${far} up`); }, down: () => { run(`${ends} link set ${far} down`); }, gateway: `${net}.${number}.1` };
  };
  for (const space of Object.values(spaces)) { run(`ip netns add ${space}`); run(`ip netns exec ${space} ip link set lo up`); }
  const first = cable(1, spaces.a), ofB = cable(2, spaces.b), second = cable(3, spaces.a), ofHere = cable(9, undefined);
  first.up();
  ofB.up();
  ofHere.up();
  at('a', `ip route add default via ${first.gateway}`);
  at('b', `ip route add default via ${ofB.gateway}`);
  run(`ip route add ${net}.0.0/21 via ${ofHere.gateway}`);
  at('crossing', 'sysctl -qw net.ipv4.ip_forward=1');
  const nft = (space: keyof typeof spaces, rules: string) => { execFileSync('ip', ['netns', 'exec', spaces[space], 'nft', '-f', '-'], { input: rules, stdio: ['pipe', 'ignore', 'pipe'] }); };
  for (const space of ['crossing', 'a', 'b'] as const) nft(space, 'table inet t {\n chain forward { type filter hook forward priority 0; }\n chain input { type filter hook input priority 0; }\n chain output { type filter hook output priority 0; }\n}');
  let on = [first, second];
  return {
    here: `${net}.9.2`, crossing: { a: `${net}.1.1`, b: `${net}.2.1` }, spaces,
    inside: (space) => ['ip', 'netns', 'exec', spaces[space]],
    async chromium(space) {
      const file = path.join(folder, `chromium-${space}`);
      await writeFile(file, `#!/bin/sh\nexec ip netns exec ${spaces[space]} ${process.env.CORRIDOR_BROWSER ?? '/usr/bin/chromium'} "$@"\n`);
      await chmod(file, 0o755);
      return file;
    },
    connect(isDirect) {
      nft('crossing', `flush chain inet t forward${isDirect ? '' : `\nadd rule inet t forward ip saddr { ${net}.1.0/24, ${net}.3.0/24 } ip daddr ${net}.2.0/24 drop\nadd rule inet t forward ip saddr ${net}.2.0/24 ip daddr { ${net}.1.0/24, ${net}.3.0/24 } drop`}`);
    },
    move() {
      const [was, next] = on as [typeof first, typeof first];
      was.down();
      const since = Date.now();
      next.up();
      at('a', `ip route replace default via ${next.gateway}`);
      on = [next, was];
      return since;
    },
    lose(space, percent) { nft(space, `flush chain inet t input${percent ? `\nadd rule inet t input meta l4proto udp numgen random mod 1000 < ${percent * 10} drop` : ''}`); },
    blockUdp(isBlocked) { nft('a', `flush chain inet t output${isBlocked ? '\nadd rule inet t output meta l4proto udp drop' : ''}`); },
    async down() {
      for (const space of Object.values(spaces)) run(`ip netns del ${space}`); // their ends of cables go with them
      await rm(folder, { recursive: true, force: true });
    },
  };
}
