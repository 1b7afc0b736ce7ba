import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import { isIPv4 } from 'node:net';

/** What a name is answered with: addresses, or how the server fails. Absent names are NXDOMAIN. */
export type Zone = Readonly<Record<string, readonly string[] | 'silent' | 'servfail'>>;

/** A DNS server on loopback. */
export interface DnsServer {
  /** `address:port`. */
  readonly address: string;
  /** Names in the order they were asked for, as `name A` or `name AAAA`. */
  readonly asked: string[];
  readonly close: () => Promise<void>;
}

const TYPES: Readonly<Record<number, string>> = { 1: 'A', 28: 'AAAA' };
const NXDOMAIN = 3;
const SERVFAIL = 2;

/** Starts a DNS server that knows a zone. RFC 1035, section 4. */
export async function startDns(zone: Zone, ttl = 60): Promise<DnsServer> {
  const asked: string[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query);
    asked.push(`${name} ${TYPES[type] ?? type}`);
    const entry = zone[name];
    if (entry === 'silent') return;
    const addresses =
      typeof entry === 'object' ? entry.filter((each) => isIPv4(each) === (type === 1)) : [];
    const code = entry === undefined ? NXDOMAIN : entry === 'servfail' ? SERVFAIL : 0;
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(addresses.length, 6);
    const answers = addresses.map((address) => answer(address, type, ttl));
    socket.send(
      Buffer.concat([header, query.subarray(12, end), ...answers]),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    asked,
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}

function answer(address: string, type: number, ttl: number): Buffer {
  const data =
    type === 1
      ? Buffer.from(address.split('.').map(Number))
      : Buffer.from(address.replace(/:/g, ''), 'hex');
  const head = Buffer.alloc(12);
  head.writeUInt16BE(0xc00c, 0);
  head.writeUInt16BE(type, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt32BE(ttl, 6);
  head.writeUInt16BE(data.length, 10);
  return Buffer.concat([head, data]);
}
